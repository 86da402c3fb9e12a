import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  FolderStore,
  JobPostponedError,
  type ObjectStore,
  ObjectsUnavailableError,
  silentLogger,
  systemClock,
  type TrackModel,
} from "../../kit/mod.ts";
import { recordingKeys, type Segment } from "../../protocol/mod.ts";
import { SpeechError } from "../engines/engine.ts";
import { fakeDecoder, frames, LOUD, QUIET } from "../testing/fake_opus.ts";
import { opusSegment } from "../testing/webm.ts";
import { Pieces } from "./pieces.ts";
import { sha256Of } from "./sha256.ts";
import { TrackListener } from "./track_listener.ts";
import { Understanding } from "./understanding.ts";

const ID = "room-r1";
const PART = "p1";
const SEGMENT_MS = 4_000;
const NEVER = new AbortController().signal;
/** Timers of tests are over at once. */
const hurried = {
  ...systemClock,
  after: (_ms: number, fn: () => void) => systemClock.after(0, fn),
};

/** Says of each utterance how long it was; or does what a test wants. */
function fakeEngine(
  answer = (samples: Int16Array) => `${Math.round(samples.length / 1_600) / 10} s`,
) {
  const asked: number[] = [];
  return {
    asked,
    transcribeRecorded(samples: Int16Array): Promise<string> {
      asked.push(samples.length);
      try {
        return Promise.resolve(answer(samples));
      } catch (error) {
        return Promise.reject(error);
      }
    },
  };
}

