/**
 * How fast the actor runtime is against a real nats-server with file storage, callers and owner in
 * this one process. `deno task bench:actor [--json]`.
 */
import {
  type ActorHost,
  type ActorLimits,
  createActorCaller,
  createActorHost,
  JetStreamLog,
} from "../control/actor/mod.ts";
import {
  tally,
  type TallyCommand,
  type TallyState,
  tallySubjects,
} from "../control/actor/testing/tally.ts";
import { connectNats, type NatsBus, silentLogger, systemClock } from "../kit/mod.ts";
import { NatsServer } from "../kit/testing/nats_server.ts";
import { percentiles, progress, report, round, type Row } from "./bench/report.ts";

const THROUGHPUT_COMMANDS = 40_000;
const IN_FLIGHT = 512;
const MANY_ROOMS = 100;
const LATENCY_COMMANDS = 3_000;
const ACTIVATIONS = 100;
const IDLE_ROOMS = 10_000;
const DEADLINE_MS = 60_000;
/** About what a join or a chat line weighs. */
const TEXT = "x".repeat(120);

await using server = await NatsServer.start({ jetstream: true });
const callerBus = await connect("caller");
const ask = createActorCaller({ bus: callerBus, subjects: tallySubjects, clock: systemClock });
let ids = 0;

function command(tallyId: string, durable = true): TallyCommand {
  const body: TallyCommand["body"] = durable
    ? { type: "add", amount: 0, text: TEXT }
    : { type: "look" };
  const deadlineAt = Date.now() + DEADLINE_MS;
  return { v: 1, id: `command-${++ids}`, tallyId, deadlineAt, body };
}

async function connect(name: string): Promise<NatsBus> {
  return await connectNats({ servers: [server.url], name, logger: silentLogger() });
}

async function newHost(
  bus: NatsBus,
  hostId: string,
  limits: Partial<ActorLimits> = {},
): Promise<ActorHost<TallyState, TallyCommand>> {
  const host = createActorHost({
    hostId,
    bus,
    log: await JetStreamLog.open(bus, { name: "BENCH", prefix: "bench" }),
    definition: tally,
    effects: { run: () => {} },
    subjects: tallySubjects,
    clock: systemClock,
    logger: silentLogger(),
    limits,
  });
  host.start();
  await bus.flush();
  return host;
}

/** Sends `count` commands, `inFlight` at a time, and throws at the first that is not accepted. */
async function load(
  rooms: readonly string[],
  count: number,
  inFlight: number,
  durable: boolean,
): Promise<{ perSecond: number; ms: number[] }> {
  const ms: number[] = [];
  let sent = 0;
  const begun = performance.now();
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (sent < count) {
      const room = rooms[sent++ % rooms.length] ?? "";
      const at = performance.now();
      const reply = await ask(room, command(room, durable));
      if (!reply.ok) throw new Error(`Cannot go on: ${reply.error.code} ${reply.error.message}`);
      ms.push(performance.now() - at);
    }
  }));
  return { perSecond: Math.round(count / ((performance.now() - begun) / 1000)), ms };
}

/** Time of an activation by request, from a log that ends a little further behind a snapshot each time. */
async function activation(events: number): Promise<number[]> {
  const bus = await connect("activation");
  const ms: number[] = [];
  const first = await newHost(bus, "writer");
  const fresh = events <= 100;
  for (let index = 0; index < (fresh ? ACTIVATIONS : 1); index++) {
    await load([`act${events}-${index}`], events, events > 1_000 ? IN_FLIGHT : 1, true);
  }
  await first.drain();
  for (let index = 0; index < ACTIVATIONS; index++) {
    const actorId = `act${events}-${fresh ? index : 0}`;
    const host = await newHost(bus, `h${events}-${index}`);
    const at = performance.now();
    await callerBus.request(tallySubjects.activate, { v: 1, actorId }, 5_000);
    ms.push(performance.now() - at);
    if (!host.peek(actorId)) throw new Error("Cannot go on: the activation failed");
    if (!fresh) await load([actorId], 9, 1, true);
    await host.drain();
  }
  await bus.close();
  return ms;
}

