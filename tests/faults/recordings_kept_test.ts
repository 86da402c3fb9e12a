/**
 * PostgreSQL is stopped while a recording ends, what was made of it is written, and the process that would
 * have noticed is killed: afterwards everything is known, and the work was begun once.
 */
import { assertEquals } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import { RECORDING_JOBS_STREAM } from "../../kit/mod.ts";
import { RecordingDetails, recordingId, subjects } from "../../protocol/mod.ts";
import { LightSession } from "../harness/light_session.ts";
import { commandRoom, createMeeting } from "../harness/meetings.ts";
import { API_TOKEN } from "../harness/processes.ts";
import { askRecordings, RecordingPen } from "../harness/recordings_api.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const BACK_LIMIT_MS = 60_000;
const VIDEO = { kind: "video", name: "video", mediaType: "video/mp4", durationMs: 5_000 } as const;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a recording that ends while PostgreSQL is stopped is kept, and worked on once",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 1 });
    await withTails(stack, () => lose(stack));
  },
});

async function lose(stack: Stack): Promise<void> {
  const gateway = stack.gateway(0);
  await using pen = await RecordingPen.open(stack);
  const ticket = await createMeeting(gateway, "Planning");
  await using host = await LightSession.join(gateway, ticket, "Ada");
  const id = recordingId(ticket.roomId, 1);
  const details = async () =>
    RecordingDetails.parse(
      await askRecordings(gateway, API_TOKEN, `/${id}`).catch(() => undefined),
    );
  const known = () => details().catch(() => undefined);
  await host.say({ type: "startRecording" });
  await until("it is known", known, Boolean, BACK_LIMIT_MS);

  await stack.postgres.kill();
  await host.say({ type: "markHighlight", label: "Lost?" });
  await commandRoom(stack, ticket.roomId, { type: "stopRecording" });
  await pen.asset(id, VIDEO, new Uint8Array(5));
  await stack.kill("control-2", "SIGKILL");
  await pen.append(id, { type: "JobEnded", job: "compose", outcome: "done" });
  await stack.postgres.start();
  await stack.restart("control-2");

  const found = await until(
    "it is ready",
    known,
    (one) => one?.status.state === "ready" && one.chapters.length > 1,
    BACK_LIMIT_MS,
  );
  assertEquals(found?.chapters.map(({ kind, label }) => label ?? kind), ["joined", "Lost?"]);
  assertEquals(found?.durationMs, 5_000);
  const jobs = [subjects.recordingJob("compose", id), subjects.recordingJob("transcribe", id)];
  const queued = () => queuedJobs(stack);
  const isSo = (subjects: Record<string, number>) =>
    jobs.every((job) => subjects[job] === 1) && Object.keys(subjects).length === jobs.length;
  await until("each job is in the queue once", queued, isSo, BACK_LIMIT_MS);
}

/** How many jobs of each subject are in the queue. */
async function queuedJobs(stack: Stack): Promise<Record<string, number>> {
  const manager = await jetstreamManager(stack.bus.connection, { checkAPI: false });
  const { state } = await manager.streams.info(RECORDING_JOBS_STREAM, { subjects_filter: ">" });
  return state.subjects ?? {};
}
