import { assert, assertEquals } from "@std/assert";
import { jetstream } from "@nats-io/jetstream";
import {
  connectNats,
  encode,
  ManifestLog,
  type NatsBus,
  openObjects,
  readManifest,
  type RecordingModel,
  silentLogger,
  systemClock,
} from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import {
  JobProgress,
  type RecordingId,
  type RecordingJob,
  recordingKeys,
  subjects,
} from "../../protocol/mod.ts";
import { natsConfig, type NatsUser } from "../../scripts/native/nats_config.ts";
import { freePort } from "../../scripts/native/ports.ts";
import { Child } from "../../tests/harness/child.ts";
import { workerProcess } from "../../tests/harness/processes.ts";
import { until } from "../../tests/harness/until.ts";
import { type Canvas, canvasOf, gridLayout, type Rect, strippedLayout } from "./layout.ts";
import {
  ADA_HZ,
  BEN_HZ,
  DURATION_MS,
  FLASH_MS,
  GAPS,
  makeContent,
  recordMeeting,
} from "./testing/meeting.ts";
import { Heard, Watched } from "./testing/watch.ts";

const PASSWORD = "password-of-a-test";
/** The first one writes what a recorder would, and reads it. */
const WORKERS = ["witness", "worker-1", "worker-2"];
const DONE_LIMIT_MS = 150_000;
const LIP_SYNC_MS = 80;
/** As tests' workers make it. */
const CANVAS: Canvas = canvasOf(360);

Deno.test("a worker composes what a recorder left, and another finishes what one was killed at", async (context) => {
  await using bench = await Bench.start();
  const content = await makeContent();
  const first = await bench.record("room-r1", content);
  await using _first = bench.worker("worker-1");
  const finished = bench.finished("room-r1");
  bench.compose(first);
  const model = await finished();
  const folder = `${bench.folder}/objects`;
  const video = `${folder}/${recordingKeys.asset("room-r1", `video-${CANVAS.height}`)}`;
  const watched = await Watched.open(video);
  const heard = await Heard.open(video);

  await context.step(
    "it is as long as the meeting without its pause, and its gaps are told",
    () => {
      assertEquals(model.ended.get("compose"), { outcome: "done" });
      assertEquals(model.gaps, GAPS);
      assert(Math.abs(watched.frames * 1_000 / 30 - DURATION_MS) < DURATION_MS / 100);
      assert(Math.abs(heard.durationMs - DURATION_MS) < DURATION_MS / 100);
    },
  );

  await context.step("everybody is at their place at their time", () => {
    const look = (ms: number, rects: readonly Rect[]) =>
      rects.map((rect) => {
        // Beside the middle, where initials stand.
        const x = (rect.x + rect.width * 0.25) / CANVAS.width;
        const y = (rect.y + rect.height * 0.3) / CANVAS.height;
        return watched.colour(Math.round(ms * 30 / 1_000), x, y);
      });
    const two = gridLayout(CANVAS, 2);
    const three = gridLayout(CANVAS, 3);
    assertEquals(look(1_000, two), ["red", "other"]);
    assertEquals(look(2_500, three), ["red", "other", "blue"]);
    assertEquals(look(4_500, three), ["red", "other", "blue"]);
    assertEquals(look(7_000, strippedLayout(CANVAS, 3)), ["green", "red", "other"]);
    assertEquals(look(9_000, two), ["other", "other"]);
    assertEquals(look(11_000, two), ["red", "other"]);
  });

  await context.step("everybody is heard at their time, and nobody else", () => {
    const hears = (hz: number, ms: number) => heard.tone(hz, ms, 200) > 0.02;
    const ada = [500, 2_500, 4_500, 7_000, 8_700, 9_500, 11_500].map((ms) => hears(ADA_HZ, ms));
    assertEquals(ada, [true, true, true, true, false, false, true]);
    const ben = [1_000, 2_500, 3_000, 5_000, 11_000].map((ms) => hears(BEN_HZ, ms));
    assertEquals(ben, [false, false, true, false, false]);
  });

  await context.step("lips and voices are together", () => {
    const { x, y, width, height } = gridLayout(CANVAS, 3)[2] ?? { x: 0, y: 0, width: 0, height: 0 };
    const [atX, atY] = [(x + width * 0.25) / CANVAS.width, (y + height * 0.3) / CANVAS.height];
    const flash = watched.when("white", 2_000, atX, atY) ?? NaN;
    const beep = heard.when(BEN_HZ, 2_000) ?? NaN;
    assert(Math.abs(flash - (2_000 + FLASH_MS)) <= LIP_SYNC_MS, `flash at ${flash} ms`);
    assert(Math.abs(beep - flash) <= LIP_SYNC_MS, `beep at ${beep} ms, flash at ${flash} ms`);
  });

  await context.step("players, lists and people who want their own have what they need", () => {
    const assets = model.assets.map(({ kind, name }) => `${kind}/${name}`).sort();
    assertEquals(assets, [
      "hls/180",
      "hls/360",
      "hls/main",
      "poster/poster",
      "storyboard/storyboard",
      "track/ada-cam",
      "track/ada-mic",
      "track/ada-screen",
      "track/ben-cam",
      "track/ben-mic",
      "video/360",
    ]);
    assertEquals(model.assets.find(({ name }) => name === "ben-mic")?.durationMs, 4_000);
  });

  await context.step("nothing is left of the work", async () => {
    const left = bench.objects.list(recordingKeys.work("room-r1", ""));
    assertEquals(await Array.fromAsync(left), []);
    const work = `${bench.folder}/work/worker-1`;
    for await (const { name } of Deno.readDir(work)) {
      assertEquals(await Array.fromAsync(Deno.readDir(`${work}/${name}`)), []);
    }
  });

  await context.step(
    "a job whose worker is killed is finished by another, and ends the same",
    async () => {
      const second = await bench.record("room-r2", content);
      await using doomed = bench.worker("worker-2");
      await _first.kill("SIGTERM");
      const finished = bench.finished("room-r2");
      const percent = bench.reaches("room-r2", 20 + Math.random() * 50);
      bench.compose(second);
      await percent;
      await doomed.kill("SIGKILL");
      await using _other = bench.worker("worker-1");
      const again = await finished();
      const sums = ({ assets }: RecordingModel) =>
        Object.fromEntries(
          assets.map(({ kind, name, object }) => [`${kind}/${name}`, object.sha256]),
        );
      assertEquals(sums(again), sums(model));
    },
  );
});

