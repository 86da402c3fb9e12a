import { assert, assertEquals, assertThrows } from "@std/assert";
import { decode, encode } from "../../kit/mod.ts";
import { LogCorruptError, LogGapError } from "./entry.ts";
import { Ledger } from "./ledger.ts";
import { ACTOR_LIMITS, type ActorLimits } from "./limits.ts";
import type { LogContent } from "./log.ts";
import { replay } from "./replay.ts";
import { tally, type TallyCommand } from "./testing/tally.ts";
import { refusal, type Reply } from "./wire.ts";

const NOW = 1_000;
const EMPTY: LogContent = { entries: [], lastSeq: 0 };

function ledger(content = EMPTY, limits: Partial<ActorLimits> = {}) {
  const replayed = replay(tally, content);
  return new Ledger<
    typeof replayed.state,
    TallyCommand,
    Parameters<typeof tally.evolve>[1],
    { item: string },
    string
  >(tally, replayed, {
    hostId: "h1",
    incarnation: "boot/1",
    epoch: replayed.epoch + 1,
    claimed: false,
    seq: content.lastSeq,
    limits: { ...ACTOR_LIMITS, ...limits },
  });
}

function add(id: string, amount: number, deadlineAt = NOW + 1): TallyCommand {
  return { v: 1, id, tallyId: "a", deadlineAt, body: { type: "add", amount } };
}

function look(id: string): TallyCommand {
  return { ...add(id, 0), body: { type: "look" } };
}

/** Each answer as "who total" or "who code". */
function totals(releases: readonly { to: string; reply: Reply }[]): string[] {
  return releases.map(({ to, reply }) => {
    const known = reply.ok
      ? tally.state.parse({ ...tally.initial(), ...Object(reply.result) })
      : undefined;
    return `${to} ${reply.ok ? known?.total : reply.error.code}`;
  });
}

Deno.test("ledger puts commands that come during an append into the next one", () => {
  const one = ledger();
  assertEquals(one.submit(add("1", 1), "a", NOW), undefined);
  const first = one.seal(NOW);
  one.submit(add("2", 2), "b", NOW);
  one.submit(look("3"), "c", NOW);
  one.submit(add("4", 4), "d", NOW);
  assertEquals(one.seal(NOW), undefined); // One append at a time.
  assertEquals([first?.entryId, first?.expectedSeq], ["boot/1/0", 0]);
  assertEquals(totals(one.commit(10, NOW).releases), ["a 1"]);
  const second = one.seal(NOW);
  assertEquals([second?.entryId, second?.expectedSeq], ["boot/1/1", 10]);
  assertEquals(totals(one.commit(11, NOW).releases), ["b 3", "c 3", "d 7"]);
  assert(one.settled);
});

Deno.test("ledger writes entries whose revs join up, the first as an adoption", () => {
  const one = ledger();
  one.submit(add("1", 1), "a", NOW);
  one.submit(add("2", 2), "b", NOW);
  const events = (amount: number) => [{ type: "Added", amount }];
  const record = (id: string, amount: number) => ({
    id,
    deadlineAt: NOW + 1,
    events: events(amount),
  });
  const head = { v: 1, hostId: "h1", epoch: 1, at: NOW };
  assertEquals(decode(one.seal(NOW)?.entry ?? new Uint8Array()), {
    ...head,
    rev: 0,
    adopted: true,
    commands: [record("1", 1), record("2", 2)],
  });
  one.commit(1, NOW);
  one.submit(add("3", 3), "c", NOW);
  const second = decode(one.seal(NOW)?.entry ?? new Uint8Array());
  assertEquals(second, { ...head, rev: 2, commands: [record("3", 3)] });
});

Deno.test("ledger answers what depends on nothing unwritten at once", () => {
  const one = ledger();
  assertEquals(totals([one.submit(look("1"), "a", NOW)].filter((r) => r !== undefined)), ["a 0"]);
  const late = one.submit(add("2", 1, NOW - 1), "b", NOW);
  assertEquals(late?.reply, refusal("expired", "The deadline has passed"));
});

Deno.test("ledger falls back to what is in the log", () => {
  const one = ledger();
  one.submit(add("1", 1), "a", NOW);
  one.seal(NOW);
  one.commit(1, NOW);
  one.submit(add("2", 2), "b", NOW);
  one.seal(NOW);
  one.submit(add("3", 3), "c", NOW);
  assertEquals(totals(one.rollBack(refusal("log-unavailable", "no"))), [
    "b log-unavailable",
    "c log-unavailable",
  ]);
  assertEquals([one.state.total, one.rev, one.seq, one.settled], [1, 1, 1, true]);
  // The same id is applied now, since it was not before.
  one.submit(add("2", 2), "b", NOW);
  one.seal(NOW);
  assertEquals(totals(one.commit(2, NOW).releases), ["b 3"]);
});

