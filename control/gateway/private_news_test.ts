/** Invariant 8 at the socket: what some are told reaches nobody else, and too much is slowed down. */
import { assertEquals } from "@std/assert";
import { type RoomChange, type RoomNews, type RoomSignal, subjects } from "../../protocol/mod.ts";
import type { ClientSocket } from "../../tests/harness/client_socket.ts";
import { until } from "../../tests/harness/until.ts";
import { LEFT } from "./testing/fake_room.ts";
import { ROOM_ID, World } from "./testing/world.ts";

const SECRET: RoomChange = {
  type: "MessageSent",
  message: { id: 2, from: "ann", name: "Ann", at: 1, to: "bob", text: "a secret word" },
};

const roomFrames = ({ frames }: ClientSocket) =>
  frames.flatMap((frame) => frame.type === "room" ? [frame] : []);

Deno.test("what some are told reaches them, and moves the revision of the others", async () => {
  await using world = await World.start();
  const { client: ann } = await world.join("ann");
  const { client: bob } = await world.join("bob");
  const { client: eve } = await world.join("eve");
  const from = world.room.rev;
  world.room.rev++;
  const body: RoomNews[] = [{ type: "Told", to: ["ann", "bob"], change: SECRET }, LEFT];
  world.room.publish({ from, to: from + 1, body });
  for (const client of [ann, bob, eve]) {
    await until("the news came", () => roomFrames(client).length === 1);
  }
  const changesOf = (client: ClientSocket) => roomFrames(client)[0]?.changes;
  assertEquals([ann, bob].map(changesOf), [[SECRET, LEFT], [SECRET, LEFT]]);
  assertEquals(changesOf(eve), [LEFT]);
  assertEquals(JSON.stringify(eve.frames).includes("secret"), false);
  world.room.tell(LEFT);
  await until("eve has no gap", () => roomFrames(eve).length === 2);
  assertEquals(roomFrames(eve).map(({ from, to }) => [from, to]), [
    [from, from + 1],
    [from + 1, from + 2],
  ]);
});

Deno.test("signals reach those they are for, and are held for nobody", async () => {
  await using world = await World.start();
  const { client: ann } = await world.join("ann");
  const { client: bob } = await world.join("bob");
  const say = (signal: RoomSignal["signal"], to?: string[]) => {
    const message: RoomSignal = { v: 1, roomId: ROOM_ID, signal, ...(to && { to }) };
    world.bus.publish(subjects.roomSignal(ROOM_ID), message);
  };
  const typing = { type: "typing", peerId: "eve", to: "bob" } as const;
  const reaction = { type: "reaction", peerId: "eve", emoji: "🎉" } as const;
  say(typing, ["bob"]);
  world.bus.publish(subjects.roomSignal(ROOM_ID), { v: 1, roomId: ROOM_ID, signal: "nonsense" });
  say(reaction);
  const signals = ({ frames }: ClientSocket) =>
    frames.flatMap((frame) => frame.type === "signal" ? [frame.signal] : []);
  await until("both see the reaction", () => [ann, bob].every((c) => signals(c).length > 0));
  await until("bob sees both", () => signals(bob).length === 2);
  assertEquals([signals(ann), signals(bob)], [[reaction], [typing, reaction]]);
  const { client: late } = await world.join("late");
  world.room.tell(LEFT);
  await until("the late one is in", () => roomFrames(late).length === 1);
  assertEquals(signals(late), []);
});

Deno.test("too many messages of one client are refused, the socket and the rest go on", async () => {
  await using world = await World.start();
  const { client } = await world.join();
  const command = { type: "sendMessage", text: "hi" };
  const said = await Promise.allSettled(
    Array.from({ length: 30 }, () => client.request("command", { command })),
  );
  const refused = said.filter(({ status }) => status === "rejected").length;
  assertEquals(refused > 0, true, "none was refused");
  assertEquals(world.room.of("sendMessage").length, 30 - refused);
  const reasons = said.flatMap((one) => one.status === "rejected" ? [one.reason.code] : []);
  assertEquals(new Set(reasons), new Set(["rate-limited"]));
  await client.request("command", { command: { type: "raiseHand", raised: true } });
  assertEquals(world.room.of("raiseHand").length, 1);
  assertEquals(client.closed, undefined);
});
