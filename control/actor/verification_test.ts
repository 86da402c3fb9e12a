/** When a host has its actors ask whether they are still its own. */
import { assertEquals } from "@std/assert";
import {
  type Bus,
  type BusStatus,
  type Clock,
  encode,
  MemoryBroker,
  silentLogger,
  systemClock,
} from "../../kit/mod.ts";
import { createActorHost } from "./host.ts";
import { MemoryLog } from "./memory_log.ts";
import { FaultyLog } from "./testing/faulty_log.ts";
import { tally, type TallyCommand, tallySubjects } from "./testing/tally.ts";
import type { Reply } from "./wire.ts";

/** A host with one actor, on a bus and a clock that a test has in hand. */
async function started() {
  const bus = new MemoryBroker().connect();
  const listeners = new Set<(status: BusStatus) => void>();
  const watched: Bus = {
    get connected() {
      return bus.connected;
    },
    publish: (subject, body) => bus.publish(subject, body),
    request: (subject, body, timeoutMs) => bus.request(subject, body, timeoutMs),
    subscribe: (subject, options, handler) => bus.subscribe(subject, options, handler),
    flush: () => bus.flush(),
    close: () => bus.close(),
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  let frozenMs = 0;
  const clock: Clock = {
    ...systemClock,
    monotonicMs: () => systemClock.monotonicMs() + frozenMs,
  };
  const log = new FaultyLog(new MemoryLog());
  const host = createActorHost({
    hostId: "h1",
    bus: watched,
    log,
    definition: tally,
    effects: { run: () => {} },
    subjects: tallySubjects,
    clock,
    logger: silentLogger(),
    limits: { appendRetryMs: 1, logRetryMs: 1 },
  });
  host.start();
  let ids = 0;
  const ask = (body: TallyCommand["body"]): Promise<Reply> => {
    const deadlineAt = clock.wallMs() + 10_000;
    return host.submit("a", { v: 1, id: `c${++ids}`, tallyId: "a", deadlineAt, body });
  };
  await host.adopt("a");
  await ask({ type: "add", amount: 1 });
  return {
    host,
    log,
    ask,
    freeze: (forMs: number) => frozenMs += forMs,
    tell: (status: BusStatus) => listeners.forEach((listener) => listener(status)),
    /** Another host's claim, of which nobody tells this one. */
    async adoptUnheard() {
      const claim = { v: 1, hostId: "h2", epoch: 2, rev: 1, at: 0, adopted: true, commands: [] };
      await log.append("a", await log.lastSeq("a"), "unheard", encode(claim));
    },
    async [Symbol.asyncDispose]() {
      log.away = undefined;
      await host.drain();
    },
  };
}

const said = (reply: Reply) => reply.ok ? reply.durable : reply.error.code;

Deno.test("host that comes back to the bus answers nothing from what another has taken over", async () => {
  await using one = await started();
  await one.adoptUnheard();
  assertEquals(said(await one.ask({ type: "look" })), true); // How should it know?
  one.tell({ type: "disconnected", reason: "a test" });
  one.tell({ type: "connected" });
  assertEquals(said(await one.ask({ type: "look" })), "not-owner");
  assertEquals(one.host.residents(), []);
});

Deno.test("host that was frozen asks the log before it decides anything", async () => {
  await using one = await started();
  await one.adoptUnheard();
  one.freeze(3_000);
  assertEquals(said(await one.ask({ type: "look" })), "not-owner");
  assertEquals(one.host.residents(), []);
});

Deno.test("host that was frozen and is still the owner goes on", async () => {
  await using one = await started();
  one.freeze(3_000);
  const answers = [one.ask({ type: "look" }), one.ask({ type: "add", amount: 1 })];
  assertEquals((await Promise.all(answers)).map(said), [true, true]);
  assertEquals(one.host.peek("a")?.state.total, 2);
});

Deno.test("host that was frozen and can't ask the log says that nothing is durable", async () => {
  await using one = await started();
  one.log.away = "refusing";
  one.freeze(3_000);
  const answers = [await one.ask({ type: "look" }), await one.ask({ type: "add", amount: 1 })];
  assertEquals(answers.map(said), [false, false]);
});

Deno.test("host whose bus is closed for good lets go of its actors", async () => {
  await using one = await started();
  one.log.hold();
  const late = one.ask({ type: "add", amount: 1 });
  one.tell({ type: "closed" });
  assertEquals([said(await late), one.host.residents()], ["unreachable", []]);
  one.log.release();
});
