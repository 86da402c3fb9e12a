import { assertEquals, assertRejects } from "@std/assert";
import {
  decode,
  encode,
  FolderStore,
  JobPostponedError,
  ManifestUnavailableError,
  MemoryBroker,
  silentLogger,
  systemClock,
} from "../../kit/mod.ts";
import {
  type ManifestBody,
  type ManifestEntry,
  type RecordingJob,
  recordingKeys,
  type RecordingTimeline,
  Transcript,
} from "../../protocol/mod.ts";
import { PATIENCE_MS } from "./limits.ts";
import { RecordingTranscriber } from "./recording_transcriber.ts";
import { sha256Of } from "./sha256.ts";

const ID = "room-r1";
const TIMELINE: RecordingTimeline = {
  v: 1,
  recordingId: ID,
  people: [{ peerId: "ann", name: "Ann" }],
  events: [{ at: 30_000, kind: "highlight", label: "Decided" }],
};

/** A recording whose manifest has these entries; nothing in the process understands speech. */
class Scene implements AsyncDisposable {
  readonly entries: ManifestEntry[] = [];
  readonly ids: string[] = [];
  isManifestAway = false;
  readonly store: FolderStore;
  readonly transcriber: RecordingTranscriber;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.store = new FolderStore({ folder, url: "", secret: "of a test", clock: systemClock });
    this.transcriber = new RecordingTranscriber({
      dispatcher: undefined,
      objects: this.store,
      manifests: {
        read: (id) =>
          this.isManifestAway
            ? Promise.reject(new ManifestUnavailableError(id, "a test says so"))
            : Promise.resolve(this.entries),
        append: (entry, id) => {
          this.entries.push(entry);
          this.ids.push(id);
          return Promise.resolve();
        },
      },
      bus: new MemoryBroker().connect(),
      clock: systemClock,
      logger: silentLogger(),
    });
  }

  static async open(part: string | null, ...bodies: ManifestBody[]): Promise<Scene> {
    const scene = new Scene(await Deno.makeTempDir({ prefix: "parley-transcripts-" }));
    for (const body of bodies) scene.entries.push({ v: 1, recordingId: ID, at: 1, part, body });
    await scene.store.write(recordingKeys.timeline(ID), encode(TIMELINE));
    return scene;
  }

  async turn(queuedAt = Date.now()) {
    const bytes = new Uint8Array(encode(TIMELINE));
    const job: RecordingJob = {
      v: 1,
      kind: "transcribe",
      recordingId: ID,
      roomId: "room",
      title: "Weekly",
      startedAt: 0,
      stoppedAt: 60_000,
      timeline: {
        key: recordingKeys.timeline(ID),
        sizeBytes: bytes.length,
        sha256: await sha256Of(bytes),
      },
    };
    return { job, queuedAt, attempt: 1, signal: new AbortController().signal };
  }

  async transcript(): Promise<Transcript> {
    return Transcript.parse(decode(await this.store.read(recordingKeys.asset(ID, "transcript"))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

Deno.test("without an engine the job ends with a reason, and the highlights are there", async () => {
  await using scene = await Scene.open(null);
  assertEquals(await scene.transcriber.run(await scene.turn()), { type: "over" });
  const [stored, ended] = scene.entries.map(({ body }) => body);
  assertEquals(stored?.type === "AssetStored" && stored.asset.kind, "transcript");
  assertEquals(ended, {
    type: "JobEnded",
    job: "transcribe",
    outcome: "failed",
    code: "no-speech-engine",
    reason: "no speech engine is configured",
  });
  assertEquals(scene.ids.at(-1), "transcribe-ended-0");
  const { utterances, highlights } = await scene.transcript();
  assertEquals(utterances, []);
  assertEquals(highlights, [
    { atMs: 10_000, endMs: 40_000, kind: "marked", score: 1, label: "Decided" },
  ]);
});

Deno.test("a job that was done before is over, and nothing is written twice", async () => {
  await using scene = await Scene.open(null, {
    type: "JobEnded",
    job: "transcribe",
    outcome: "done",
  });
  assertEquals(await scene.transcriber.run(await scene.turn()), { type: "over" });
  assertEquals(scene.entries.length, 1);
});

Deno.test("what a recorder still has is waited for, and not for ever", async () => {
  await using scene = await Scene.open("p1", {
    type: "PartOpened",
    roomId: "room",
    recorderId: "recorder-1",
  });
  const verdict = await scene.transcriber.run(await scene.turn());
  assertEquals(verdict.type, "later");
  const late = await scene.turn(Date.now() - PATIENCE_MS - 1_000);
  assertEquals(await scene.transcriber.run(late), { type: "over" });
});

Deno.test("a manifest that is away postpones the job", async () => {
  await using scene = await Scene.open(null);
  scene.isManifestAway = true;
  const turn = await scene.turn();
  await assertRejects(() => scene.transcriber.run(turn), JobPostponedError);
});

Deno.test("a timeline that is damaged is no timeline, and who gives up says why", async () => {
  await using scene = await Scene.open(null);
  const turn = await scene.turn();
  await scene.store.write(recordingKeys.timeline(ID), encode({ ...TIMELINE, people: [] }));
  const error = await assertRejects(() => scene.transcriber.run(turn), Error);
  await scene.transcriber.giveUp(turn.job, { code: "attempts-failed", reason: error.message });
  assertEquals(scene.entries.at(-1)?.body, {
    type: "JobEnded",
    job: "transcribe",
    outcome: "failed",
    code: "attempts-failed",
    reason: "its timeline is damaged",
  });
});
