/** NATS, a media node, a recorder and a worker, all real and with no right beyond theirs; the bench is the room's owner. */
import { jetstream } from "@nats-io/jetstream";
import {
  connectNats,
  encode,
  FolderStore,
  ManifestLog,
  type NatsBus,
  readManifest,
  type RecordingModel,
  silentLogger,
  systemClock,
} from "../../../kit/mod.ts";
import { NatsServer } from "../../../kit/testing/nats_server.ts";
import {
  type MediaStep,
  type NodeEnvelope,
  NodeReply,
  RecorderBeat,
  type RecorderCommand,
  type RecorderEnvelope,
  RecorderReply,
  type RecordingId,
  type RecordingJob,
  type StepResult,
  subjects,
  type TapListener,
} from "../../../protocol/mod.ts";
import { Child, type ChildOptions } from "../../../tests/harness/child.ts";
import { mediaProcess, recorderProcess, workerProcess } from "../../../tests/harness/processes.ts";
import { until } from "../../../tests/harness/until.ts";
import { natsConfig, type NatsUser } from "../../native/nats_config.ts";
import { freePort } from "../../native/ports.ts";
import { ensureWorker } from "../../worker/mod.ts";

export const ROOM = "bench";
const [OWNER, NODE, RECORDER, WORKER] = [
  "bench-owner",
  "bench-node",
  "bench-recorder",
  "bench-worker",
];
const PASSWORD = "password-of-a-bench";
const ANSWER_LIMIT_MS = 10_000;
const START_LIMIT_MS = 30_000;
/** Lines of the composed video, as operators get it who say nothing else. */
const COMPOSED_LINES = 720;

type Made = Extract<StepResult, { ok: true }>;

export class Stand implements AsyncDisposable {
  readonly store: FolderStore;
  readonly #bus: NatsBus;
  readonly #manifests: ManifestLog;
  readonly #folder: string;
  readonly #natsUrl: string;
  readonly #disposables: AsyncDisposableStack;
  #recorder: Child | undefined;
  #beat: RecorderBeat | undefined;

  private constructor(
    given: { bus: NatsBus; manifests: ManifestLog; folder: string; natsUrl: string },
    disposables: AsyncDisposableStack,
  ) {
    this.#bus = given.bus;
    this.#manifests = given.manifests;
    this.#folder = given.folder;
    this.#natsUrl = given.natsUrl;
    this.#disposables = disposables;
    const folder = `${given.folder}/objects`;
    this.store = new FolderStore({ folder, url: "", secret: "of a bench", clock: systemClock });
    this.#bus.subscribe(subjects.recorderBeat(RECORDER), {}, ({ body }) => {
      this.#beat = RecorderBeat.parse(body);
    });
  }

  static async start(): Promise<Stand> {
    await using disposables = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "parley-bench-recording-" });
    disposables.defer(() => Deno.remove(folder, { recursive: true }));
    for (const name of ["objects", "spool", "work"]) await Deno.mkdir(`${folder}/${name}`);
    const users = Object.entries(
      {
        [OWNER]: "control",
        [NODE]: "media",
        [RECORDER]: "recorder",
        [WORKER]: "worker",
      } as const,
    ).map(([name, kind]): NatsUser => ({ kind, name, password: PASSWORD }));
    const config = natsConfig({ port: -1, storeDir: `${folder}/jetstream`, users });
    const { url: natsUrl } = disposables.use(await NatsServer.start({ config }));
    const bus = await connectNats({
      servers: [natsUrl],
      name: OWNER,
      user: OWNER,
      password: PASSWORD,
      logger: silentLogger(),
    });
    disposables.defer(() => bus.close());
    const manifests = await ManifestLog.open(bus, { reader: OWNER, replicas: 1 });
    const stand = new Stand({ bus, manifests, folder, natsUrl }, disposables.move());
    try {
      const workerBin = (await ensureWorker()).bin;
      await stand.#start(
        mediaProcess({ ...stand.#neighbours(), name: NODE, workerBin, mediaPort: 0 }),
      );
      const spoolFolder = `${folder}/spool`;
      stand.#recorder = await stand.#start(
        recorderProcess({ ...stand.#neighbours(), name: RECORDER, spoolFolder }),
      );
      await until("the recorder beats", () => stand.#beat !== undefined, Boolean, START_LIMIT_MS);
      return stand;
    } catch (error) {
      await stand[Symbol.asyncDispose]();
      throw error;
    }
  }

  get recorderPid(): number {
    if (!this.#recorder?.alive) throw new Error(`Cannot measure: ${this.#recorder?.tail}`);
    return this.#recorder.pid;
  }

  /** What the recorder's last beat said. */
  get beat(): RecorderBeat | undefined {
    return this.#beat;
  }

  /** Starts what makes videos; whoever calls ends it. */
  async startWorker(): Promise<Child> {
    return await this.#start(workerProcess({
      ...this.#neighbours(),
      name: WORKER,
      workFolder: `${this.#folder}/work`,
      variables: { PARLEY_COMPOSE_HEIGHT: `${COMPOSED_LINES}`, PARLEY_JOB_LEASE_MS: "30000" },
    }));
  }

  /** Has the media node carry out steps, all of which have to succeed. */
  async apply(steps: MediaStep[]): Promise<Made[]> {
    const envelope: NodeEnvelope = {
      ...this.#head(),
      body: { type: "apply", steps },
    };
    const answer = await this.#bus.request(subjects.mediaCommand(NODE), envelope, ANSWER_LIMIT_MS);
    const reply = NodeReply.parse(answer);
    if (!reply.ok) throw new Error(`Cannot apply: ${reply.error.message}`);
    return (reply.results ?? []).map((result) => {
      if (!result.ok) throw new Error(`Cannot apply: ${result.error.message}`);
      return result;
    });
  }

  /** Says something to the recorder; to `record` it answers where taps are to send. */
  async tell(body: RecorderCommand): Promise<TapListener | undefined> {
    const envelope: RecorderEnvelope = { ...this.#head(), body };
    const subject = subjects.recorderCommand(RECORDER);
    const reply = RecorderReply.parse(await this.#bus.request(subject, envelope, ANSWER_LIMIT_MS));
    if (!reply.ok) throw new Error(`Cannot ${body.type}: ${reply.error.message}`);
    return reply.listener;
  }

  async manifest(id: RecordingId): Promise<RecordingModel> {
    return readManifest(await this.#manifests.read(id));
  }

  async queue(job: RecordingJob): Promise<void> {
    const subject = subjects.recordingJob(job.kind, job.recordingId);
    await jetstream(this.#bus.connection).publish(subject, encode(job));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disposables.disposeAsync();
  }

  #head() {
    const deadlineAt = Date.now() + ANSWER_LIMIT_MS;
    return { v: 1, id: crypto.randomUUID(), roomId: ROOM, epoch: 1, deadlineAt } as const;
  }

  #neighbours() {
    return {
      natsUrls: [this.#natsUrl],
      natsPassword: PASSWORD,
      postgresUrl: "",
      redisUrl: "",
      objectsFolder: `${this.#folder}/objects`,
      healthPort: freePort(0),
    };
  }

  async #start(options: ChildOptions): Promise<Child> {
    const child = this.#disposables.use(Child.spawn(options));
    await until(
      `${child.name} is ready`,
      () => {
        if (!child.alive) throw new Error(`Cannot start ${child.name}: ${child.tail}`);
        return child.lines.some((line) => line.includes('"msg":"ready"'));
      },
      Boolean,
      START_LIMIT_MS,
    );
    return child;
  }
}