class Scene implements AsyncDisposable {
  readonly heardMs: number[] = [];
  readonly store: FolderStore;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.store = new FolderStore({ folder, url: "", secret: "of a test", clock: systemClock });
  }

  static async open(): Promise<Scene> {
    return new Scene(await Deno.makeTempDir({ prefix: "parley-voices-" }));
  }

  /** Segments in which somebody says something in the middle of each of these. */
  async track(count: number, speaks = (_index: number) => true): Promise<TrackModel> {
    const segments: Segment[] = [];
    for (let index = 0; index < count; index++) {
      const voice = speaks(index) ? LOUD : QUIET;
      const webm = opusSegment([
        ...frames(1_000, QUIET),
        ...frames(2_000, voice),
        ...frames(1_000, QUIET),
      ]);
      const bytes = new Uint8Array(webm);
      const key = recordingKeys.segment(ID, PART, 0, index);
      await this.store.write(key, bytes);
      const object = { key, sizeBytes: bytes.length, sha256: await sha256Of(bytes) };
      const startMs = index * SEGMENT_MS;
      segments.push({ track: 0, index, startMs, endMs: startMs + SEGMENT_MS, object });
    }
    return {
      part: PART,
      track: 0,
      peerId: "ann",
      name: "Ann",
      source: "mic",
      codec: "opus",
      span: { startMs: 0, endMs: count * SEGMENT_MS },
      since: 0,
      pauses: [],
      endsOff: false,
      segments,
      waiting: [],
      lost: [],
    };
  }

  listener(
    dispatcher: ReturnType<typeof fakeEngine>,
    objects: Pick<ObjectStore, "read" | "size"> = this.store,
  ): TrackListener {
    return new TrackListener({
      objects,
      pieces: new Pieces(this.store, ID),
      understanding: new Understanding({ dispatcher, waitingMax: 2, clock: hurried }),
      openDecoder: () => Promise.resolve(fakeDecoder),
      logger: silentLogger(),
      onHeard: (ms) => this.heardMs.push(ms),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

Deno.test("all of a voice is heard, and what is finished is not asked again", async () => {
  await using scene = await Scene.open();
  const track = await scene.track(40, (index) => index % 2 === 0);
  const engine = fakeEngine();
  const said = await scene.listener(engine).listen(track, NEVER);
  assertEquals(said.length, 20);
  assertEquals(
    said.slice(0, 2).map(({ startMs, endMs, text }) => [startMs, endMs, text]),
    [[1_000, 3_000, "2.6 s"], [9_000, 11_000, "2.6 s"]],
  );
  assert(scene.heardMs.length >= 2, "in pieces");
  assertEquals(scene.heardMs.reduce((sum, ms) => sum + ms, 0), 40 * SEGMENT_MS);
  const another = fakeEngine();
  assertEquals(await scene.listener(another).listen(track, NEVER), said);
  assertEquals(another.asked, []);
});

Deno.test("who goes on begins where the last piece ends", async () => {
  await using scene = await Scene.open();
  const track = await scene.track(40);
  const stop = new AbortController();
  const first = fakeEngine();
  const stopping = {
    ...first,
    transcribeRecorded(samples: Int16Array) {
      if (first.asked.length === 20) stop.abort(new Error("killed"));
      return first.transcribeRecorded(samples);
    },
  };
  await assertRejects(() => scene.listener(stopping).listen(track, stop.signal), Error, "killed");
  const [doneMs = 0] = scene.heardMs;
  assert(doneMs > 0 && doneMs < 40 * SEGMENT_MS);
  const next = fakeEngine();
  const said = await scene.listener(next).listen(track, NEVER);
  assertEquals(said.length, 40);
  assertEquals(next.asked.length, 40 - doneMs / SEGMENT_MS);
});

Deno.test("a segment that is damaged or gone is passed over, and the rest is heard", async () => {
  await using scene = await Scene.open();
  const track = await scene.track(4);
  await scene.store.write(recordingKeys.segment(ID, PART, 0, 1), new Uint8Array(10));
  await scene.store.remove(recordingKeys.segment(ID, PART, 0, 2));
  const said = await scene.listener(fakeEngine()).listen(track, NEVER);
  assertEquals(said.map(({ startMs }) => startMs), [1_000, 13_000]);
});

Deno.test("a store that is away is no segment that is gone", async () => {
  await using scene = await Scene.open();
  const track = await scene.track(2);
  const away: Pick<ObjectStore, "read" | "size"> = {
    size: (key) => scene.store.size(key),
    read: () => Promise.reject(new ObjectsUnavailableError("it is away")),
  };
  const listener = scene.listener(fakeEngine(), away);
  await assertRejects(() => listener.listen(track, NEVER), ObjectsUnavailableError);
});

Deno.test("a speech service that is away postpones the job, one that refuses all ends the attempt", async () => {
  await using scene = await Scene.open();
  const track = await scene.track(8);
  const away = fakeEngine(() => {
    throw new SpeechError("engine-unavailable", "nobody answers");
  });
  await assertRejects(() => scene.listener(away).listen(track, NEVER), JobPostponedError);
  const refusing = fakeEngine(() => {
    throw new SpeechError("engine-refused", "the speech service answered 401");
  });
  const error = await assertRejects(
    () => scene.listener(refusing).listen(track, NEVER),
    SpeechError,
  );
  assertEquals(error.message, "Cannot transcribe: the speech service answered 401");
});

Deno.test("an utterance that the engine can't do is passed over", async () => {
  await using scene = await Scene.open();
  const track = await scene.track(3);
  let number = 0;
  const choking = fakeEngine(() => {
    // Its second, each time it is tried.
    if (++number >= 2 && number <= 4) throw new SpeechError("engine-failed", "it broke");
    return "words";
  });
  const slow = new Understanding({ dispatcher: choking, waitingMax: 1, clock: hurried });
  const listener = new TrackListener({
    objects: scene.store,
    pieces: new Pieces(scene.store, ID),
    understanding: slow,
    openDecoder: () => Promise.resolve(fakeDecoder),
    logger: silentLogger(),
    onHeard: () => {},
  });
  const said = await listener.listen(track, NEVER);
  assertEquals(said.map(({ text }) => text), ["words", "", "words"]);
  assertEquals(slow.missed, 1);
});
