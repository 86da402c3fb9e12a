/** From a room's facts and a recorder's manifest to rows, jobs and an empty place, on real servers. */
import { assertEquals } from "@std/assert";
import { jetstreamManager } from "@nats-io/jetstream";
import {
  FolderStore,
  ManifestLog,
  Metrics,
  RECORDINGS_STREAM,
  silentLogger,
  systemClock,
} from "../../../kit/mod.ts";
import {
  type ManifestBody,
  type RecordingId,
  recordingKeys,
  subjects,
} from "../../../protocol/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import { World } from "../testing/world.ts";
import { followRecordings } from "./mod.ts";

const KEPT_LIMIT_MS = 20_000;
const by = { kind: "service", name: "test" } as const;
const SUM = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";

class Studio implements AsyncDisposable {
  readonly #followers: { close(): Promise<void> }[] = [];
  #written = 0;

  private constructor(
    readonly world: World,
    readonly objects: FolderStore,
    readonly log: ManifestLog,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Studio> {
    const world = await World.start();
    const folder = await Deno.makeTempDir({ prefix: "parley-objects-" });
    const objects = new FolderStore({ folder, url: "", secret: "unused", clock: systemClock });
    const log = await ManifestLog.open(world.bus, { reader: "test", replicas: 1 });
    return new Studio(world, objects, log, folder);
  }

  async follow(retentionDays?: number): Promise<void> {
    const { bus, database } = this.world;
    const around = { metrics: new Metrics(), clock: systemClock, logger: silentLogger() };
    const options = { bus, database, objects: this.objects, replicas: 1, retentionDays };
    this.#followers.push(await followRecordings({ ...options, ...around }));
  }

  /** A meeting and its recording, over. */
  async record(roomId: string): Promise<RecordingId> {
    const recordingId = `${roomId}-r1`;
    const at = Date.now();
    await this.world.append(roomId, [
      { type: "RoomCreated", roomId, code: `${100_000_000 + ++this.#written}`, title: "Talk", at },
      { type: "RecordingStarted", recordingId, at, by },
      { type: "HighlightMarked", recordingId, label: "Point", at, by },
      { type: "RecordingStopped", recordingId, end: "asked", at: at + 1, by },
    ]);
    return recordingId;
  }

  async write(recordingId: RecordingId, body: ManifestBody): Promise<void> {
    const entry = { v: 1, recordingId, at: Date.now(), part: null, body } as const;
    await this.log.append(entry, `${++this.#written}`);
  }

  segment(index: number): ManifestBody {
    const object = { key: "recordings/x/parts/p/0/0", sizeBytes: 100, sha256: SUM };
    const segment = { track: 0, index, startMs: 0, endMs: 1, object };
    return { type: "SegmentClosed", segment };
  }

  untilRows(text: string, wanted: unknown[]) {
    // A database that is slow for a moment is asked again.
    const rows = () => this.world.rows(text).catch((error: unknown) => String(error));
    const isSo = (found: unknown) => JSON.stringify(found) === JSON.stringify(wanted);
    return until(`rows are as wanted: ${text}`, rows, isSo, KEPT_LIMIT_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#followers.map((one) => one.close()));
    await this.world[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

const prepared = (id: string) =>
  `SELECT title, highlights, ended, prepared_at IS NOT NULL AS prepared, segment_bytes::int AS bytes
    FROM recordings WHERE recording_id = '${id}'`;

Deno.test({
  name: "what a room and a recorder say of a recording is kept once, whoever is heard first",
  sanitizeOps: false, // Postgres' and NATS' sockets close a moment after they were told to.
  sanitizeResources: false,
  fn: async () => {
    await using studio = await Studio.start();
    await studio.write("room-r1", studio.segment(0));
    await studio.follow();
    await studio.follow();
    await studio.untilRows(
      "SELECT recording_id, started_at, segment_bytes::int AS bytes FROM recordings",
      [{ recording_id: "room-r1", started_at: null, bytes: 100 }],
    );
    await studio.world.addProjector();
    const id = await studio.record("room");
    for (let index = 1; index < 20; index++) await studio.write(id, studio.segment(index));
    await studio.untilRows(prepared(id), [
      { title: "Talk", highlights: " Point", ended: "asked", prepared: true, bytes: 2_000 },
    ]);
    assertEquals(await jobsOf(studio), [
      subjects.recordingJob("compose", id),
      subjects.recordingJob("transcribe", id),
    ]);
  },
});

Deno.test({
  name: "recordings go when they were kept long enough, and come back by nobody's late word",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using studio = await Studio.start();
    const { world, objects } = studio;
    await world.addProjector();
    await studio.follow(7);
    const [old, held, fresh] = [
      await studio.record("old"),
      await studio.record("held"),
      await studio.record("fresh"),
    ];
    for (const id of [old, held, fresh]) {
      await studio.untilRows(prepared(id), [
        { title: "Talk", highlights: " Point", ended: "asked", prepared: true, bytes: 0 },
      ]);
    }
    await world.rows("UPDATE recordings SET legal_hold = TRUE WHERE recording_id = 'held-r1'");
    await world.rows(
      "UPDATE recordings SET stopped_at = stopped_at - interval '8 days' WHERE recording_id <> 'fresh-r1'",
    );
    await studio.untilRows("SELECT recording_id FROM recordings ORDER BY 1", [
      { recording_id: fresh },
      { recording_id: held },
    ]);
    await studio.untilRows("SELECT recording_id, by, act FROM recording_acts", [
      { recording_id: old, by: "policy", act: "expired" },
    ]);
    const left = async (id: string) =>
      (await Array.fromAsync(objects.list(recordingKeys.all(id)))).length;
    assertEquals([await left(old), await left(held)], [0, 1]);
    assertEquals((await jobsOf(studio)).filter((job) => job.endsWith(old)), []);

    // A worker that had it in hand writes on; a day later that is gone too.
    await objects.write(recordingKeys.asset(old, "video"), new Uint8Array(5));
    await studio.write(old, { type: "JobEnded", job: "compose", outcome: "done" });
    await studio.write(fresh, { type: "JobEnded", job: "compose", outcome: "done" });
    await studio.untilRows("SELECT recording_id FROM recording_jobs WHERE state = 'done'", [
      { recording_id: fresh },
    ]);
    assertEquals(await left(old), 1);
    await world.rows("UPDATE recording_tombstones SET again_at = now()");
    await until("its place is empty again", () => left(old), (count) => count === 0, KEPT_LIMIT_MS);
    await studio.untilRows("SELECT recording_id FROM recordings ORDER BY 1", [
      { recording_id: fresh },
      { recording_id: held },
    ]);
  },
});

/** Subjects of the jobs in the queue. */
async function jobsOf({ world }: Studio): Promise<string[]> {
  const manager = await jetstreamManager(world.bus.connection, { checkAPI: false });
  const { state } = await manager.streams.info("RECORDING_JOBS", { subjects_filter: ">" });
  return Object.keys(state.subjects ?? {}).toSorted();
}

Deno.test({
  name: "manifests are read on when their stream was lost and made anew",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using studio = await Studio.start();
    const sizes = "SELECT recording_id, segment_bytes::int AS bytes FROM recordings ORDER BY 1";
    await studio.follow();
    for (let index = 0; index < 3; index++) await studio.write("old-r1", studio.segment(index));
    await studio.untilRows(sizes, [{ recording_id: "old-r1", bytes: 300 }]);
    const manager = await jetstreamManager(studio.world.bus.connection, { checkAPI: false });
    await manager.streams.delete(RECORDINGS_STREAM);
    // Nobody starts anything again: who reads makes it.
    const isThere = () => manager.streams.info(RECORDINGS_STREAM).then(() => true, () => false);
    await until("the stream is there again", isThere, Boolean, KEPT_LIMIT_MS);
    await studio.write("new-r1", studio.segment(0));
    await studio.untilRows(sizes, [
      { recording_id: "new-r1", bytes: 100 },
      { recording_id: "old-r1", bytes: 300 },
    ]);
  },
});