Deno.test("ledger bounds a batch in commands and in bytes", () => {
  const few = ledger(EMPTY, { batchCommands: 2 });
  few.submit(add("1", 1), "a", NOW);
  assert(few.hasRoom);
  few.submit(add("2", 1), "b", NOW);
  assert(!few.hasRoom);
  const small = ledger(EMPTY, { batchBytes: 200 });
  const text = "ü".repeat(60); // 120 bytes.
  const large = (id: string, text: string): TallyCommand => ({
    ...add(id, 1),
    body: { type: "add", amount: 1, text },
  });
  small.submit(large("1", text), "a", NOW);
  small.submit(large("2", text), "b", NOW);
  assert(!small.hasRoom);
  const refused = ledger(EMPTY, { batchBytes: 200 }).submit(large("3", text + text), "c", NOW);
  assert(refused && !refused.reply.ok && refused.reply.error.code === "invalid-command");
});

Deno.test("replay of snapshot and entries equals the state that wrote them", () => {
  const one = ledger();
  const entries: { seq: number; data: Uint8Array }[] = [];
  let snapshot: { seq: number; data: Uint8Array } | undefined;
  for (let seq = 1; seq <= 9; seq++) {
    one.submit(add(`${seq}`, seq), "a", NOW);
    const sealed = one.seal(NOW);
    if (sealed) entries.push({ seq, data: sealed.entry });
    one.commit(seq, NOW);
    if (seq === 5) snapshot = { seq, data: encode(one.snapshot()) };
  }
  const whole = replay(tally, { entries, lastSeq: 9 });
  const short = replay(tally, {
    ...(snapshot && { snapshot }),
    entries: entries.slice(5),
    lastSeq: 9,
  });
  assertEquals([whole.state, whole.rev, whole.epoch], [one.state, 9, 1]);
  assertEquals([short.state, short.rev, short.ids], [whole.state, whole.rev, whole.ids]);
  const gap = () => replay(tally, { entries: entries.slice(5), lastSeq: 9 });
  assertThrows(gap, LogGapError, "rev 5 follows rev 0");
});

Deno.test("replay refuses what does not parse and does not quote it", () => {
  const data = encode({ v: 1, secretText: "hush" });
  const error = assertThrows(
    () => replay(tally, { entries: [{ seq: 1, data }], lastSeq: 1 }),
    LogCorruptError,
    "Cannot read an entry",
  );
  assert(!error.message.includes("hush"));
});

Deno.test("ledger remembers ids until their deadlines have passed with grace, and a bounded number", () => {
  const limits = { dedupeIds: 3, dedupeGraceMs: 100 };
  const one = ledger(EMPTY, limits);
  const apply = (id: string, now: number) => {
    one.submit(add(id, 1, now + 10), id, now);
    one.seal(now);
    one.commit(one.seq + 1, now);
  };
  apply("1", NOW);
  apply("2", NOW + 200); // "1" has expired.
  assertEquals(one.snapshot().ids.map(([id]) => id), ["2"]);
  for (const id of ["3", "4", "5"]) apply(id, NOW + 200);
  assertEquals(one.snapshot().ids.map(([id]) => id), ["3", "4", "5"]);
});

/** An owner that has claimed with one fact and then misses the log. */
function degraded(limits: Partial<ActorLimits> = {}) {
  const one = ledger(EMPTY, limits);
  one.submit(add("1", 1), "a", NOW);
  one.seal(NOW);
  one.commit(1, NOW).notice();
  return one;
}

function durables(releases: readonly { to: string; reply: Reply }[]): string[] {
  return releases.map(({ to, reply }) => `${to} ${reply.ok ? reply.durable : reply.error.code}`);
}

Deno.test("ledger tells what waited for the log when it is away, as not durable", () => {
  const one = degraded();
  one.submit(add("2", 2), "b", NOW);
  const sent = one.seal(NOW);
  one.submit(look("3"), "c", NOW);
  one.submit(add("4", 4), "d", NOW);
  const told = one.hold(NOW);
  assert(told);
  assertEquals(totals(told.releases), ["b 3", "c 3", "d 7"]);
  assertEquals(durables(told.releases), ["b false", "c false", "d false"]);
  assertEquals(told.notice(), {
    v: 1,
    epoch: 1,
    from: 1,
    to: 3,
    body: { total: 7, facts: 2 },
  });
  assertEquals([one.state.total, one.rev, one.heldFacts, one.isDurable], [7, 3, 2, false]);
  // The append under way may be in the log: it stays the next one, as it was.
  assertEquals([one.seal(NOW), sent?.expectedSeq], [undefined, 1]);
  assertThrows(() => one.snapshot(), Error, "facts are held");
});

