import { assertEquals } from "@std/assert";
import { MemoryBroker, Metrics, silentLogger, systemClock } from "../../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import { RECORDER_MISSING_MS, type TapInfo } from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import { type Command, type OwnerCommand, type Room, wantedTaps } from "../room/mod.ts";
import {
  byOwner,
  byService,
  CREATED,
  given,
  joined,
  NOW,
  opened,
  placed,
  when,
} from "../room/testing/given.ts";
import { RecorderDirectory } from "./recorder_directory.ts";
import { WorkMeasures } from "../workers/mod.ts";
import { RoomRecorder } from "./room_recorder.ts";
import { FakeRecorder } from "./testing/fake_recorder.ts";

const ID = "room-r1";
const RTP = { codecs: [{ mimeType: "audio/opus", payloadType: 100, clockRate: 48_000 }] };
const SRTP = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;
const PEOPLE = given(
  CREATED,
  placed(),
  joined("a"),
  joined("b"),
  opened("a"),
  opened("b", "cam", { paused: true }),
);

/** A recorded room, an owner, a node that holds whatever is wanted, and recorders of the test's. */
class Scene implements AsyncDisposable {
  room: Room = when(PEOPLE, byService({ type: "startRecording" })).room;
  readonly metrics = new Metrics();
  readonly told: OwnerCommand["type"][] = [];
  readonly #broker = new MemoryBroker();
  readonly #bus = this.#broker.connect();
  readonly others = this.#broker.connect();
  readonly #taps = new Map<string, TapInfo>();
  readonly #abort = new AbortController();
  /** What the wall's clock is ahead. */
  aheadMs = 0;
  owner: RoomRecorder;
  readonly directory: RecorderDirectory;
  readonly #clock = { ...systemClock, wallMs: () => NOW + this.aheadMs };
  readonly #measures = new WorkMeasures(
    this.metrics,
    { name: "recordings", what: "recordings" },
    () => 0,
  );

  constructor() {
    this.directory = new RecorderDirectory({
      bus: this.#bus,
      clock: this.#clock,
      onChanged: () => this.owner.lookAnew(),
    });
    this.owner = this.adopt();
  }

  /** Another owner, with an empty memory. */
  adopt(): RoomRecorder {
    const context: EffectContext<Room, Command> = {
      actorId: "room",
      epoch: 3,
      signal: this.#abort.signal,
      state: () => this.room,
      submit: () => Promise.reject(new Error("A recording speaks through `tell`")),
    };
    return this.owner = new RoomRecorder(
      {
        bus: this.#bus,
        clock: this.#clock,
        logger: silentLogger(),
        newId: () => crypto.randomUUID(),
        recorders: this.directory,
        recordingMeasures: this.#measures,
      },
      context,
      {
        held: () => ({ taps: this.#taps }),
        decided: () => this.#settle(),
        tell: (body) => {
          this.told.push(body.type);
          this.change(byOwner(body));
          return Promise.resolve();
        },
      },
    );
  }

  change(command: Command): void {
    this.room = when(this.room, command, NOW + this.aheadMs).room;
    this.#settle();
  }

  enlist(id: string): FakeRecorder {
    const recorder = new FakeRecorder(this.others, id);
    recorder.beat();
    return recorder;
  }

  get keeper(): string | null | undefined {
    return this.room.meeting.recording?.recorder;
  }

  /** The node holds what is wanted. */
  #settle(): void {
    const tappers = { captions: null, recording: this.owner.tapper, live: null };
    const { steps, undecided } = wantedTaps(this.room, "active", tappers);
    if (undecided.length === 0) this.#taps.clear();
    for (const { tapId: id, producerId } of steps.values()) {
      this.#taps.set(id, { id, producerId, srtp: SRTP, rtpParameters: RTP });
    }
    this.owner.look();
  }

  get taps(): string[] {
    return [...this.#taps.keys()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    this.owner.close();
    await this.directory[Symbol.asyncDispose]();
    await this.#bus.close();
    await this.others.close();
  }
}

const ALL = "a mic, b cam";
const until = (what: string, isSo: () => boolean) => poll(what, STATE_LIMIT_MS, isSo);

/** A scene in which the first recorder keeps everything. */
async function recorded() {
  const scene = new Scene();
  const first = scene.enlist("k1");
  await until("k1 has the tracks", () => first.tracksOf(ID) === ALL && scene.keeper === "k1");
  return { scene, first };
}

Deno.test("a recorder gets the tracks, and is a fact once it has them", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  const [mic, cam] = first.kept.get(ID)?.tracks ?? [];
  assertEquals([mic?.paused, cam?.paused, mic?.name], [false, true, "a"]);
  assertEquals(scene.taps.map((id) => id.split(":", 2).join(":")), ["r:k1", "r:k1"]);
  assertEquals(scene.told, ["holdRecording"]);
});

