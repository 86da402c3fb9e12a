/** The runtime while the real bus and log die and come back. */
import { assert, assertEquals } from "@std/assert";
import { connectNats, type NatsBus, silentLogger } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import { JetStreamLog } from "./jetstream_log.ts";
import { World } from "./testing/world.ts";

const ACTORS = 50;
/** How long an actor waits for its log until it goes on without. */
const PATIENCE_MS = 400;
/** The log is known to be away by then, and its loss is not worth a second of anybody's time. */
const FIRST_ANSWER_MS = 1_000;
/** Appends while the log is away, of all actors. */
const TRIES = 12;

Deno.test({
  name: "actor loses no acknowledged fact and applies none twice when NATS is killed under load",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn() {
    await using server = await NatsServer.start({ jetstream: true });
    const connect = () =>
      connectNats({ servers: [server.url], name: "test", logger: silentLogger() });
    const logBus = await connect();
    const log = await JetStreamLog.open(logBus, { name: "TALLY", prefix: "tally", timeoutMs: 200 });
    {
      await using world = await World.on({
        connect,
        openLog: () => Promise.resolve(log),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
      const { host } = await world.host("h1");
      await world.ask("a", world.command("a", { type: "add", amount: 1 }));

      // Every command is sent until it is acknowledged, always under its own id.
      let acknowledged = 1;
      let killed: Promise<void> | undefined;
      const outage = async () => {
        await server.kill();
        await server.restart();
      };
      const clients = Array.from({ length: 20 }, async () => {
        for (let count = 0; count < 20; count++) {
          const command = world.command("a", { type: "add", amount: 1 });
          for (let tries = 0;; tries++) {
            assert(tries < 50, "no answer after many tries");
            const reply = await world.ask("a", command);
            if (reply.ok) break;
          }
          if (++acknowledged === 100) killed = outage();
        }
      });
      await Promise.all(clients);
      assert(killed);
      await killed;
      const look = await world.ask("a", world.command("a", { type: "look" }));
      assert(look.ok);
      assertEquals([look.rev, look.result], [401, { total: 401 }]);
      assertEquals(host.peek("a")?.state.total, acknowledged);
    }
    await logBus.close();
  },
});

/** A server whose JetStream can be switched on and off while its clients stay connected. */
const switchable = (storeDir: string, isOn: boolean) => `
jetstream { store_dir: "${storeDir}" }
accounts {
  APP {
    ${isOn ? "jetstream: enabled" : ""}
    users: [ { user: parley, password: secret } ]
  }
  SYS { users: [ { user: system, password: secret } ] }
}
system_account: SYS
`;

Deno.test({
  name: "actors go on while JetStream is off and the bus is there, and lose nothing",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn() {
    const storeDir = await Deno.makeTempDir({ prefix: "parley-jetstream-" });
    await using server = await NatsServer.start({ config: switchable(storeDir, true) });
    const buses = new Map<unknown, NatsBus>();
    {
      await using world = await World.on({
        async connect() {
          const bus = await connectNats({
            servers: [server.url],
            name: `test${buses.size}`,
            user: "parley",
            password: "secret",
            logger: silentLogger(),
          });
          buses.set(bus, bus);
          return bus;
        },
        openLog(bus) {
          const nats = buses.get(bus);
          if (!nats) throw new Error("Cannot open a log: the bus is not from this ground");
          return JetStreamLog.open(nats, { name: "TALLY", prefix: "tally", shards: 4 });
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
      const h1 = await world.host("h1", {
        limits: { appendPatienceMs: PATIENCE_MS, logRetryMs: 250 },
      });
      const ids = Array.from({ length: ACTORS }, (_, index) => `a${index}`);
      const add = (id: string) => world.ask(id, world.command(id, { type: "add", amount: 1 }));
      const timed = async (id: string) => {
        const begun = performance.now();
        const reply = await add(id);
        assert(reply.ok, JSON.stringify(reply));
        return { ms: performance.now() - begun, durable: reply.durable };
      };
      for (const id of ids) assert((await add(id)).ok);

      await server.reload(switchable(storeDir, false));
      const first = await Promise.all(ids.map(timed));
      const later = await Promise.all(ids.map(timed));
      assertEquals([...first, ...later].filter(({ durable }) => durable), []);
      // Of fifty at once on a shared machine some wait for a processor; those that wait for the log are all.
      const median = (answers: { ms: number }[]) =>
        answers.map(({ ms }) => ms).sort((a, b) => a - b)[ACTORS / 2] ?? 0;
      assert(median(first) < FIRST_ANSWER_MS, `the first answers took ${median(first)} ms`);
      assert(median(later) < PATIENCE_MS, `later answers took ${median(later)} ms`);
      const refused = await world.ask("new", world.command("new", { type: "add", amount: 1 }));
      assert(!refused.ok && refused.error.code === "log-unavailable", JSON.stringify(refused));
      // Nobody asks anything meanwhile, and few actors knock at the door.
      const before = h1.log.appends;
      await poll("actors try again", STATE_LIMIT_MS, () => h1.log.appends >= before + TRIES);
      const begun = performance.now();
      await poll("actors try again", STATE_LIMIT_MS, () => h1.log.appends >= before + 2 * TRIES);
      assert(
        performance.now() - begun > TRIES * 250 / 4 * 0.5,
        "more than one try a part and time",
      );

      await server.reload(switchable(storeDir, true));
      await world.until(
        "everything is in the log",
        () => ids.every((id) => h1.host.peek(id)?.durable),
        () => h1.counts,
      );
      const h2 = await world.host("h2");
      for (const id of ids) {
        await h2.host.adopt(id);
        assertEquals(h2.host.peek(id)?.state.total, 3);
      }
      assertEquals([h1.counts.degraded, h1.counts.recovered], [ACTORS, ACTORS]);
      assertEquals(h1.counts["held-facts-lost"], undefined);
    }
    await Deno.remove(storeDir, { recursive: true });
  },
});
