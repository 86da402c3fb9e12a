/** A recording with a job for transcribers, and two of them: processes with the rights they have. */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import {
  connectNats,
  encode,
  ManifestLog,
  type NatsBus,
  RECORDING_JOBS_STREAM,
  silentLogger,
} from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import {
  type Asset,
  type ManifestBody,
  recordingId,
  recordingKeys,
  type RecordingTimeline,
  type RoomId,
  subjects,
} from "../../protocol/mod.ts";
import { natsConfig, type NatsUser } from "../../scripts/native/nats_config.ts";
import { freePort } from "../../scripts/native/ports.ts";
import { Child } from "./child.ts";
import { transcriberProcess } from "./processes.ts";
import { type RecordedSpeaker, RecordedSpeech } from "./recorded_speech.ts";
import { until } from "./until.ts";

const KIND = "transcribe";
const PART = "part-1";
const PASSWORD = "of-a-test";
const RECORDER = "recorder-1";
const TRANSCRIBERS = ["transcriber-1", "transcriber-2"] as const;
const USERS: NatsUser[] = [
  { kind: "control", name: "control-1", password: PASSWORD },
  { kind: "worker", name: RECORDER, password: PASSWORD },
  ...TRANSCRIBERS.map((name): NatsUser => ({ kind: "transcriber", name, password: PASSWORD })),
];
const READY_LIMIT_MS = 60_000;
/** A dead holder's job is given to somebody else after half a minute; a test does not wait so long. */
const LEASE = { shortMs: 1_000, usualMs: 30_000 };
/** What a transcriber logs when it begins with a recording. */
const BEGINS = "a recording is written down";

export interface SpokenMeeting {
  readonly roomId: RoomId;
  readonly startedAt: number;
  readonly endMs: number;
  readonly speakers: readonly RecordedSpeaker[];
  readonly events: RecordingTimeline["events"];
}

export class TranscribedRecording implements AsyncDisposable {
  readonly #folder: string;
  readonly #speech: RecordedSpeech;
  readonly #manifests: ManifestLog;
  readonly #bus: NatsBus;
  readonly #children: readonly Child[];
  readonly #meeting: SpokenMeeting;
  readonly #disposables: AsyncDisposableStack;

  private constructor(
    { meeting, folder, manifests, bus, children, disposables }: {
      meeting: SpokenMeeting;
      folder: string;
      manifests: ManifestLog;
      bus: NatsBus;
      children: readonly Child[];
      disposables: AsyncDisposableStack;
    },
  ) {
    this.#meeting = meeting;
    this.#folder = folder;
    this.#manifests = manifests;
    this.#bus = bus;
    this.#children = children;
    this.#disposables = disposables;
    const { startedAt } = meeting;
    this.#speech = new RecordedSpeech({ folder, id: this.#id, part: PART, startedAt, manifests });
  }

  /** Resolves when the recording is there, and two transcribers wait for a job. */
  static async open(meeting: SpokenMeeting): Promise<TranscribedRecording> {
    await using disposables = new AsyncDisposableStack();
    const temporary = async (prefix: string) => {
      const path = await Deno.makeTempDir({ prefix });
      disposables.defer(() => Deno.remove(path, { recursive: true }));
      return path;
    };
    const folder = await temporary("parley-objects-");
    const storeDir = await temporary("parley-jetstream-");
    const config = natsConfig({ port: -1, storeDir, users: USERS });
    const server = disposables.use(await NatsServer.start({ config }));
    const connect = async (user: string) => {
      const logger = silentLogger();
      const account = { name: user, user, password: PASSWORD };
      const bus = await connectNats({ servers: [server.url], ...account, logger });
      disposables.defer(() => bus.close());
      return bus;
    };
    const [bus, recorder] = [await connect("control-1"), await connect(RECORDER)];
    const manifests = await ManifestLog.open(recorder, { reader: RECORDER, replicas: 1 });
    const transcribers = TRANSCRIBERS.map((name) => {
      const healthPort = freePort(0);
      const child = Child.spawn(transcriberProcess({
        name,
        healthPort,
        natsUrls: [server.url],
        natsPassword: PASSWORD,
        postgresUrl: "",
        redisUrl: "",
        objectsFolder: folder,
      }));
      return { healthPort, child: disposables.use(child) };
    });
    for (const { healthPort, child } of transcribers) {
      await until(`${child.name} is ready`, () => isReady(healthPort), Boolean, READY_LIMIT_MS)
        .catch((error) => {
          throw new Error(child.tail, { cause: error });
        });
    }
    const children = transcribers.map(({ child }) => child);
    const given = { meeting, folder, manifests, bus, children };
    const recording = new TranscribedRecording({ ...given, disposables: disposables.move() });
    await recording.#speech.record(meeting.roomId, meeting.speakers, meeting.endMs);
    return recording;
  }

