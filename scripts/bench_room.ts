/**
 * What one more participant costs a room, by the room's size: `deno task bench:room [--json]`.
 *
 * For each size a crowd joins one room through one gateway, so many at a time, without media of its
 * own. The crowd lives in this process, so the machine does the clients' work too.
 */
import { createMeeting, requestTicket } from "../tests/harness/meetings.ts";
import { Stack } from "../tests/harness/stack.ts";
import { until } from "../tests/harness/until.ts";
import { percentile, progress, report, round } from "./bench/report.ts";
import { processTimeMs } from "./bench/room/process_time.ts";
import { Visitor } from "./bench/room/visitor.ts";

const SIZES = [10, 100, 300, 1_000];
/** Joins under way at a time. */
const AT_ONCE = 20;
/** After the last join everybody hears of it within this. */
const SETTLE_LIMIT_MS = 20_000;
const CROWD_LIMIT_MS = { size: 300, aimMs: 10_000 };

interface Crowd {
  size: number;
  joinMs: { p50: number; p95: number };
  /** From the first knock to the last seat. */
  allMs: number;
  bytesPerParticipant: number;
  framesPerParticipant: number;
  /** Of the control process, which is owner and gateway: the joins and the news of them. */
  cpuMsPerJoin: number;
}

async function crowd(stack: Stack, size: number): Promise<Crowd> {
  using visitors = new DisposableStack();
  const gateway = stack.gateway();
  const pid = stack.process(gateway.name).pid;
  const ticket = await createMeeting(gateway);
  // Tickets are the API's business and would be measured with the joins.
  const tickets = [ticket];
  while (tickets.length < size) tickets.push(await requestTicket(gateway, ticket.code));
  const cpuBefore = await processTimeMs(pid);
  const startedAt = performance.now();
  const all: Visitor[] = [];
  const waiting = [...tickets.entries()];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, seat] = next;
      all.push(visitors.use(await Visitor.join(gateway, seat, `Visitor ${index}`)));
    }
  }));
  const allMs = performance.now() - startedAt;
  await until(
    "everybody has heard of everybody",
    () => new Set(all.slice(0, -AT_ONCE).map(({ rev }) => rev)).size,
    (revs) => revs <= 1,
    SETTLE_LIMIT_MS,
  );
  const cpuMs = await processTimeMs(pid) - cpuBefore;
  const joins = all.map(({ joinMs }) => joinMs);
  const mean = (pick: (visitor: Visitor) => number) =>
    all.reduce((sum, visitor) => sum + pick(visitor), 0) / size;
  return {
    size,
    joinMs: { p50: round(percentile(joins, 50)), p95: round(percentile(joins, 95)) },
    allMs: Math.round(allMs),
    bytesPerParticipant: Math.round(mean(({ bytes }) => bytes)),
    framesPerParticipant: round(mean(({ frames }) => frames)),
    cpuMsPerJoin: round(cpuMs / size),
  };
}

async function run(): Promise<Crowd[]> {
  progress("starting servers and processes …");
  await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
  await crowd(stack, SIZES[0] ?? 1); // Warms everything up.
  const crowds: Crowd[] = [];
  for (const size of SIZES) {
    crowds.push(await crowd(stack, size));
    progress(`${size} joined`);
  }
  return crowds;
}

const crowds = await run();
const rows = crowds.map(({ size, joinMs, allMs, ...costs }) => ({
  what: `${size} join`,
  value: `p50 ${joinMs.p50} ms, p95 ${joinMs.p95} ms, all in ${allMs} ms; ` +
    `${costs.bytesPerParticipant} bytes and ${costs.framesPerParticipant} frames each; ` +
    `${costs.cpuMsPerJoin} ms of processor a join`,
  ...(size === CROWD_LIMIT_MS.size && { aim: `all in ${CROWD_LIMIT_MS.aimMs} ms` }),
}));
report(rows, crowds);