/** Heap that one actor with one fact takes while nobody asks it anything. */
async function idleMemory(): Promise<{ heapBytes: number; rssBytes: number }> {
  const bus = await connect("idle");
  const host = await newHost(bus, "idle", { idleMs: 3_600_000 });
  const used = () => {
    collectGarbage();
    const { heapUsed, external, rss } = Deno.memoryUsage();
    return { heap: heapUsed + external, rss };
  };
  await load(["idle-warm"], 100, 1, true);
  const before = used();
  const rooms = Array.from({ length: IDLE_ROOMS }, (_, index) => `idle${index}`);
  await load(rooms, IDLE_ROOMS, 32, true);
  const after = used();
  if (host.residents().length < IDLE_ROOMS) throw new Error("Cannot go on: rooms left memory");
  await host.drain();
  await bus.close();
  return {
    heapBytes: Math.round((after.heap - before.heap) / IDLE_ROOMS),
    rssBytes: Math.round((after.rss - before.rss) / IDLE_ROOMS),
  };
}

function collectGarbage(): void {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc !== "function") throw new Error("Cannot measure memory: run with --expose-gc");
  gc();
  gc();
}

const rows: Row[] = [];
const speed = (what: string, { perSecond, ms }: { perSecond: number; ms: number[] }, aim = "") => {
  const { p50, p99 } = percentiles(ms);
  rows.push({ what, value: `${perSecond}/s, p50 ${p50} ms, p99 ${p99} ms`, aim });
};

const hostBus = await connect("host");
const host = await newHost(hostBus, "bench");
const many = Array.from({ length: MANY_ROOMS }, (_, index) => `many${index}`);
await load(["warm", ...many], 5_000, IN_FLIGHT, true);

progress("throughput …");
const durable = await load(["one"], THROUGHPUT_COMMANDS, IN_FLIGHT, true);
const ephemeral = await load(["one"], THROUGHPUT_COMMANDS, IN_FLIGHT, false);
const durableMany = await load(many, THROUGHPUT_COMMANDS, IN_FLIGHT, true);
const ephemeralMany = await load(many, THROUGHPUT_COMMANDS, IN_FLIGHT, false);
const single = await load(["one"], LATENCY_COMMANDS, 1, true);
const singleEphemeral = await load(["one"], LATENCY_COMMANDS, 1, false);
await host.drain();
speed(`durable, one room, ${IN_FLIGHT} in flight`, durable, "> 10000/s");
speed(`ephemeral, one room, ${IN_FLIGHT} in flight`, ephemeral);
speed(`durable, ${MANY_ROOMS} rooms, ${IN_FLIGHT} in flight`, durableMany);
speed(`ephemeral, ${MANY_ROOMS} rooms, ${IN_FLIGHT} in flight`, ephemeralMany);
speed("durable, one at a time", single);
speed("ephemeral, one at a time", singleEphemeral);

const activationMs: Record<string, { p50: number; p99: number }> = {};
for (const events of [10, 1_000, 100_000]) {
  progress(`activation from ${events} events …`);
  const { p50, p99 } = percentiles(await activation(events));
  activationMs[events] = { p50, p99 };
  const aim = events === 1_000 ? "p99 < 20 ms" : "";
  rows.push({
    what: `activation from ${events} events`,
    value: `p50 ${p50} ms, p99 ${p99} ms`,
    aim,
  });
}

progress(`memory of ${IDLE_ROOMS} idle rooms …`);
const memory = await idleMemory();
rows.push({
  what: "heap of an idle room",
  value: `${memory.heapBytes} bytes (RSS ${memory.rssBytes})`,
  aim: "< 10000",
});

await hostBus.close();
await callerBus.close();
const { p50, p99 } = percentiles(single.ms);
report(rows, {
  durablePerSecond: durable.perSecond,
  ephemeralPerSecond: ephemeral.perSecond,
  commandMs: { p50: round(p50), p99: round(p99) },
  activationMs,
  bytesPerIdleRoom: memory.heapBytes,
});