  get #id() {
    return recordingId(this.#meeting.roomId, 1);
  }

  /** As the projector does when a recording has ended; `people`: their names at the end. */
  async putJob(people: RecordingTimeline["people"]): Promise<void> {
    const { roomId, events, endMs } = this.#meeting;
    const timeline: RecordingTimeline = { v: 1, recordingId: this.#id, people, events };
    const job = await this.#speech.job(roomId, timeline, endMs);
    const subject = subjects.recordingJob(KIND, this.#id);
    await jetstream(this.#bus.connection).publish(subject, encode(job));
  }

  /** Finished pieces of work, and when each was written. */
  async pieces(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const folder = `${this.#folder}/${recordingKeys.work(this.#id, `speech/${PART}`)}`;
    try {
      for await (const { name } of Deno.readDir(folder)) {
        if (name.includes(".")) continue; // It is being written.
        found.set(name, (await Deno.stat(`${folder}/${name}`)).mtime?.getTime() ?? 0);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return found;
  }

  /** Kills who has the job, and resolves when the other has it. */
  async killHolder(limitMs: number): Promise<void> {
    const holder = this.#children.find(hasBegun);
    if (!holder) throw new Error("Cannot kill the job's holder: it has none");
    const others = this.#children.filter((child) => child !== holder);
    await holder.kill();
    await this.#setLease(LEASE.shortMs);
    const isOver = async () => others.some(hasBegun) || await this.jobsLeft() === 0;
    await until("another transcriber has the job", isOver, Boolean, limitMs);
    await this.#setLease(LEASE.usualMs);
  }

  async jobsLeft(): Promise<number> {
    const manager = await jetstreamManager(this.#bus.connection, { checkAPI: false });
    return (await manager.streams.info(RECORDING_JOBS_STREAM)).state.messages;
  }

  /** What the manifest says of the whole recording, in order. */
  async said(): Promise<ManifestBody[]> {
    const entries = await this.#manifests.read(this.#id);
    return entries.filter(({ part }) => part === null).map(({ body }) => body);
  }

  /** The bytes of an asset, which have the sum that the manifest says. */
  async asset(kind: Asset["kind"]): Promise<Uint8Array<ArrayBuffer>> {
    const stored = (await this.said()).flatMap((body) =>
      body.type === "AssetStored" && body.asset.kind === kind ? [body.asset.object] : []
    ).at(-1);
    if (!stored) throw new Error(`Cannot read ${kind}: it is not in the manifest`);
    return await this.#speech.read(stored);
  }

  async #setLease(ms: number): Promise<void> {
    const manager = await jetstreamManager(this.#bus.connection, { checkAPI: false });
    await manager.consumers.update(RECORDING_JOBS_STREAM, KIND, { ack_wait: nanos(ms) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disposables[Symbol.asyncDispose]();
  }
}

const hasBegun = ({ lines }: Child) => lines.some((line) => line.includes(BEGINS));

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
