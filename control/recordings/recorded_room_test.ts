/** A recorded room with all that belongs to its owner; recorders and node are the test's. */
import { assertEquals } from "@std/assert";
import { systemClock } from "../../kit/mod.ts";
import { RECORDER_MISSING_MS, type Recording, type RoomNews } from "../../protocol/mod.ts";
import { RoomEvent, subjects } from "../../protocol/mod.ts";
import { CAM, Client, MIC, reached, ROOM, World } from "../testing/world.ts";
import { FakeRecorder } from "./testing/fake_recorder.ts";

const SERVICE = { kind: "service", name: "api" } as const;
const ID = "room-r1";
const ALL = "a mic, a cam";

/** Two who are there, one of them sends, recorders of these names, and a recording that is on. */
async function scene(...recorderIds: readonly string[]) {
  const disposables = new AsyncDisposableStack();
  let aheadMs = 0;
  const clock = { ...systemClock, wallMs: () => systemClock.wallMs() + aheadMs };
  const world = disposables.use(await World.create(clock));
  const news: RoomNews[] = [];
  world.bus.subscribe(subjects.roomEvent(ROOM), {}, ({ body }) => {
    news.push(...RoomEvent.parse(body).body ?? []);
  });
  const recorders = recorderIds.map((id) =>
    disposables.use(new FakeRecorder(world.broker.connect(), id))
  );
  for (const recorder of recorders) recorder.beat();
  const a = disposables.use(await new Client(world, "a").join());
  await a.publish([MIC, CAM]);
  await world.tell(SERVICE, { type: "startRecording" });
  const states = () =>
    news.flatMap((one) => one.type === "RecordingChanged" ? [one.recording?.state ?? one.end] : []);
  return {
    world,
    a,
    recorders,
    news,
    states,
    last: (): Recording["state"] | string | undefined => states().at(-1),
    jump: (ms: number) => aheadMs += ms,
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

Deno.test("a room's tracks are tapped for its recorder, and people see that it is recorded", async () => {
  await using given = await scene("k1");
  const [k1] = given.recorders;
  await reached("k1 has the tracks", () => k1?.tracksOf(ID) === ALL);
  await reached("people see it", () => given.last() === "recording");
  assertEquals(given.states(), ["starting", "recording"]);
  const listener = { ip: "10.0.0.9", port: 4_100 };
  for (const step of given.world.nodes.m1.steps) {
    if (step.type !== "ensureTap") continue;
    assertEquals({ ip: step.listener.ip, port: step.listener.port }, listener);
  }
  await given.world.tell(SERVICE, { type: "stopRecording" });
  await reached("the taps are gone", () => given.world.nodes.m1.held(ROOM).taps.size === 0);
  await reached("k1 has finished", () => k1?.finished.join() === ID);
});

Deno.test("recorders that die one after the other: interrupted, recorded, interrupted, failed", async () => {
  await using given = await scene("k1", "k2");
  const { world, recorders } = given;
  await reached("one has the tracks", () => given.last() === "recording");
  const held = recorders.find((one) => one.tracksOf(ID) !== undefined);
  const other = recorders.find((one) => one !== held);
  const lose = async (recorder: FakeRecorder | undefined, id: string) => {
    await recorder?.die();
    world.host.disconnected(id);
  };
  const [first, second] = held === recorders[0] ? ["k1", "k2"] : ["k2", "k1"];
  await lose(held, first);
  await reached("the other has them", () => other?.tracksOf(ID) === ALL);
  await reached("people see it", () => given.last() === "recording");
  await lose(other, second);
  await reached("people see that nobody has it", () => given.last() === "interrupted");
  given.jump(RECORDER_MISSING_MS);
  // Whose coming has the owner look again.
  await using full = new FakeRecorder(world.broker.connect(), "k3");
  full.problem = "its disk is full";
  full.beat();
  await reached("it has failed", () => given.last() === "failed");
  assertEquals(given.states(), [
    "starting",
    "recording",
    "interrupted",
    "recording",
    "interrupted",
    "failed",
  ]);
  const told = given.news.filter(({ type }) => type === "RecordingChanged").at(-1);
  assertEquals(told?.type === "RecordingChanged" && told.reason, "its disk is full");
});

Deno.test("another host goes on with the same recorder and the same taps", async () => {
  await using given = await scene("k1");
  const [k1] = given.recorders;
  const { world } = given;
  await reached(
    "k1 has the tracks",
    () => k1?.tracksOf(ID) === ALL && given.last() === "recording",
  );
  const taps = () => [...world.nodes.m1.held(ROOM).taps.keys()].toSorted();
  const before = taps();
  const asked = k1?.asked ?? 0;
  world.addHost("c2");
  await world.host[Symbol.asyncDispose]();
  k1?.beat();
  world.nodes.m1.beat();
  await reached("the new owner asks", async () => {
    await given.a.look();
    return (k1?.asked ?? 0) > asked + 1;
  });
  assertEquals([taps(), k1?.tracksOf(ID), k1?.finished], [before, ALL, []]);
  assertEquals(given.states(), ["starting", "recording"]);
});

Deno.test("the recorder hears of the meeting's end", async () => {
  await using given = await scene("k1");
  const [k1] = given.recorders;
  await reached("k1 has the tracks", () => given.last() === "recording");
  await given.world.tell(SERVICE, { type: "end" });
  await reached("k1 has finished", () => k1?.finished.join() === ID);
  assertEquals(given.last(), "ended");
});
