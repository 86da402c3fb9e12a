import { assert, assertEquals } from "@std/assert";
import { archive } from "../archive.ts";
import { tally, tallySubjects } from "../testing/tally.ts";
import { ActivateReply, Reply } from "../wire.ts";
import { codeOf } from "./commands.ts";
import type { Promises } from "./suite.ts";

const REQUEST_MS = 5_000;

export const ownershipPromises: Promises = {
  async "comes back on another host as it was when its owner is lost"(world) {
    const h1 = await world.host("h1", { limits: { snapshotEveryEntries: 7 } });
    for (let amount = 1; amount <= 30; amount++) {
      await world.ask("a", world.command("a", { type: "add", amount }));
    }
    const before = h1.host.peek("a");
    await world.cut(h1);
    const h2 = await world.host("h2");
    const reply = await world.ask("a", world.command("a", { type: "look" }));
    assert(reply.ok);
    assertEquals([reply.epoch, reply.rev, reply.result], [2, 30, { total: 465 }]);
    assertEquals(h2.host.peek("a")?.state, before?.state);
  },

  async "remembers command ids after a takeover, from entries and from snapshots"(world) {
    const h1 = await world.host("h1", { limits: { snapshotEveryEntries: 3 } });
    const commands = [1, 2, 3, 4, 5].map((amount) => world.command("a", { type: "add", amount }));
    for (const command of commands) await world.ask("a", command);
    await world.cut(h1);
    const h2 = await world.host("h2");
    for (const command of commands) assertEquals(codeOf(await world.ask("a", command)), "ok");
    assertEquals(h2.host.peek("a")?.state.total, 15);
    assertEquals(h2.host.peek("a")?.rev, 5);
  },

  async "stops and answers not-owner once another host has adopted it"(world) {
    const h1 = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    h1.log.hold(); // h1 is frozen with an append on its way.
    const late = h1.host.submit("a", world.command("a", { type: "add", amount: 10 }));
    await world.until("the append waits", () => h1.log.appends === 2);
    const h2 = await world.host("h2");
    assertEquals(await h2.host.adopt("a"), "h2");
    h1.log.release();
    assertEquals(codeOf(await late), "not-owner");
    await world.until("the stale owner left", () => h1.host.residents().length === 0);
    assertEquals(h1.counts.fenced, 1);
    const reply = await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    assert(reply.ok);
    assertEquals([reply.epoch, reply.rev, reply.result], [2, 2, { total: 2 }]);
  },

  async "gives up without writing when it hears of a new owner"(world) {
    const h1 = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    const h2 = await world.host("h2");
    await h2.host.adopt("a");
    await world.until("the stale owner left", () => h1.host.residents().length === 0);
    const look = await h1.host.submit("a", world.command("a", { type: "look" }));
    assertEquals([codeOf(look), h1.log.appends], ["not-owner", 1]);
  },

  async "believes the log, not who claims to own it"(world) {
    const h1 = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    const claim = { v: 1, owner: { hostId: "liar", epoch: 99 } };
    world.bus.publish(tallySubjects.command("a"), claim);
    await world.bus.flush();
    assertEquals(codeOf(await world.ask("a", world.command("a", { type: "look" }))), "ok");
    assertEquals(h1.host.residents(), ["a"]);
  },

  async "has one owner when two hosts adopt at once"(world) {
    const h0 = await world.host("h0");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    await h0.host.drain();
    const [h1, h2] = [await world.host("h1"), await world.host("h2")];
    for (let round = 0; round < 5; round++) {
      const winners = await Promise.all([h1.host.adopt("a"), h2.host.adopt("a")]);
      await world.until(
        "one of them is left",
        () => h1.host.residents().length + h2.host.residents().length === 1,
        () => ({ winners, h1: h1.host.peek("a"), h2: h2.host.peek("a") }),
      );
      assertEquals(codeOf(await world.ask("a", world.command("a", { type: "look" }))), "ok");
    }
  },

  async "is read again when the first read lacked the newest facts"(world) {
    const h1 = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    const stale = await h1.log.read("a");
    await world.ask("a", world.command("a", { type: "add", amount: 10 }));
    await world.cut(h1);
    const h2 = await world.host("h2");
    h2.log.stale = stale;
    assertEquals(await h2.host.adopt("a"), "h2");
    assertEquals([h2.log.appends, h2.log.stale], [2, undefined]);
    const { epoch, rev, state } = h2.host.peek("a") ?? {};
    assertEquals([epoch, rev, state?.total], [2, 2, 11]);
  },

  async "is left with its owner when somebody activates it again"(world) {
    const h1 = await world.host("h1");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    const owner = h1.host.residents().length === 1 ? "h1" : "h2";
    await world.host("h2");
    for (let round = 0; round < 6; round++) {
      const answer = ActivateReply.parse(
        await world.bus.request(tallySubjects.activate, { v: 1, actorId: "a" }, REQUEST_MS),
      );
      assertEquals(answer, { v: 1, ok: true, hostId: owner });
    }
    assertEquals(h1.host.peek("a")?.epoch, 1);
  },

  async "leaves nothing behind for an id nobody created"(world) {
    const { host, log } = await world.host("h1", { limits: { sweepEveryMs: 20 } });
    const asked = ["b", "c", "d"].map((id) => world.ask(id, world.command(id, { type: "look" })));
    assertEquals((await Promise.all(asked)).map(codeOf), ["ok", "ok", "ok"]);
    await world.until("the guesses left memory", () => host.residents().length === 0);
    assertEquals([log.appends, await log.lastSeq("b")], [0, 0]);
    const bad = ActivateReply.parse(
      await world.bus.request(tallySubjects.activate, { v: 1, actorId: "b.*.>" }, REQUEST_MS),
    );
    assert(!bad.ok && bad.error.code === "invalid-command");
  },

  async "does pending work again after a takeover, under the new epoch"(world) {
    const h1 = await world.host("h1");
    await world.ask("a", world.command("a", { type: "order", item: "tea" }));
    await world.ask("a", world.command("a", { type: "order", item: "milk" }));
    await world.ask("a", world.command("a", { type: "finish", item: "tea" }));
    await world.cut(h1);
    const h2 = await world.host("h2");
    await world.ask("a", world.command("a", { type: "look" }));
    assertEquals(h2.ran, [{ item: "milk", epoch: 2 }]);
  },

  async "tells watchers of the new owner and goes on numbering"(world) {
    const h1 = await world.host("h1");
    const notices = await world.watch("a");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    await world.cut(h1);
    await world.host("h2");
    await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    await world.until("three notices came", () => notices.length === 3, () => notices);
    const adopted = { v: 1 as const, epoch: 2, from: 1, to: 1, adopted: { hostId: "h2" } };
    assertEquals(notices[1], adopted);
    assertEquals([notices[2]?.from, notices[2]?.to, notices[2]?.epoch], [1, 2, 2]);
  },

  async "leaves memory when quiet and comes back when asked"(world) {
    const limits = { idleMs: 30, sweepEveryMs: 10 };
    const { host, counts } = await world.host("h1", { limits });
    await world.ask("a", world.command("a", { type: "add", amount: 4 }));
    await world.until("the quiet actor left", () => host.residents().length === 0);
    assertEquals(counts.passivated, 1);
    const reply = await world.ask("a", world.command("a", { type: "look" }));
    assert(reply.ok);
    assertEquals([reply.epoch, reply.result], [2, { total: 4 }]);
  },

  async "is told to be at rest where it leaves with nothing to do, and not where work is left"(
    world,
  ) {
    const h1 = await world.host("h1");
    await world.ask("rests", world.command("rests", { type: "add", amount: 1 }));
    await world.ask("ended", world.command("ended", { type: "order", item: "tea" }));
    await world.ask("ended", world.command("ended", { type: "end" }));
    await world.ask("works", world.command("works", { type: "order", item: "tea" }));
    const h2 = await world.host("h2");
    await world.ask("lost", world.command("lost", { type: "add", amount: 1 }));
    for (const id of ["rests", "ended", "works", "lost"]) await h2.host.adopt(id);
    await h2.host.drain();
    assertEquals(h1.rested, [], "another host has them");
    assertEquals(h2.rested.toSorted(), ["ended", "lost", "rests"]);
  },

  async "makes room for others when memory is full"(world) {
    const { host } = await world.host("h1", { limits: { residents: 8 } });
    for (let index = 0; index < 20; index++) {
      const id = `room${index}`;
      assertEquals(
        codeOf(await world.ask(id, world.command(id, { type: "add", amount: 1 }))),
        "ok",
      );
      assert(host.residents().length <= 8 + 1);
    }
  },

  async "loses no command while its host drains"(world) {
    const h1 = await world.host("h1");
    const ids = ["a", "b", "c"];
    for (const id of ids) await world.ask(id, world.command(id, { type: "add", amount: 1 }));
    const h2 = await world.host("h2");
    const asked = ids.flatMap((id) =>
      Array.from({ length: 30 }, () => world.ask(id, world.command(id, { type: "add", amount: 1 })))
    );
    const released = await h1.host.drain();
    assertEquals([...released].sort(), ids);
    assertEquals(new Set((await Promise.all(asked)).map(codeOf)), new Set(["ok"]));
    for (const id of ids) {
      const look = await world.ask(id, world.command(id, { type: "look" }));
      assertEquals(look.ok && look.result, { total: 31 });
    }
    assertEquals(h1.host.residents(), []);
    assertEquals([...h2.host.residents()].sort(), ids);
  },

  async "is archived once it has ended and all of it is kept, and its epoch goes on"(world) {
    const { host, log } = await world.host("h1", {
      limits: { sweepEveryMs: 10, snapshotEveryEntries: 2 },
    });
    const archived = (keptRev: number) =>
      archive(tally, "a", { log, hostId: "h1", now: 1, isKept: (rev) => rev <= keptRev });
    for (let count = 0; count < 5; count++) {
      await world.ask("a", world.command("a", { type: "add", amount: 1 }));
    }
    assertEquals(await archived(99), false, "it is not over");
    await world.ask("a", world.command("a", { type: "end" }));
    await world.until("it left memory", () => host.residents().length === 0);
    assertEquals(await archived(5), false, "its end is not kept");
    assertEquals([await archived(6), await archived(6)], [true, true]);
    const { snapshot, entries } = await log.read("a");
    assertEquals([snapshot, entries.length], [undefined, 1]);
    const again = Reply.parse(await world.ask("a", world.command("a", { type: "add", amount: 1 })));
    assert(again.ok, JSON.stringify(again));
    assertEquals([again.epoch, again.result], [2, { total: 1 }]);
  },
};
