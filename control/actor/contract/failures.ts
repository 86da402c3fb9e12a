import { assert, assertEquals } from "@std/assert";
import { codeOf } from "./commands.ts";
import type { Promises } from "./suite.ts";

export const failurePromises: Promises = {
  async "is rebuilt from its log after an exception, and others notice nothing"(world) {
    const { host, counts } = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 3 }));
    await world.ask("b", world.command("b", { type: "add", amount: 1 }));
    for (const type of ["throwInDecide", "throwInEvolve"] as const) {
      const asked = [
        world.ask("a", world.command("a", { type: "add", amount: 1 })),
        world.ask("a", world.command("a", { type })),
        world.ask("a", world.command("a", { type: "add", amount: 1 })),
        world.ask("b", world.command("b", { type: "look" })),
      ];
      assertEquals((await Promise.all(asked)).map(codeOf), ["ok", "internal", "ok", "ok"]);
    }
    assertEquals(host.peek("a")?.state.total, 7);
    assertEquals(counts.crashed, 2);
    assertEquals(host.peek("a")?.epoch, 1);
  },

  async "stops after repeated exceptions and can be activated again"(world) {
    const { host } = await world.host("h1", { limits: { restarts: 1 } });
    await world.ask("a", world.command("a", { type: "add", amount: 3 }));
    await world.ask("a", world.command("a", { type: "throwInDecide" }));
    await world.ask("a", world.command("a", { type: "throwInDecide" }));
    await world.until("it stopped", () => host.residents().length === 0);
    const reply = await world.ask("a", world.command("a", { type: "look" }));
    assert(reply.ok);
    assertEquals([reply.epoch, reply.result], [2, { total: 3 }]);
  },

  async "applies nothing of an actor's first facts when the log is unavailable, and all when it is back"(
    world,
  ) {
    const { host, log } = await world.host("h1");
    await world.ask("a", world.command("a", { type: "look" }));
    log.away = "refusing";
    const add = world.command("a", { type: "add", amount: 5 });
    const refused = await world.ask("a", add);
    assert(!refused.ok);
    assertEquals([refused.error.code, refused.error.retryAfterMs], ["log-unavailable", 10]);
    const look = await world.ask("a", world.command("a", { type: "look" }));
    assertEquals(look.ok && look.result, { total: 0 });
    log.away = undefined;
    assertEquals(codeOf(await world.ask("a", add)), "ok");
    assertEquals([host.peek("a")?.state.total, host.peek("a")?.epoch], [5, 1]);
  },

  async "finds out what became of an append whose answer was lost"(world) {
    const { host, log } = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    log.failNext("answer-lost", "answer-lost", "request-lost");
    assertEquals(
      codeOf(await world.ask("a", world.command("a", { type: "add", amount: 1 }))),
      "ok",
    );
    log.failNext("request-lost", "request-lost");
    assertEquals(
      codeOf(await world.ask("a", world.command("a", { type: "add", amount: 1 }))),
      "ok",
    );
    assertEquals(host.peek("a")?.state.total, 3);
    assertEquals(host.peek("a")?.epoch, 1);
  },

  async "drops its memory when its first append stays unknown, and trusts the log alone"(world) {
    const { host, log } = await world.host("h1", { limits: { appendPatienceMs: 0 } });
    await world.ask("a", world.command("a", { type: "look" }));
    log.failNext("answer-lost");
    const add = world.command("a", { type: "add", amount: 1 });
    assertEquals(codeOf(await world.ask("a", add)), "log-unavailable");
    const again = await world.ask("a", add); // Same id: it was written, and is not applied twice.
    assert(again.ok);
    assertEquals([again.epoch, again.result], [2, { total: 1 }]);
    assertEquals(host.peek("a")?.rev, 1);
  },

  async "lets effects report back while callers are turned away"(world) {
    const gate = Promise.withResolvers<void>();
    const { host, ran } = await world.host("h1", {
      limits: { effectsRunning: 2 },
      async effects(effect, { submit }) {
        await gate.promise;
        await submit(world.command("a", { type: "finish", item: effect.item }));
      },
    });
    await world.ask("a", world.command("a", { type: "order", item: "tea" }));
    await world.ask("a", world.command("a", { type: "order", item: "milk" }));
    await world.until("both effects run", () => ran.length === 2);
    assertEquals(codeOf(await world.ask("a", world.command("a", { type: "look" }))), "overloaded");
    gate.resolve();
    await world.until("both have finished", () => host.peek("a")?.state.open.length === 0);
    assertEquals(codeOf(await world.ask("a", world.command("a", { type: "look" }))), "ok");
  },

  async "survives an effect that fails, and counts it"(world) {
    const { counts } = await world.host("h1", {
      effects: () => Promise.reject(new Error("the outside said no")),
    });
    await world.ask("a", world.command("a", { type: "order", item: "tea" }));
    await world.until("the failure is counted", () => counts["effect-failed"] === 1);
    assertEquals(codeOf(await world.ask("a", world.command("a", { type: "look" }))), "ok");
  },

  async "aborts its effects when it is no longer the owner"(world) {
    const signals: AbortSignal[] = [];
    await world.host("h1", { effects: (_effect, { signal }) => void signals.push(signal) });
    await world.ask("a", world.command("a", { type: "order", item: "tea" }));
    await world.until("the effect runs", () => signals.length === 1);
    const h2 = await world.host("h2");
    await h2.host.adopt("a");
    await world.until("the effect is aborted", () => signals[0]?.aborted === true);
  },
};
