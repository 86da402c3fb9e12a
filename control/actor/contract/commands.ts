import { assert, assertEquals } from "@std/assert";
import { tallySubjects } from "../testing/tally.ts";
import { Reply } from "../wire.ts";
import type { Promises } from "./suite.ts";

/** The reply's code, or "ok". */
export function codeOf(reply: Reply): string {
  return reply.ok ? "ok" : reply.error.code;
}

const REQUEST_MS = 5_000;

export const commandPromises: Promises = {
  async "answers with epoch, rev and the state after the command's own facts"(world) {
    await world.host("h1");
    const first = await world.ask("a", world.command("a", { type: "add", amount: 2 }));
    const second = await world.ask("a", world.command("a", { type: "add", amount: 3 }));
    const common = { v: 1 as const, ok: true as const, durable: true, epoch: 1 };
    assertEquals(first, { ...common, rev: 1, result: { total: 2 } });
    assertEquals(second, { ...common, rev: 2, result: { total: 5 } });
  },

  async "answers in the order of commands, ephemeral and refused ones too"(world) {
    const { log } = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    log.hold();
    const answered: string[] = [];
    const asked = (["add", "look", "refused", "add", "look"] as const).map(async (kind, index) => {
      const body = kind === "look"
        ? { type: "look" as const }
        : { type: "add" as const, amount: kind === "refused" ? 9_999_999 : 1 };
      const reply = await world.ask("a", world.command("a", body));
      const total = reply.ok ? JSON.stringify(reply.result) : reply.error.code;
      answered.push(`${index} ${kind} ${total}`);
    });
    await world.until("the append waits", () => log.appends === 2);
    assertEquals(answered, []);
    log.release();
    await Promise.all(asked);
    assertEquals(answered, [
      '0 add {"total":2}',
      '1 look {"total":2}',
      "2 refused total-too-large",
      '3 add {"total":3}',
      '4 look {"total":3}',
    ]);
  },

  async "writes commands that arrive during an append in one append"(world) {
    const { host, log, counts } = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    log.hold();
    const first = world.ask("a", world.command("a", { type: "add", amount: 1 }));
    await world.until("the append waits", () => log.appends === 2);
    const more = Array.from(
      { length: 100 },
      () => world.ask("a", world.command("a", { type: "add", amount: 1 })),
    );
    await world.bus.flush();
    // A look submitted behind them is decided behind them.
    const look = host.submit("a", world.command("a", { type: "look" }));
    log.release();
    await Promise.all([first, look, ...more]);
    assertEquals(host.peek("a")?.state.total, 102);
    assertEquals(log.appends, 3);
    assertEquals(counts["appended-entries"], 3);
  },

  async "leaves no trace of ephemeral and refused commands in the log"(world) {
    const { log } = await world.host("h1");
    await world.ask("a", world.command("a", { type: "look" }));
    const refused = await world.ask("a", world.command("a", { type: "add", amount: 9_999_999 }));
    assertEquals(codeOf(refused), "total-too-large");
    assertEquals([log.appends, await log.lastSeq("a")], [0, 0]);
  },

  async "applies a repeated id once and gives its answer and effects again"(world) {
    const { host, ran } = await world.host("h1");
    const order = world.command("a", { type: "order", item: "tea" });
    const [first, second] = [await world.ask("a", order), await world.ask("a", order)];
    assertEquals(first, second);
    assertEquals(host.peek("a")?.rev, 1);
    assertEquals(ran.map(({ item }) => item), ["tea", "tea"]);
  },

  async "applies an id once even when repeated before its append has ended"(world) {
    const { host, log } = await world.host("h1");
    log.hold();
    const add = world.command("a", { type: "add", amount: 5 });
    const both = Promise.all([world.ask("a", add), world.ask("a", add)]);
    await world.until("the append waits", () => log.appends === 1);
    log.release();
    const [first, second] = await both;
    assertEquals(first, second);
    assertEquals(host.peek("a")?.state.total, 5);
  },

  async "refuses what is not a command with a code and goes on"(world) {
    await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    const good = world.command("a", { type: "look" });
    const bad = [
      undefined,
      null,
      17,
      "text",
      [],
      {},
      new Uint8Array([0xff, 0x00, 0x7b]),
      { ...good, id: 5 },
      { ...good, body: { type: "unknown" } },
      { ...good, tallyId: "b" },
      { ...good, id: "x".repeat(65) },
    ];
    for (const body of bad) {
      const reply = Reply.parse(
        await world.bus.request(tallySubjects.command("a"), body, REQUEST_MS),
      );
      assertEquals(codeOf(reply), "invalid-command");
    }
    assertEquals(codeOf(await world.ask("a", good)), "ok");
  },

  async "refuses a command after its deadline as expired"(world) {
    const { host } = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    const late = world.command("a", { type: "add", amount: 1 }, { deadlineAt: 1 });
    const reply = await world.bus.request(tallySubjects.command("a"), late, REQUEST_MS);
    assertEquals(codeOf(Reply.parse(reply)), "expired");
    assertEquals(host.peek("a")?.rev, 1);
  },

  async "answers overloaded with a time to retry after when its mailbox is full"(world) {
    const limits = { mailboxCommands: 4 };
    const { log } = await world.host("h1", { limits });
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    log.hold();
    const asked = Array.from(
      { length: 6 },
      () => world.ask("a", world.command("a", { type: "add", amount: 1 })),
    );
    const early = await Promise.race(asked);
    assert(!early.ok);
    assertEquals([early.error.code, early.error.retryAfterMs], ["overloaded", 100]);
    await world.bus.flush();
    log.release();
    const codes = (await Promise.all(asked)).map(codeOf);
    assertEquals(codes, ["ok", "ok", "ok", "ok", "overloaded", "overloaded"]);
  },

  async "tells watchers every fact once, without gaps, under its epoch"(world) {
    const notices = await world.watch("a");
    await world.host("h1");
    for (let round = 0; round < 5; round++) {
      await world.ask("a", world.command("a", { type: "add", amount: 1 }));
      await world.ask("a", world.command("a", { type: "hush" }));
      await world.ask("a", world.command("a", { type: "look" }));
    }
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    await world.until("the last notice comes", () => notices.at(-1)?.to === 11);
    assertEquals(notices[0]?.from, 0);
    assertEquals(notices[0]?.adopted, { hostId: "h1" });
    for (const [index, { from, to, epoch }] of notices.entries()) {
      assert(to > from);
      assertEquals([from, epoch], [notices[index - 1]?.to ?? 0, 1]);
    }
    assertEquals(notices.at(-1)?.body, { total: 6, facts: 1 });
  },
};