Deno.test("ledger merges what is held into one entry behind the append under way", () => {
  const one = degraded();
  one.submit(add("2", 2), "b", NOW);
  one.seal(NOW);
  one.hold(NOW);
  for (const id of ["3", "4", "5"]) {
    one.submit(add(id, 1), id, NOW);
    assertEquals(durables(one.hold(NOW)?.releases ?? []), [`${id} false`]);
  }
  assertEquals(one.commit(2, NOW).releases, []);
  assertEquals([one.isHolding, one.heldFacts, one.isDurable], [false, 3, false]);
  // From here on facts wait for the log again, behind those that are held.
  assertEquals(one.submit(add("6", 1), "f", NOW), undefined);
  const merged = one.seal(NOW);
  const entry = decode(merged?.entry ?? new Uint8Array());
  const { rev, commands } = Object(entry);
  assertEquals([merged?.expectedSeq, rev, commands.length], [2, 2, 3]);
  const { commands: written, releases } = one.commit(3, NOW);
  assertEquals([written, releases, one.isDurable], [3, [], true]);
  one.seal(NOW);
  assertEquals(durables(one.commit(4, NOW).releases), ["f true"]);
  assertEquals([one.rev, one.settled, one.snapshot().rev], [6, true, 6]);
});

Deno.test("ledger answers reads from held facts at once and as not durable", () => {
  const one = degraded();
  one.submit(add("2", 2), "b", NOW);
  one.seal(NOW);
  one.hold(NOW);
  const answers = [one.submit(look("3"), "c", NOW), one.submit(add("2", 2), "b", NOW)];
  assertEquals(durables(answers.filter((answer) => answer !== undefined)), ["c false", "b false"]);
  one.commit(2, NOW);
  assertEquals(durables([one.submit(add("2", 2), "b", NOW)].flatMap((answer) => answer ?? [])), [
    "b true",
  ]);
});

Deno.test("ledger that lost its log says of nothing that it is durable, until it may resume", () => {
  const one = degraded();
  assertEquals([one.hold(NOW), one.isDurable, one.settled], [undefined, false, true]);
  assertEquals(durables([one.submit(look("2"), "b", NOW)].flatMap((answer) => answer ?? [])), [
    "b false",
  ]);
  one.resume();
  assertEquals(durables([one.submit(look("2"), "b", NOW)].flatMap((answer) => answer ?? [])), [
    "b true",
  ]);
});

Deno.test("ledger goes back to holding when the log goes away while it catches up", () => {
  const one = degraded({ batchCommands: 2 });
  const ids = ["2", "3", "4", "5", "6"];
  one.hold(NOW);
  for (const id of ids) {
    one.submit(add(id, 1), id, NOW);
    one.hold(NOW);
  }
  one.seal(NOW);
  one.commit(2, NOW);
  one.submit(add("7", 1), "g", NOW);
  one.seal(NOW);
  assertEquals(durables(one.hold(NOW)?.releases ?? []), ["g false"]);
  assertEquals([one.isHolding, one.heldFacts], [true, 4]);
  one.commit(3, NOW);
  const { rev, commands } = Object(decode(one.seal(NOW)?.entry ?? new Uint8Array()));
  assertEquals([rev, commands.map(({ id }: { id: string }) => id)], [5, ["6", "7"]]);
});

Deno.test("ledger refuses facts beyond what it may hold, in number and in bytes, and tells reads", () => {
  const few = degraded({ heldFacts: 1 });
  few.hold(NOW);
  few.submit(add("2", 1), "b", NOW);
  few.hold(NOW);
  const refused = few.submit(add("3", 1), "c", NOW);
  assert(refused && !refused.reply.ok);
  const { code, retryAfterMs } = refused.reply.error;
  assertEquals([code, retryAfterMs], ["log-unavailable", ACTOR_LIMITS.logRetryMs]);
  assertEquals(durables([few.submit(look("4"), "d", NOW)].flatMap((answer) => answer ?? [])), [
    "d false",
  ]);
  const small = degraded({ heldBytes: 100 });
  small.hold(NOW);
  small.submit(add("2", 1), "b", NOW); // 67 bytes.
  small.hold(NOW);
  assertEquals(durables([small.submit(add("3", 1), "c", NOW)].flatMap((a) => a ?? [])), [
    "c log-unavailable",
  ]);
});

Deno.test("ledger holds nothing under an epoch that is not in the log", () => {
  const one = ledger();
  one.submit(add("1", 1), "a", NOW);
  assertThrows(() => one.hold(NOW), Error, "not in the log");
});

Deno.test("ledger repeats no effect of a command that would be another one by now", () => {
  const one = ledger();
  const effectsOf = (command: TallyCommand) => {
    const now = one.submit(command, "a", NOW);
    if (now) return now.effects;
    one.seal(NOW);
    return one.commit(one.seq + 1, NOW).releases.flatMap(({ effects }) => effects);
  };
  const order: TallyCommand = { ...add("1", 0), body: { type: "order", item: "tea" } };
  assertEquals(effectsOf(order), [{ item: "tea" }]);
  assertEquals(effectsOf(order), [{ item: "tea" }], "it may have been lost");
  effectsOf({ ...add("2", 0), body: { type: "finish", item: "tea" } });
  assertEquals(
    effectsOf(order),
    [],
    "its fact is not written again, and what follows from it is not done",
  );
});
