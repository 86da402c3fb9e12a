import { type Bus, silentLogger, systemClock } from "../../../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../../../kit/testing/poll.ts";
import {
  type ActorCount,
  type ActorHost,
  type ActorLimits,
  type ActorLog,
  createActorCaller,
  createActorHost,
  type EffectRunner,
  NoticeBase,
  type RequestActor,
} from "../mod.ts";
import { FaultyLog } from "./faulty_log.ts";
import {
  tally,
  type TallyCommand,
  type TallyEffect,
  type TallyState,
  tallySubjects,
} from "./tally.ts";

/** What a suite runs against: a bus and a log, in memory or real. */
export interface Ground extends AsyncDisposable {
  /** A connection of its own. */
  connect(): Promise<Bus>;
  /** The same log, as one more host sees it. */
  openLog(bus: Bus): Promise<ActorLog>;
}

const COMMAND_MS = 20_000;
const LIMITS: Partial<ActorLimits> = {
  appendRetryMs: 5,
  appendPatienceMs: 30,
  logRetryMs: 10,
  // Whoever is slow on a busy machine is there all the same; whoever is gone is known at once.
  ownerQueryMs: 5_000,
};

/** A host with everything a test may look at or break. */
export interface TestHost {
  host: ActorHost<TallyState, TallyCommand>;
  bus: Bus;
  log: FaultyLog;
  /** Effects as they were started. */
  ran: { item: string; epoch: number }[];
  counts: Partial<Record<ActorCount, number>>;
  /** Actors that need no owner until their next command, as they were told of. */
  rested: string[];
}

export interface TestHostOptions {
  limits?: Partial<ActorLimits>;
  effects?: EffectRunner<TallyState, TallyCommand, TallyEffect>["run"];
}

/** Hosts, a caller and a watcher on one ground; ends all of them. */
export class World implements AsyncDisposable {
  readonly #ground: Ground;
  readonly #hosts: TestHost[] = [];
  readonly #buses: Bus[] = [];
  #ids = 0;

  private constructor(ground: Ground, readonly bus: Bus, readonly ask: RequestActor) {
    this.#ground = ground;
    this.#buses.push(bus);
  }

  static async on(ground: Ground): Promise<World> {
    const bus = await ground.connect();
    const options = { bus, subjects: tallySubjects, clock: systemClock };
    return new World(ground, bus, createActorCaller(options));
  }

  /** Starts a host named `hostId`. */
  async host(hostId: string, options: TestHostOptions = {}): Promise<TestHost> {
    const bus = await this.#ground.connect();
    this.#buses.push(bus);
    const log = new FaultyLog(await this.#ground.openLog(bus));
    const ran: TestHost["ran"] = [];
    const counts: TestHost["counts"] = {};
    const rested: string[] = [];
    const { effects } = options;
    const host = createActorHost({
      hostId,
      bus,
      log,
      definition: tally,
      effects: {
        run(effect, context) {
          ran.push({ item: effect.item, epoch: context.epoch });
          return effects?.(effect, context);
        },
      },
      subjects: tallySubjects,
      clock: systemClock,
      logger: silentLogger(),
      limits: { ...LIMITS, ...options.limits },
      onRest: (actorId) => rested.push(actorId),
      observer: { count: (what, by = 1) => counts[what] = (counts[what] ?? 0) + by },
    });
    host.start();
    await bus.flush();
    const started = { host, bus, log, ran, counts, rested };
    this.#hosts.push(started);
    return started;
  }

  /** A command for `tallyId` with a fresh id, unless one is given. */
  command(
    tallyId: string,
    body: TallyCommand["body"],
    overrides: Partial<TallyCommand> = {},
  ): TallyCommand {
    const id = `c${++this.#ids}`;
    const deadlineAt = systemClock.wallMs() + COMMAND_MS;
    return { v: 1, id, tallyId, deadlineAt, body, ...overrides };
  }

  /** Notices about an actor from now on. */
  async watch(tallyId: string): Promise<NoticeBase[]> {
    const notices: NoticeBase[] = [];
    this.bus.subscribe(tallySubjects.event(tallyId), {}, ({ body }) => {
      notices.push(NoticeBase.parse(body));
    });
    await this.bus.flush();
    return notices;
  }

  until(
    what: string,
    reached: () => boolean | Promise<boolean>,
    detail?: () => unknown,
  ): Promise<void> {
    return poll(what, STATE_LIMIT_MS, reached, detail);
  }

  /** Ends a host's bus at once, as a crash does: its actors stay where they were. */
  async cut(host: TestHost): Promise<void> {
    host.log.release();
    host.log.away = undefined;
    await host.bus.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { log } of this.#hosts) {
      log.release();
      log.away = undefined;
    }
    await Promise.all(this.#hosts.map(({ host }) => host.drain().catch(() => {})));
    await Promise.all(this.#buses.map((bus) => bus.close()));
  }
}
