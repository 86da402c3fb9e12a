import { assert, assertEquals } from "@std/assert";
import { encode } from "../../../kit/mod.ts";
import type { TestHost, World } from "../testing/world.ts";
import type { Reply } from "../wire.ts";
import { codeOf } from "./commands.ts";
import type { Promises } from "./suite.ts";

/** An answer as its rev and whether it is durable, or its code. */
function told(reply: Reply): string {
  if (!reply.ok) return reply.error.code;
  return `${reply.rev} ${reply.durable ? "durable" : "not durable"}`;
}

function add(world: World, amount = 1) {
  return world.ask("a", world.command("a", { type: "add", amount }));
}

function look(world: World) {
  return world.ask("a", world.command("a", { type: "look" }));
}

async function untilDurable(world: World, { host }: TestHost): Promise<void> {
  await world.until("the log has everything", () => host.peek("a")?.durable === true);
}

/** What another host writes that this one hears nothing of. */
async function adoptUnheard({ log }: TestHost): Promise<void> {
  const claim = { v: 1, hostId: "h9", epoch: 2, rev: 1, at: 0, adopted: true, commands: [] };
  await log.append("a", await log.lastSeq("a"), "unheard", encode(claim));
}

export const degradedPromises: Promises = {
  async "goes on without the log, says so, and writes everything when it is back"(world) {
    const h1 = await world.host("h1");
    const notices = await world.watch("a");
    await add(world);
    for (const away of ["refusing", "silent"] as const) {
      const rev = h1.host.peek("a")?.rev ?? 0;
      h1.log.away = away;
      const answers = [await add(world), await look(world), await add(world), await look(world)];
      assertEquals(answers.map(told), [
        `${rev + 1} not durable`,
        `${rev + 1} not durable`,
        `${rev + 2} not durable`,
        `${rev + 2} not durable`,
      ]);
      await world.until("watchers hear of it", () => notices.at(-1)?.to === rev + 2);
      assertEquals(await h1.host.peek("a")?.durable, false);
      h1.log.away = undefined;
      await untilDurable(world, h1);
      assertEquals(told(await look(world)), `${rev + 2} durable`);
    }
    assertEquals([h1.counts.degraded, h1.counts.recovered], [2, 2]);
    const h2 = await world.host("h2");
    await h2.host.adopt("a");
    assertEquals(told(await look(world)), "5 durable");
    assertEquals(h2.host.peek("a")?.state.total, 5);
  },

  async "waits for no log that is known to be away"(world) {
    const h1 = await world.host("h1");
    await add(world);
    h1.log.away = "refusing";
    await add(world);
    h1.log.hold(); // Whoever asks the log now waits for ever.
    await world.until("the log is asked again", () => h1.log.appends > 4);
    assertEquals(told(await add(world)), "3 not durable");
    assertEquals(told(await look(world)), "3 not durable");
  },

  async "runs effects without the log, on the state that it has told"(world) {
    const h1 = await world.host("h1", {
      async effects(effect, { state, submit }) {
        assert(state().open.includes(effect.item));
        await submit(world.command("a", { type: "finish", item: effect.item }));
      },
    });
    await add(world);
    h1.log.away = "silent";
    const order = world.command("a", { type: "order", item: "tea" });
    assertEquals(told(await world.ask("a", order)), "2 not durable");
    await world.until("the effect has reported", () => h1.host.peek("a")?.rev === 3);
    assertEquals([h1.ran, h1.counts["effect-failed"]], [[{ item: "tea", epoch: 1 }], undefined]);
  },

  async "applies a repeated id once, whether its facts are held or written"(world) {
    const h1 = await world.host("h1");
    await add(world);
    h1.log.away = "refusing";
    const command = world.command("a", { type: "add", amount: 5 });
    assertEquals(told(await world.ask("a", command)), "2 not durable");
    assertEquals(told(await world.ask("a", command)), "2 not durable");
    h1.log.away = undefined;
    await untilDurable(world, h1);
    assertEquals(told(await world.ask("a", command)), "2 durable");
    assertEquals(h1.host.peek("a")?.state.total, 6);
  },

  async "finds what it had written before the log went silent"(world) {
    const h1 = await world.host("h1", { limits: { appendPatienceMs: 0 } });
    await add(world);
    const lastSeq = await h1.log.lastSeq("a");
    h1.log.failNext("answer-lost");
    assertEquals(told(await add(world)), "2 not durable");
    await add(world);
    await untilDurable(world, h1);
    const { entries } = await h1.log.read("a");
    assertEquals(entries.filter(({ seq }) => seq > lastSeq).length, 2);
    assertEquals(h1.counts.fenced, undefined);
  },

  async "writes what was held in few large appends"(world) {
    const h1 = await world.host("h1");
    await add(world);
    h1.log.away = "refusing";
    for (let count = 0; count < 40; count++) await add(world);
    const lastSeq = await h1.log.lastSeq("a").catch(() => 0);
    assertEquals(lastSeq, 0);
    h1.log.away = undefined;
    await untilDurable(world, h1);
    const { entries } = await h1.log.read("a");
    // The first, the one that met the outage, and all others.
    assertEquals(entries.length, 3);
    assertEquals(told(await look(world)), "41 durable");
  },

  async "holds no more than it may, and loses nothing of it"(world) {
    const h1 = await world.host("h1", { limits: { heldFacts: 3 } });
    await add(world);
    h1.log.away = "refusing";
    const answers = [await add(world), await add(world), await add(world), await add(world)];
    assertEquals(answers.map(codeOf), ["ok", "ok", "ok", "log-unavailable"]);
    const refused = answers[3];
    assert(refused && !refused.ok && refused.error.retryAfterMs === 10);
    assertEquals(told(await look(world)), "4 not durable");
    h1.log.away = undefined;
    await untilDurable(world, h1);
    assertEquals(told(await add(world)), "5 durable");
  },

  async "stops when the log shows another owner, whose notice begins at its own rev"(world) {
    const h1 = await world.host("h1");
    const notices = await world.watch("a");
    await add(world);
    h1.log.away = "silent";
    await add(world);
    await add(world);
    const h2 = await world.host("h2");
    await h2.host.adopt("a");
    const adopted = { v: 1 as const, epoch: 2, from: 1, to: 1, adopted: { hostId: "h2" } };
    await world.until("the new owner is announced", () => notices.at(-1)?.epoch === 2);
    assertEquals(notices.at(-1), adopted);
    // The old one has heard of it, can't ask the log, and leaves the answers to the new one.
    const answers = [await add(world, 10), await add(world, 10), await look(world)];
    assertEquals(answers.map((reply) => reply.ok && [reply.epoch, reply.rev]), [
      [2, 2],
      [2, 3],
      [2, 3],
    ]);
    h1.log.away = undefined;
    await world.until("the old owner is gone", () => h1.host.residents().length === 0);
    assertEquals([h1.counts.fenced, h1.counts["held-facts-lost"]], [1, 2]);
    assertEquals(h2.host.peek("a")?.state.total, 21);
  },

  async "asks the log whether it is still the owner, and stops if it is not"(world) {
    const h1 = await world.host("h1");
    await add(world);
    await adoptUnheard(h1);
    const verified = h1.host.verifyAll();
    const late = h1.host.submit("a", world.command("a", { type: "look" }));
    await verified;
    assertEquals([codeOf(await late), h1.counts.fenced], ["not-owner", 1]);
    assertEquals(h1.host.residents(), []);
  },

  async "answers from nothing that it could not verify as if it were durable"(world) {
    const h1 = await world.host("h1");
    await add(world);
    h1.log.away = "silent";
    await h1.host.verifyAll();
    assertEquals(told(await look(world)), "1 not durable");
    h1.log.away = undefined;
    await untilDurable(world, h1);
    assertEquals(told(await look(world)), "1 durable");
    h1.log.away = "refusing";
    await h1.host.verifyAll();
    h1.log.away = undefined;
    await adoptUnheard(h1);
    await world.until("it is gone", () => h1.host.residents().length === 0);
    assertEquals(h1.counts.fenced, 1);
  },

  async "leaves with everything written once the log is back"(world) {
    const h1 = await world.host("h1");
    await add(world);
    h1.log.away = "refusing";
    await add(world);
    const released = h1.host.release("a");
    assertEquals(told(await add(world)), "3 not durable"); // It works until then.
    h1.log.away = undefined;
    assertEquals([await released, h1.host.residents().length], [true, 0]);
    const h2 = await world.host("h2");
    await h2.host.adopt("a");
    assertEquals([told(await look(world)), h1.counts["held-facts-lost"]], ["3 durable", undefined]);
  },

  async "leaves in time without the log, and says what is lost"(world) {
    const h1 = await world.host("h1", { limits: { drainMs: 40 } });
    await add(world);
    h1.log.away = "refusing";
    await add(world);
    await add(world);
    assertEquals(await h1.host.release("a"), true);
    assertEquals([h1.counts["held-facts-lost"], h1.host.residents()], [2, []]);
  },

  async "stays in memory while the log is away, however quiet it is"(world) {
    const h1 = await world.host("h1", { limits: { idleMs: 10, sweepEveryMs: 5 } });
    const h2 = await world.host("h2");
    // On a slow machine it may have left before the log did.
    await world.until("the log is away and it is not", async () => {
      h1.log.away = undefined;
      await h1.host.adopt("a");
      await h1.host.adopt("b");
      await add(world);
      h1.log.away = "refusing";
      return told(await add(world)).endsWith("not durable");
    });
    await world.until("the unborn one has left", () => h1.host.residents().length === 1);
    assertEquals(h1.host.residents(), ["a"]);
    h1.log.away = undefined;
    await world.until("the quiet one has left", () => h1.host.residents().length === 0);
    assertEquals([h1.counts["held-facts-lost"], h2.host.residents()], [undefined, []]);
  },

  async "is rebuilt from memory after an exception while the log is away"(world) {
    const h1 = await world.host("h1");
    await add(world);
    h1.log.away = "refusing";
    await add(world);
    for (let count = 0; count < 5; count++) {
      const faulty = world.command("a", { type: "throwInEvolve" });
      assertEquals(codeOf(await world.ask("a", faulty)), "internal");
    }
    assertEquals(told(await add(world)), "3 not durable");
    h1.log.away = undefined;
    await untilDurable(world, h1);
    assertEquals(told(await look(world)), "3 durable");
  },

  async "comes not back to a host that hands it over, nor to one that is leaving"(world) {
    const h1 = await world.host("h1");
    await add(world);
    h1.log.hold();
    const late = h1.host.submit("a", world.command("a", { type: "add", amount: 1 }));
    await world.until("the append waits", () => h1.log.appends === 2);
    const released = h1.host.release("a");
    const refused = await h1.host.adopt("a").catch((error) => error.code);
    assertEquals(refused, "not-owner");
    h1.log.release();
    assertEquals([await released, told(await late)], [true, "2 durable"]);
    assertEquals(await h1.host.release("a"), false);
    assertEquals(await h1.host.adopt("a"), "h1");
    await h1.host.stopActivating();
    assertEquals(told(await look(world)), "2 durable");
    assertEquals(await h1.host.adopt("b").catch((error) => error.code), "not-owner");
  },
};