/** NATS, a folder of objects, and workers with the rights that they have everywhere. */
class Bench implements AsyncDisposable {
  readonly #workers: Child[] = [];

  private constructor(
    readonly folder: string,
    private readonly nats: NatsServer,
    private readonly bus: NatsBus,
    private readonly witness: NatsBus,
    readonly manifests: ManifestLog,
    readonly objects: Awaited<ReturnType<typeof openObjects>>,
  ) {}

  static async start(): Promise<Bench> {
    const folder = await Deno.makeTempDir({ prefix: "parley-compose-" });
    const users: NatsUser[] = [
      { kind: "control", name: "control-1", password: PASSWORD },
      ...WORKERS.map((name): NatsUser => ({ kind: "worker", name, password: PASSWORD })),
    ];
    const config = natsConfig({ port: -1, storeDir: `${folder}/nats`, users });
    const nats = await NatsServer.start({ config });
    const connect = (user: string) =>
      connectNats({
        servers: [nats.url],
        name: user,
        user,
        password: PASSWORD,
        logger: silentLogger(),
      });
    const bus = await connect("control-1");
    const witness = await connect("witness");
    const manifests = await ManifestLog.open(witness, { reader: "witness", replicas: 1 });
    const kept = { kind: "folder", folder: `${folder}/objects` } as const;
    await Deno.mkdir(kept.folder);
    await Deno.mkdir(`${folder}/work`);
    const objects = await openObjects(kept, { clock: systemClock });
    return new Bench(folder, nats, bus, witness, manifests, objects);
  }

  async record(id: RecordingId, content: Awaited<ReturnType<typeof makeContent>>) {
    return await recordMeeting(id, content, this.objects, this.manifests);
  }

  worker(name: string): Child {
    const child = Child.spawn(workerProcess({
      name,
      natsUrls: [this.nats.url],
      natsPassword: PASSWORD,
      objectsFolder: `${this.folder}/objects`,
      workFolder: `${this.folder}/work`,
      healthPort: freePort(0),
    }));
    this.#workers.push(child);
    return child;
  }

  compose(job: RecordingJob): void {
    const subject = subjects.recordingJob("compose", job.recordingId);
    const sent = jetstream(this.bus.connection).publish(subject, encode(job));
    sent.catch((error) => console.error(error));
  }

  /** Resolves when a job tells that it is so far. */
  async reaches(id: RecordingId, percent: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const subject = subjects.recordingProgress(id);
    await using _told = this.bus.subscribe(subject, {}, ({ body }) => {
      const progress = JobProgress.safeParse(body).data;
      if (progress && progress.percent >= percent) resolve();
    });
    await promise;
  }

  /** Sees to it before the job is begun. */
  finished(id: RecordingId): () => Promise<RecordingModel> {
    let progress = 0;
    const subject = subjects.recordingProgress(id);
    const told = this.bus.subscribe(subject, {}, ({ body }) => {
      progress = JobProgress.safeParse(body).data?.percent ?? progress;
    });
    return async () => {
      await using _told = told;
      const words = () => this.#workers.map(({ tail }) => tail).join("\n");
      const seen = await until(
        `${id} is composed`,
        () => ({ progress, workers: progress < 100 ? words() : "" }),
        (now) => now.progress === 100,
        DONE_LIMIT_MS,
      );
      return await until(
        `it is told after ${seen.progress} %`,
        async () => readManifest(await this.manifests.read(id)),
        ({ ended }) => ended.has("compose"),
      );
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bus.close();
    await this.witness.close();
    await this.nats[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}