Deno.test("a pause and a track that is gone reach the recorder, an end finishes it", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  scene.change(byService({ type: "pauseRecording", paused: true }));
  await until("it is paused", () => first.kept.get(ID)?.paused === true);
  scene.change(byService({ type: "remove", peerId: "b", block: false }));
  await until("b is kept no more", () => first.tracksOf(ID) === "a mic");
  scene.change(byService({ type: "stopRecording" }));
  await until("it is finished", () => first.finished.join() === ID);
  assertEquals(scene.taps, []);
});

Deno.test("a recorder that is gone is replaced by another, and people see both", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  const second = scene.enlist("k2");
  await first.die();
  scene.directory.suspect("k1");
  await until("k2 has the tracks", () => second.tracksOf(ID) === ALL && scene.keeper === "k2");
  assertEquals(scene.told, ["holdRecording", "releaseRecording", "holdRecording"]);
  assertEquals(new Set(scene.taps.map((id) => id.split(":")[1])), new Set(["k2"]));
  const text = scene.metrics.text();
  assertEquals(/events_total\{event="interrupted"\} 1/.test(text), true, text);
});

Deno.test("one that neither answers nor beats is given up", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  const second = scene.enlist("k2");
  first.silent = true;
  scene.owner.lookAnew();
  await until("k2 has it", () => {
    second.beat();
    return scene.keeper === "k2" && second.tracksOf(ID) === ALL;
  });
});

Deno.test("one that hears questions too late is slow, and kept", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  scene.enlist("k2");
  first.late = true;
  const { asked } = first;
  scene.owner.lookAnew();
  await until("it is asked again", () => {
    first.beat();
    return first.asked > asked + 1;
  });
  first.late = false;
  assertEquals([scene.keeper, scene.told], ["k1", ["holdRecording"]]);
});

Deno.test("one that was started anew is asked again, as another part", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  first.restart();
  await until("it has it again", () => first.tracksOf(ID) === ALL && scene.keeper === "k1");
  assertEquals(scene.told, ["holdRecording", "releaseRecording", "holdRecording"]);
});

Deno.test("one that wants to be left is left without a word of interruption, and finished", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  const second = scene.enlist("k2");
  first.draining = true;
  first.beat();
  await until("k2 has it", () => scene.keeper === "k2" && second.tracksOf(ID) === ALL);
  await until("k1 is finished", () => first.finished.join() === ID);
  assertEquals(scene.told, ["holdRecording", "holdRecording"]);
});

Deno.test("a new owner goes on with the same recorder", async () => {
  const { scene, first } = await recorded();
  await using _ = scene;
  scene.enlist("k2");
  const asked = first.asked;
  scene.owner.close();
  scene.adopt().look();
  assertEquals(scene.owner.tapper, "undecided", "its taps stay until it is heard of");
  await until("k1 is asked by the new owner", () => first.asked > asked + 1);
  assertEquals([scene.keeper, first.tracksOf(ID)], ["k1", ALL]);
  assertEquals(scene.told, ["holdRecording"]);
  assertEquals(first.finished, []);
});

Deno.test("without a recorder for long it has failed, and the reason is what recorders say", async () => {
  await using scene = new Scene();
  const full = scene.enlist("k1");
  full.problem = "its disk is full";
  await until("it says why it takes nothing", () => {
    full.beat();
    return scene.directory.problem() !== undefined;
  });
  scene.owner.look();
  assertEquals(scene.room.meeting.recording?.recorder, null);
  scene.aheadMs = RECORDER_MISSING_MS;
  scene.owner.look();
  await until("it is over", () => scene.room.meeting.recording === null);
  const failed = scene.room.recent.changes.map(({ change }) => change)
    .find((change) => change.type === "RecordingChanged" && change.end === "failed");
  assertEquals(failed?.type === "RecordingChanged" && failed.reason, "its disk is full");
  assertEquals(/events_total\{event="failed"\} 1/.test(scene.metrics.text()), true);
});
