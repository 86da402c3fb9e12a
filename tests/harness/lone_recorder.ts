/** A real recorder process on a real bus, with nobody else: its disk and its store at hand. */
import { connectNats, ManifestLog, type NatsBus, silentLogger } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import {
  type ManifestBody,
  RecorderBeat,
  type RecorderCommand,
  RecorderReply,
  type RecordingId,
  type Segment,
  subjects,
  type TapListener,
} from "../../protocol/mod.ts";
import { natsConfig } from "../../scripts/native/nats_config.ts";
import { freePort } from "../../scripts/native/ports.ts";
import { Child } from "./child.ts";
import { recorderProcess } from "./processes.ts";
import { until } from "./until.ts";

const NAME = "recorder-1";
const OWNER = "owner";
const PASSWORD = "password-of-a-lone-recorder";
const ROOM = "room";
const REQUEST_LIMIT_MS = 10_000;
const START_LIMIT_MS = 60_000;

export class LoneRecorder implements AsyncDisposable {
  readonly bus: NatsBus;
  readonly #folder: string;
  readonly #manifests: ManifestLog;
  readonly #natsUrl: string;
  readonly #disposables: AsyncDisposableStack;
  #child: Child | undefined;
  #beat: RecorderBeat | undefined;
  #commands = 0;

  private constructor(
    { bus, folder, manifests, natsUrl }: {
      bus: NatsBus;
      folder: string;
      manifests: ManifestLog;
      natsUrl: string;
    },
    disposables: AsyncDisposableStack,
  ) {
    this.bus = bus;
    this.#folder = folder;
    this.#manifests = manifests;
    this.#natsUrl = natsUrl;
    this.#disposables = disposables;
    bus.subscribe(subjects.recorderBeat(NAME), {}, ({ body }) => {
      this.#beat = RecorderBeat.parse(body);
    });
  }

  static async start(): Promise<LoneRecorder> {
    await using disposables = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "parley-recorder-" });
    disposables.defer(() => Deno.remove(folder, { recursive: true }));
    await Deno.mkdir(`${folder}/objects`);
    const config = natsConfig({
      port: -1,
      storeDir: `${folder}/jetstream`,
      users: [
        { kind: "recorder", name: NAME, password: PASSWORD },
        { kind: "control", name: OWNER, password: PASSWORD },
      ],
    });
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
    const recorder = new LoneRecorder(
      { bus, folder, manifests, natsUrl },
      disposables.move(),
    );
    await recorder.restart();
    return recorder;
  }

  /** What its last beat said. */
  get beat(): RecorderBeat | undefined {
    return this.#beat;
  }

  /** Whether it has said that in its log since it started. */
  hasSaid(text: string): boolean {
    return this.#child?.lines.some((line) => line.includes(text)) ?? false;
  }

  async kill(): Promise<void> {
    await this.#child?.kill("SIGKILL");
    this.#beat = undefined;
  }

  /** Starts it on the disk that it had, perhaps told something else. */
  async restart(variables: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.#child?.alive) await this.#child.kill("SIGTERM");
    this.#beat = undefined;
    this.#child = Child.spawn(recorderProcess({
      name: NAME,
      natsUrls: [this.#natsUrl],
      natsPassword: PASSWORD,
      postgresUrl: "",
      redisUrl: "",
      objectsFolder: `${this.#folder}/objects`,
      healthPort: freePort(0),
      spoolFolder: `${this.#folder}/spool`,
      variables,
    }));
    await until("the recorder beats", () => this.#beat?.recorderId ?? "", Boolean, START_LIMIT_MS);
  }

  /** Whether the store can be written to; what it has stays. */
  async turnStore(on: boolean): Promise<void> {
    const [folder, aside] = [`${this.#folder}/objects`, `${this.#folder}/objects-aside`];
    if (on) {
      await Deno.remove(folder);
      await Deno.rename(aside, folder);
    } else {
      await Deno.rename(folder, aside);
      // A file where a folder should be: nothing can be put there, whoever one is.
      await Deno.writeTextFile(folder, "");
    }
  }

  async command(body: RecorderCommand): Promise<RecorderReply> {
    const id = `c${++this.#commands}`;
    const deadlineAt = Date.now() + REQUEST_LIMIT_MS;
    const envelope = { v: 1, id, roomId: ROOM, epoch: 1, deadlineAt, body };
    const subject = subjects.recorderCommand(NAME);
    return RecorderReply.parse(await this.bus.request(subject, envelope, REQUEST_LIMIT_MS));
  }

  async record(
    recordingId: RecordingId,
    tracks: Extract<RecorderCommand, { type: "record" }>["tracks"] = [],
  ): Promise<TapListener> {
    const reply = await this.command({ type: "record", recordingId, paused: false, tracks });
    if (!reply.ok || !reply.listener) throw new Error(`Cannot record: ${JSON.stringify(reply)}`);
    return reply.listener;
  }

  async manifest(recordingId: RecordingId): Promise<ManifestBody[]> {
    return (await this.#manifests.read(recordingId)).map(({ body }) => body);
  }

  /** Bytes of a segment, as the store has it. */
  async stored({ object }: Segment): Promise<Uint8Array> {
    return await Deno.readFile(`${this.#folder}/objects/${object.key}`);
  }

  /** Files of media on its disk, with their bytes; without those that it removes meanwhile. */
  async spooled(): Promise<Map<string, number>> {
    const files = new Map<string, number>();
    const walk = async (path: string): Promise<void> => {
      for await (const { name, isDirectory } of Deno.readDir(path)) {
        const inside = `${path}/${name}`;
        if (isDirectory) await unlessGone(walk(inside));
        else if (name.endsWith(".webm")) {
          await unlessGone(Deno.stat(inside).then(({ size }) => files.set(inside, size)));
        }
      }
    };
    await walk(`${this.#folder}/spool`);
    return files;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
    await this.#disposables.disposeAsync();
  }
}

async function unlessGone(look: Promise<unknown>): Promise<void> {
  try {
    await look;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
