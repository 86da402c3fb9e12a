/** A streamed room with all that belongs to its owner; streamers and node are the test's. */
import { assertEquals } from "@std/assert";
import { RoomEvent, type RoomNews, subjects } from "../../protocol/mod.ts";
import { CAM, Client, MIC, reached, ROOM, World } from "../testing/world.ts";
import { FakeStreamer } from "./testing/fake_streamer.ts";

const SERVICE = { kind: "service", name: "api" } as const;
const ADDRESS = "rtmp://live.example.org/app/key-of-the-stream";
const REASON = "the server does not answer";

Deno.test("a streamer gets the room's tracks and the address, and people see what it says", async () => {
  await using disposables = new AsyncDisposableStack();
  const world = disposables.use(await World.create());
  const news: RoomNews[] = [];
  world.bus.subscribe(subjects.roomEvent(ROOM), {}, ({ body }) => {
    news.push(...RoomEvent.parse(body).body ?? []);
  });
  const course = () =>
    news.flatMap((one) => one.type === "LiveChanged" ? [one.live?.state ?? one.end] : []);
  const [s1, s2] = ["s1", "s2"].map((id) =>
    disposables.use(new FakeStreamer(world.broker.connect(), id))
  );
  if (!s1 || !s2) throw new Error("Cannot be: there are two");
  s1.beat();
  const client = disposables.use(await new Client(world, "a").join());
  await client.publish([MIC, CAM]);

  await world.tell(SERVICE, { type: "startLive", address: ADDRESS });
  await reached("it has the tracks", () => s1.told?.tracks === "a mic, a cam");
  assertEquals([s1.told?.address, course()], [ADDRESS, ["starting"]]);
  s1.connection = { live: true };
  await reached("people see that it is live", () => course().at(-1) === "live");
  s1.connection = { live: false, reason: REASON };
  await reached("people see that it is not", () => course().at(-1) === "interrupted");

  s2.connection = { live: true };
  s2.beat();
  await s1[Symbol.asyncDispose]();
  world.host.disconnected("s1");
  await reached("another one has it", () => course().at(-1) === "live");
  assertEquals(s2.told, { tracks: "a mic, a cam", address: ADDRESS });

  await world.tell(SERVICE, { type: "stopLive" });
  await reached("it has finished", () => s2.finished.length === 1);
  await reached("the taps are gone", () => world.nodes.m1.held(ROOM).taps.size === 0);
  assertEquals(course().at(-1), "asked");
  assertEquals(JSON.stringify(news).includes("key-of-the-stream"), false);
  assertEquals(JSON.stringify(news).includes(REASON), true);
});
