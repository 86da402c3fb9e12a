/** A recorder on a bus in memory, and an owner that commands it. */
import {
  type Bus,
  FolderStore,
  MemoryBroker,
  Metrics,
  type OperatorKeys,
  silentLogger,
  type SourceStore,
  systemClock,
} from "../../kit/mod.ts";
import {
  type ManifestBody,
  type ManifestEntry,
  RecorderBeat,
  type RecorderCommand,
  RecorderReply,
  type Segment,
  subjects,
  type TapListener,
} from "../../protocol/mod.ts";
import { Recorder } from "../recorder.ts";
import type { ManifestLog } from "../upload/manifest_log.ts";

export const ROOM = "room";
export const RECORDING = "room-r1";
const RECORDER = "recorder-1";
const REQUEST_TIMEOUT_MS = 20_000;
const MIB = 1_024 ** 2;

/** Manifests in memory, which may be away. */
export class MemoryManifests implements ManifestLog {
  readonly entries: ManifestEntry[] = [];
  readonly #ids = new Set<string>();
  isAway = false;

  append(id: string, entry: ManifestEntry): Promise<void> {
    if (this.isAway) return Promise.reject(new Error("JetStream is away"));
    if (!this.#ids.has(id)) this.entries.push(entry);
    this.#ids.add(id);
    return Promise.resolve();
  }

  of<T extends ManifestBody["type"]>(type: T): Extract<ManifestBody, { type: T }>[] {
    const isOfType = (body: ManifestBody): body is Extract<ManifestBody, { type: T }> =>
      body.type === type;
    return this.entries.map(({ body }) => body).filter(isOfType);
  }

  segments(track?: number): Segment[] {
    return this.of("SegmentClosed").map(({ segment }) => segment)
      .filter((segment) => track === undefined || segment.track === track);
  }
}

export interface SceneOptions {
  readonly manifests?: MemoryManifests;
  /** Default: a folder of the scene's own. */
  readonly store?: (folder: FolderStore) => SourceStore;
  readonly keys?: OperatorKeys;
  readonly spoolBytesMax?: number;
  readonly freeBytes?: () => Promise<number | undefined>;
  readonly freeBytesMin?: number;
  readonly tracksMax?: number;
}

export class RecordingScene implements AsyncDisposable {
  readonly manifests: MemoryManifests;
  readonly beats: RecorderBeat[] = [];
  /** Of the last start. */
  metrics = new Metrics();
  readonly folder: string;
  readonly #options: SceneOptions;
  readonly #broker = new MemoryBroker();
  readonly #owner: Bus;
  #recorder: { bus: Bus; process: Recorder } | undefined;
  #commands = 0;

  private constructor(folder: string, options: SceneOptions) {
    this.folder = folder;
    this.#options = options;
    this.manifests = options.manifests ?? new MemoryManifests();
    this.#owner = this.#broker.connect();
    this.#owner.subscribe(subjects.recorderBeat(RECORDER), {}, ({ body }) => {
      this.beats.push(RecorderBeat.parse(body));
    });
  }

  static async start(options: SceneOptions = {}): Promise<RecordingScene> {
    const folder = await Deno.makeTempDir({ prefix: "parley-recorder-" });
    const scene = new RecordingScene(folder, options);
    await scene.restart();
    return scene;
  }

  get recorder(): Recorder {
    if (!this.#recorder) throw new Error("Cannot use the recorder: it is not running");
    return this.#recorder.process;
  }

  get spoolFolder(): string {
    return `${this.folder}/spool`;
  }

  /** Where the store has an object. */
  stored({ object }: Segment): string {
    return `${this.folder}/objects/${object.key}`;
  }

  /** Ends it in order, if it runs, and starts it on the same disk, perhaps with other keys. */
  async restart(
    { keys }: { keys?: OperatorKeys | undefined } = this.#options,
  ): Promise<void> {
    await this.stop();
    this.metrics = new Metrics();
    const bus = this.#broker.connect();
    const folder = `${this.folder}/objects`;
    const store = new FolderStore({ folder, url: "", secret: "secret", clock: systemClock });
    const { spoolBytesMax = 100 * MIB, tracksMax = 20 } = this.#options;
    const process = await Recorder.start({
      recorderId: RECORDER,
      listen: { ip: "127.0.0.1", port: 0 },
      tracksMax,
      spool: {
        folder: this.spoolFolder,
        bytesMax: spoolBytesMax,
        freeBytesMin: this.#options.freeBytesMin ?? 0,
        freeBytes: this.#options.freeBytes ?? (() => Promise.resolve(undefined)),
        store: this.#options.store?.(store) ?? store,
        keys,
        manifests: this.manifests,
      },
      bus,
      clock: systemClock,
      logger: silentLogger(),
      metrics: this.metrics,
    });
    this.#recorder = { bus, process };
  }

  async stop(): Promise<void> {
    await this.#recorder?.process[Symbol.asyncDispose]();
    await this.#recorder?.bus.close();
    this.#recorder = undefined;
  }

  /** Sends anything at all and returns the parsed answer. */
  async send(body: unknown): Promise<RecorderReply> {
    const subject = subjects.recorderCommand(RECORDER);
    return RecorderReply.parse(await this.#owner.request(subject, body, REQUEST_TIMEOUT_MS));
  }

  command(
    body: RecorderCommand,
    { epoch = 1, deadlineAt = Date.now() + REQUEST_TIMEOUT_MS } = {},
  ): Promise<RecorderReply> {
    const id = `c${++this.#commands}`;
    return this.send({ v: 1, id, roomId: ROOM, epoch, deadlineAt, body });
  }

  /** Begins or goes on, and says where taps are to send. */
  async record(
    tracks?: Extract<RecorderCommand, { type: "record" }>["tracks"],
    paused = false,
  ): Promise<TapListener> {
    const command = { type: "record", recordingId: RECORDING, paused } as const;
    const reply = await this.command({ ...command, ...(tracks && { tracks }) });
    if (!reply.ok || !reply.listener) throw new Error(`Cannot record: ${JSON.stringify(reply)}`);
    return reply.listener;
  }

  async finish(): Promise<void> {
    const reply = await this.command({ type: "finish", recordingId: RECORDING });
    if (!reply.ok) throw new Error(`Cannot finish: ${reply.error.message}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#owner.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}
