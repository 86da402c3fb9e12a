/** How calls look and sound is reported, kept, told to those who lead, and counted. */
import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { CallTimeline, type QualityReport } from "../../protocol/mod.ts";
import { LightSession } from "../harness/light_session.ts";
import { ApiError, createMeeting, requestTicket } from "../harness/meetings.ts";
import { ADMIN_TOKEN } from "../harness/processes.ts";
import { qualityReport } from "../harness/quality.ts";
import { roomApi } from "../harness/room_api.ts";
import { readRoomLog } from "../harness/room_log.ts";
import type { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { scenarios } from "./table.ts";

const KEPT_LIMIT_MS = 30_000;

async function meeting(stack: Stack) {
  const ticket = await createMeeting(stack.gateway(0), "Quality");
  const guest = await requestTicket(stack.gateway(1), ticket.code);
  const ann = await LightSession.join(stack.gateway(0), ticket, "Ann");
  const bob = await LightSession.join(stack.gateway(1), guest, "Bob");
  const { roomId } = ticket;
  const timeline = async (token?: string) =>
    CallTimeline.parse(await roomApi(stack.gateway(0), roomId, token).get("quality"));
  return {
    roomId,
    tickets: { ann: ticket, bob: guest },
    ann,
    bob,
    timeline,
    async [Symbol.asyncDispose]() {
      await Promise.all([ann, bob].map((session) => session[Symbol.asyncDispose]()));
    },
  };
}

/** Awaits that at least so many reports are kept. */
const untilKept = (read: () => Promise<CallTimeline>, count: number) =>
  until(`${count} reports are kept`, read, ({ reports }) => reports >= count, KEPT_LIMIT_MS);

const namesOfJoined = (moments: CallTimeline["moments"]): string[] =>
  moments.flatMap((moment) => moment.type === "joined" ? [moment.name ?? "?"] : []);

const refusal = async (work: () => Promise<unknown>): Promise<number> =>
  (await assertRejects(work, ApiError)).status;

scenarios("quality", [
  {
    name: "reports pass the room by, and the timeline tells its leaders what went wrong and why",
    async run(stack) {
      await using call = await meeting(stack);
      const { ann, bob, timeline } = call;
      const annId = ann.joined.peerId;
      const sent: QualityReport["sent"] = [
        { key: "cam", source: "cam", kbits: 90, layers: [], limit: "cpu" },
      ];
      await ann.socket.request("quality", { report: qualityReport("nobody", {}, { sent }) });
      await bob.socket.request("quality", {
        report: qualityReport(annId, { freezes: 2, freezeMs: 900 }),
      });
      // Who was there is kept by another way than what they report.
      const { moments } = await until(
        "two reports and two people are kept",
        () => timeline(ann.joined.accessToken),
        ({ reports, moments }) => reports >= 2 && String(namesOfJoined(moments)) === "Ann,Bob",
        KEPT_LIMIT_MS,
      );
      const [froze, ...others] = moments.filter((moment) => moment.type === "froze");
      assertEquals(others, []);
      assertEquals(
        [froze?.name, froze?.fromName, froze?.count, froze?.totalMs, froze?.cause],
        ["Bob", "Ann", 2, 900, "sender-cpu"],
      );
      const log = JSON.stringify(await readRoomLog(stack.bus, call.roomId));
      assertEquals(["Bob", "freezeMs"].map((word) => log.includes(word)), [true, false]);
      assertEquals(namesOfJoined(moments), ["Ann", "Bob"]);

      assertEquals(await refusal(() => timeline(bob.joined.accessToken)), 403);
      assertEquals(await refusal(() => timeline("x".repeat(40))), 401);
      assertEquals((await timeline()).reports, 2, "an integrator's server reads it");
      const url = `${stack.gateway(0).httpUrl}/admin/rooms/${call.roomId}/quality`;
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      const answer = await fetch(url, { headers });
      assertEquals(CallTimeline.parse(await answer.json()).reports, 2, "an operator does too");
    },
  },
  {
    name: "who reports faster than anybody should is answered, and what is too much is dropped",
    async run(stack) {
      await using call = await meeting(stack);
      const { ann, bob } = call;
      const report = qualityReport(ann.joined.peerId);
      await Promise.all(
        Array.from({ length: 30 }, () => bob.socket.request("quality", { report })),
      );
      await untilKept(call.timeline, 3);
      // Three at once, and a few more where the thirty took their time.
      assertLess((await call.timeline()).reports, 10);
      await bob.socket.request("sync");
    },
  },
  {
    name: "people rate a call after it, once; who was not there can't",
    async run(stack) {
      await using call = await meeting(stack);
      const { tickets, bob } = call;
      const rate = (token: string, rating: unknown) =>
        roomApi(stack.gateway(0), call.roomId, token).post("rating", rating);
      await until(
        "their joins are kept",
        call.timeline,
        ({ moments }) => moments.length >= 2,
        KEPT_LIMIT_MS,
      );
      await bob.socket.request("leave");
      const words = "Ann was hard to understand.";
      await rate(tickets.bob.token, { stars: 1, reasons: [], words: "" });
      await rate(tickets.bob.token, { stars: 2, reasons: ["sound"], words });
      await rate(tickets.ann.token, { stars: 5, reasons: [], words: "" });
      assertEquals((await call.timeline()).ratings, { count: 2, average: 3.5 });

      const stranger = await requestTicket(stack.gateway(0), tickets.ann.code);
      const none = { stars: 1, reasons: [], words: "" };
      assertEquals(await refusal(() => rate(stranger.token, none)), 403);
      assertEquals(await refusal(() => rate("x".repeat(40), none)), 401);
      assertEquals(await refusal(() => rate(tickets.ann.token, { ...none, stars: 6 })), 400);
    },
  },
  {
    name: "every process tells Prometheus how it is, and nobody who has no token",
    async run(stack) {
      await using call = await meeting(stack);
      const { ann, bob } = call;
      const report = qualityReport(ann.joined.peerId, {}, { join: { ice: 60, frame: 90 } });
      await bob.socket.request("quality", { report });
      await bob.socket.request("sync");
      await untilKept(call.timeline, 1);
      const names = stack.gateways.map(({ name }) => name);
      const control = (await Promise.all(names.map((name) => stack.metrics(name)))).join("\n");
      for (
        const series of [
          "parley_gateway_connections ",
          'parley_commands_total{outcome="ok"}',
          'parley_command_seconds_bucket{type="sync"',
          'parley_entrances_total{how="join",outcome="ok"}',
          "parley_rooms_owned ",
          "parley_rooms_degraded 0",
          'parley_rooms_events_total{event="activated"}',
          'parley_log_append_seconds_count{result="ok"}',
          'parley_join_phase_seconds_count{phase="frame"}',
          'parley_ice_paths_total{candidate="relay",protocol="udp"}',
          "parley_voice_mos_count",
          "parley_quality_kept_total",
          "parley_history_lag_entries",
          "parley_event_loop_lag_seconds",
        ]
      ) assertStringIncludes(control, series);
      const media = await stack.metrics("media-1");
      for (
        const series of [
          "parley_media_ready 1",
          'parley_media_worker_up{worker="0"} 1',
          'parley_media_transports{worker="0"}',
          "process_resident_memory_bytes",
        ]
      ) assertStringIncludes(media, series);
      for (const name of [...names, "media-1"]) {
        const port = stack.variable(name, "PARLEY_METRICS_PORT");
        const response = await fetch(`http://127.0.0.1:${port}/metrics`);
        assertEquals(response.status, 401);
        await response.body?.cancel();
      }
      const open = await fetch(`${stack.gateway(0).httpUrl}/metrics`);
      const page = await open.text();
      assert(!page.includes("parley_"), "not where the public gets");
    },
  },
]);
