/** Logs, a database and projectors, all real, for tests. */
import { migrate } from "../../store/migrate.ts";
import {
  connectNats,
  encode,
  Metrics,
  type NatsBus,
  silentLogger,
  systemClock,
} from "../../../kit/mod.ts";
import { NatsServer } from "../../../kit/testing/nats_server.ts";
import { LOG_SHARDS } from "../../../protocol/mod.ts";
import { Store } from "../../../tests/harness/stores.ts";
import { JetStreamLog, LogTail } from "../../actor/mod.ts";
import type { Fact } from "../../room/mod.ts";
import { Database } from "../../store/mod.ts";
import { EventStream } from "../event_stream.ts";
import { Projector } from "../projector.ts";

const NAMES = { name: "ROOM", prefix: "room", replicas: 1 };
export const EVENTS = { replicas: 1, maxAgeMs: 3_600_000, maxBytes: 10_000_000 };
const SECRET = "a-secret-of-projectors-that-live-for-seconds";

export class World implements AsyncDisposable {
  readonly metrics = new Metrics();
  readonly #heads = new Map<string, { seq: number; rev: number; epoch: number }>();
  readonly #projectors: Projector[] = [];
  #entries = 0;

  private constructor(
    readonly nats: NatsServer,
    readonly bus: NatsBus,
    readonly log: JetStreamLog,
    readonly postgres: Store,
    readonly database: Database,
  ) {}

  static async start(): Promise<World> {
    const [nats, postgres] = await Promise.all([
      NatsServer.start({ jetstream: true }),
      Store.startPostgres(),
    ]);
    await migrate(postgres.url, silentLogger());
    const bus = await connectNats({ servers: [nats.url], name: "test", logger: silentLogger() });
    const log = await JetStreamLog.open(bus, { ...NAMES, shards: LOG_SHARDS, reader: {} });
    return new World(
      nats,
      bus,
      log,
      postgres,
      new Database({ url: postgres.url, clock: systemClock }),
    );
  }

  async addProjector(): Promise<Projector> {
    const { bus, database, metrics } = this;
    const projector = new Projector({
      bus,
      tail: await LogTail.open(bus, NAMES),
      database,
      events: await EventStream.open(bus, EVENTS),
      secret: SECRET,
      ...(this.#projectors.length === 0 && { metrics }),
      clock: systemClock,
      logger: silentLogger(),
    });
    this.#projectors.push(projector);
    return projector;
  }

  /** One entry with these facts, announced as an owner does it. Resolves to the room's revision. */
  async append(
    roomId: string,
    facts: readonly (Fact | { type: string })[],
    over: Record<string, unknown> = {},
  ): Promise<number> {
    const head = this.#heads.get(roomId) ?? { seq: 0, rev: 0, epoch: 1 };
    const entry = {
      v: 1,
      hostId: "c1",
      epoch: head.epoch,
      rev: head.rev,
      at: Date.now(),
      commands: [{ id: `c${++this.#entries}`, deadlineAt: 0, events: facts }],
      ...over,
    };
    const id = `e${this.#entries}`;
    const result = await this.log.append(roomId, head.seq, id, encode(entry));
    if (!result.ok) throw new Error(`Cannot append: ${result.reason}`);
    const rev = head.rev + facts.length;
    this.#heads.set(roomId, { ...head, seq: result.seq, rev });
    const notice = { v: 1, roomId, epoch: head.epoch, from: head.rev, to: rev };
    this.bus.publish(`parley.v1.room.${roomId}.event`, notice);
    return rev;
  }

  /** Rows as JSON has them. */
  async rows(text: string): Promise<Record<string, unknown>[]> {
    const rows = await this.database.run((sql) => sql.unsafe(text));
    return JSON.parse(JSON.stringify(rows));
  }

  /** Up to which revision a room is kept. */
  async kept(roomId: string): Promise<number> {
    const rows = await this.database.run((sql) =>
      sql`SELECT rev FROM room_heads WHERE room_id = ${roomId}`
    ).catch(() => []);
    return Number(rows[0]?.["rev"] ?? 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const projector of this.#projectors) await projector[Symbol.asyncDispose]();
    await this.database.close();
    await this.bus.close();
    await this.postgres[Symbol.asyncDispose]();
    await this.nats[Symbol.asyncDispose]();
  }
}
