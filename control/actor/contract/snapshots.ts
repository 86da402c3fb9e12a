import { assert, assertEquals } from "@std/assert";
import { codeOf } from "./commands.ts";
import type { Promises } from "./suite.ts";

export const snapshotPromises: Promises = {
  async "keeps a short log behind a snapshot, and the fence with it"(world) {
    const limits = { snapshotEveryEntries: 10, trimEveryEvents: 10 };
    const h1 = await world.host("h1", { limits });
    for (let count = 0; count < 95; count++) {
      await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    }
    await world.until("the log was trimmed", () => h1.log.trims === 9);
    const content = await h1.log.read("a");
    assert(content.snapshot);
    assertEquals(content.entries.length, 5);
    const encoder = new TextEncoder();
    const stale = await h1.log.append("a", 0, "stale", encoder.encode("{}"));
    assertEquals(stale, { ok: false, reason: "wrong-sequence" });
  },

  async "is left with a snapshot by an owner that goes, so that its heir has little to read"(
    world,
  ) {
    const h1 = await world.host("h1");
    const commands = [1, 2, 3, 4, 5].map((amount) => world.command("a", { type: "add", amount }));
    for (const command of commands) await world.ask("a", command);
    assertEquals((await h1.log.read("a")).entries.length, 5);
    assertEquals(await h1.host.release("a"), true);
    const { snapshot, entries, lastSeq } = await h1.log.read("a");
    assertEquals([snapshot?.seq, entries.length], [lastSeq, 0]);
    const h2 = await world.host("h2");
    assertEquals(await h2.host.adopt("a"), "h2");
    for (const command of commands) assertEquals(codeOf(await world.ask("a", command)), "ok");
    const { epoch, rev, state } = h2.host.peek("a") ?? {};
    assertEquals([epoch, rev, state?.total], [2, 5, 15]);
    // One entry alone, its claim, is not worth another.
    await h2.host.release("a");
    assertEquals((await h2.log.read("a")).snapshot?.seq, lastSeq);
  },

  async "goes in time though its snapshot can't be kept"(world) {
    const h1 = await world.host("h1", { limits: { drainMs: 200 } });
    for (let count = 0; count < 3; count++) {
      await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    }
    h1.log.away = "refusing";
    assertEquals(await h1.host.release("a"), true);
    assertEquals(h1.counts["snapshot-failed"], 1);
    h1.log.away = undefined;
    const h2 = await world.host("h2");
    assertEquals(await h2.host.adopt("a"), "h2");
    assertEquals(h2.host.peek("a")?.state.total, 3);
  },
};
