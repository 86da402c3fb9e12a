import { assertEquals } from "@std/assert";
import { MemoryBroker } from "../../kit/mod.ts";
import { RoomSignal, subjects } from "../../protocol/mod.ts";
import { publishSignal } from "./signals.ts";

const REACTION = { type: "reaction", peerId: "ann", emoji: "👍" } as const;

Deno.test("a signal goes to the room's subject as its schema says", async () => {
  const bus = new MemoryBroker().connect();
  const heard = Promise.withResolvers<unknown>();
  bus.subscribe(subjects.roomSignal("r"), {}, ({ body }) => heard.resolve(body));
  publishSignal(bus, "r", { type: "signal", to: ["bob"], signal: REACTION });
  const message = RoomSignal.parse(await heard.promise);
  assertEquals(message, { v: 1, roomId: "r", to: ["bob"], signal: REACTION });
  await bus.close();
});

Deno.test("a signal is dropped while the bus is away", () => {
  const published: string[] = [];
  const bus = { connected: false, publish: (subject: string) => published.push(subject) };
  publishSignal(bus, "r", { type: "signal", signal: REACTION });
  assertEquals(published, []);
});
