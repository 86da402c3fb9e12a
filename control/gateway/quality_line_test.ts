import { assertEquals, assertStringIncludes } from "@std/assert";
import { Metrics, silentLogger } from "../../kit/mod.ts";
import { QualityEvent, type QualityReport } from "../../protocol/mod.ts";
import { gatewayMeasures } from "./measures.ts";
import { QualityLine } from "./quality_line.ts";
import { until } from "../../tests/harness/until.ts";
import { subjects } from "../../protocol/mod.ts";
import { ManualClock } from "./testing/manual_clock.ts";
import { ROOM_ID, World } from "./testing/world.ts";

const REPORT: QualityReport = {
  spanMs: 5_000,
  rttMs: 40,
  inKbits: 100,
  outKbits: 50,
  mos: 4.2,
  path: { candidate: "relay", protocol: "udp" },
  received: [{
    producerId: "bob:cam",
    kind: "video",
    kbits: 100,
    loss: 0.02,
    jitterMs: 3,
    freezes: 2,
    freezeMs: 500,
  }],
  sent: [],
  join: { socket: 20, frame: 90 },
};
const SEAT = { peerId: "ann", roomId: ROOM_ID, sessionId: "s1", role: "participant" } as const;

Deno.test("a client's report is answered at once and goes out on its room's subject, past the room", async () => {
  await using world = await World.start();
  const heard: unknown[] = [];
  const subscription = world.bus.subscribe(subjects.quality(ROOM_ID), {}, ({ body }) => {
    heard.push(body);
  });
  const { client, joined } = await world.join();
  world.room.commands.length = 0;
  assertEquals(await client.request("quality", { report: REPORT }), {});
  await until("it was published", () => heard.length, (count) => count === 1);
  const { at: _, ...event } = QualityEvent.parse(heard[0]);
  const { sessionId } = joined;
  assertEquals(event, { v: 1, roomId: ROOM_ID, peerId: "ann", sessionId, report: REPORT });
  assertEquals(world.room.commands, []);
  await subscription.unsubscribe();
});

Deno.test("reports beyond the rate, and those without a bus, are counted and gone", () => {
  const clock = new ManualClock();
  const metrics = new Metrics();
  const none = { connections: () => 0, sessions: () => 0 };
  const sent: string[] = [];
  const bus = { connected: true, publish: (subject: string) => void sent.push(subject) };
  const logger = silentLogger();
  const measures = gatewayMeasures(metrics, none);
  const line = new QualityLine({ bus, clock, logger, measures }, SEAT);
  for (let index = 0; index < 10; index++) line.take(REPORT);
  assertEquals(sent.length, 3);
  clock.advance(5_000);
  bus.connected = false;
  line.take(REPORT);
  assertEquals(sent.length, 3);
  const text = metrics.text();
  for (
    const expected of [
      'parley_quality_reports_dropped_total{why="too-many"} 7',
      'parley_quality_reports_dropped_total{why="bus-away"} 1',
      "parley_quality_reports_total 4",
      "parley_freezes_total 8",
      'parley_ice_paths_total{candidate="relay",protocol="udp"} 1',
      'parley_join_phase_seconds_count{phase="frame"} 4',
      "parley_voice_mos_count 4",
    ]
  ) assertStringIncludes(text, expected);
});
