import { assertEquals } from "@std/assert";
import {
  applyChange,
  applyMeetingChange,
  type BreakoutId,
  type MeetingCommand,
  type PeerId,
  toldTo,
} from "../../../protocol/mod.ts";
import type { Command } from "../commands.ts";
import type { Fact } from "../facts.ts";
import { roomDefinition } from "../room.ts";
import type { Room } from "../state.ts";
import {
  by,
  byOwner,
  byService,
  CREATED,
  given,
  joined,
  NOW,
  refusalOf,
  when,
} from "../testing/given.ts";
import { newsOf, snapshotOf } from "../view.ts";

type Breakouts = Extract<MeetingCommand, { type: `${string}reakout${string}` | "askForHelp" }>;

const guests = ["a", "b", "c", "d", "e"];
const room = given(
  CREATED,
  joined("host", { role: "host" }),
  joined("co", { role: "cohost" }),
  ...guests.map((id) => joined(id)),
);

const plan: Breakouts = {
  type: "planBreakouts",
  names: ["Design", "Infrastructure"],
  assign: "none",
  choose: false,
};
const assign = (assigned: Record<PeerId, BreakoutId | null>): Breakouts => ({
  type: "assignBreakouts",
  assigned,
});
const enter = (breakoutId: BreakoutId | null): Breakouts => ({ type: "enterBreakout", breakoutId });

/** The room after the commands, and the facts and effects of the last. */
const after = (before: Room, ...commands: Command[]) =>
  commands.reduce<ReturnType<typeof when>>(
    ({ room }, command) => when(room, command),
    { room: before, events: [], effects: [] },
  );
const hosts = (before: Room, ...commands: Breakouts[]) =>
  after(before, ...commands.map((body) => by("host", body)));

const whereAll = ({ peers }: Room) =>
  Object.fromEntries(
    Object.values(peers).flatMap(({ id, breakout }) => breakout ? [[id, breakout]] : []),
  );

const planned = hosts(room, plan, assign({ a: "b1", b: "b1", c: "b2" })).room;
const opened = hosts(planned, { type: "openBreakouts" }).room;
const withId = (command: Command, id: string): Command => ({ ...command, id });

Deno.test("planned breakouts are empty until they are opened", () => {
  assertEquals(whereAll(planned), {});
  assertEquals(planned.meeting.breakouts, {
    status: "planned",
    rooms: [{ id: "b1", name: "Design" }, { id: "b2", name: "Infrastructure" }],
    assigned: { a: "b1", b: "b1", c: "b2" },
    choose: false,
    endsAt: null,
    helpAsked: {},
    away: {},
  });
});

Deno.test("a shuffle spreads everybody who does not lead, evenly, and the same for the same command", () => {
  const shuffle = by("host", { ...plan, assign: "shuffle" } as Breakouts);
  const assigned = (id: string) => when(room, withId(shuffle, id)).room.meeting.breakouts?.assigned;
  const one = assigned("one") ?? {};
  assertEquals(Object.keys(one).sort(), guests);
  const sizes = Map.groupBy(Object.values(one), (id) => id);
  assertEquals([...sizes.values()].map(({ length }) => length).sort(), [2, 3]);
  assertEquals(assigned("one"), one);
  const others = ["two", "three", "four", "five"].map(assigned);
  assertEquals(others.some((other) => JSON.stringify(other) !== JSON.stringify(one)), true);
});

Deno.test("a shuffle leaves hosts and co-hosts where they are", () => {
  const led = hosts(planned, assign({ host: "b2", co: "b1" }), { type: "shuffleBreakouts" });
  const assigned = led.room.meeting.breakouts?.assigned ?? {};
  assertEquals([assigned["host"], assigned["co"]], ["b2", "b1"]);
  assertEquals(Object.keys(assigned).length, 7);
  const running = hosts(opened, { type: "shuffleBreakouts" });
  assertEquals(Object.keys(whereAll(running.room)).sort(), guests);
});

Deno.test("a new plan numbers its breakouts on, so that messages of others stay theirs", () => {
  const again = hosts(planned, { ...plan, names: ["Three"] } as Breakouts);
  assertEquals(again.room.meeting.breakouts?.rooms, [{ id: "b3", name: "Three" }]);
  assertEquals(again.room.meeting.breakouts?.assigned, {});
});

Deno.test("opening takes everybody assigned there, and asks for the automatic return", () => {
  const { room, effects } = hosts(planned, { type: "openBreakouts", durationMs: 60_000 });
  assertEquals(whereAll(room), { a: "b1", b: "b1", c: "b2" });
  assertEquals(room.meeting.breakouts?.endsAt, NOW + 60_000);
  const timer = { type: "endBreakoutsAt", at: NOW + 60_000 } as const;
  assertEquals(effects, [{ type: "reconcileMedia" }, timer]);
  assertEquals(roomDefinition.pending(room).filter(({ type }) => type === timer.type), [timer]);
});

Deno.test("the automatic return brings everybody home at its time and not before", () => {
  const { room } = hosts(planned, { type: "openBreakouts", durationMs: 60_000 });
  const early = when(room, byOwner({ type: "endBreakouts" }), NOW + 59_999);
  assertEquals(early.events, []);
  assertEquals(early.effects, [{ type: "endBreakoutsAt", at: NOW + 60_000 }]);
  const { events, room: home } = when(room, byOwner({ type: "endBreakouts" }), NOW + 60_000);
  const own = { kind: "room" } as const;
  assertEquals<Fact[]>([...events], [
    { type: "PeersMoved", moved: { a: null, b: null, c: null }, by: own },
    { type: "BreakoutsClosed", by: own },
  ]);
  assertEquals(whereAll(home), {});
  assertEquals(home.meeting.breakouts, planned.meeting.breakouts);
  assertEquals(when(home, byOwner({ type: "endBreakouts" })).events, []);
  assertEquals(roomDefinition.pending(home).filter(({ type }) => type === "endBreakoutsAt"), []);
});

Deno.test("closing gives a time to finish, which a second closing may only shorten", () => {
  const close = (graceMs: number): Breakouts => ({ type: "closeBreakouts", graceMs });
  const closing = hosts(opened, close(30_000));
  assertEquals(closing.room.meeting.breakouts?.status, "closing");
  assertEquals(closing.effects, [{ type: "endBreakoutsAt", at: NOW + 30_000 }]);
  assertEquals(whereAll(closing.room), whereAll(opened));
  assertEquals(hosts(closing.room, close(60_000)).events, []);
  assertEquals(hosts(closing.room, close(5_000)).room.meeting.breakouts?.endsAt, NOW + 5_000);
  assertEquals(whereAll(hosts(closing.room, close(0)).room), {});
  const { room: ends } = hosts(planned, { type: "openBreakouts", durationMs: 1_000 });
  assertEquals(hosts(ends, close(30_000)).room.meeting.breakouts?.endsAt, NOW + 1_000);
});

Deno.test("a new assignment moves people while breakouts are open", () => {
  const { events, room } = hosts(opened, assign({ a: "b2", c: null, d: "b1" }));
  assertEquals(events.map(({ type }) => type), ["BreakoutsAssigned", "PeersMoved"]);
  assertEquals(whereAll(room), { a: "b2", b: "b1", d: "b1" });
  assertEquals(room.meeting.breakouts?.assigned, whereAll(room));
  assertEquals(hosts(room, assign({ a: "b2" })).events, []);
});

Deno.test("people enter what they are assigned to, and the main room", () => {
  const main = after(opened, by("a", enter(null))).room;
  assertEquals(main.peers["a"]?.breakout, undefined);
  assertEquals(after(main, by("a", enter("b1"))).room.peers["a"]?.breakout, "b1");
  assertEquals(refusalOf(main, by("a", enter("b2"))), "forbidden");
  assertEquals(refusalOf(main, by("e", enter("b1"))), "forbidden");
  assertEquals(after(opened, by("host", enter("b2"))).room.peers["host"]?.breakout, "b2");
  assertEquals(after(opened, by("a", enter("b1"))).events, []);
  const hopped = after(opened, by("host", enter("b2"))).room;
  assertEquals(hopped.meeting.breakouts?.assigned, opened.meeting.breakouts?.assigned, "the plan");
  const choosing = hosts(room, { ...plan, choose: true } as Breakouts, { type: "openBreakouts" });
  assertEquals(after(choosing.room, by("e", enter("b2"))).room.peers["e"]?.breakout, "b2");
});

Deno.test("who leaves and comes back is where they were; who is late is in the main room", () => {
  const again = joined("a", { sessionId: "s-again" });
  const gone = after(opened, by("a", { type: "leave" })).room;
  const back = [again, joined("late")].reduce(roomDefinition.evolve, gone);
  assertEquals(back.peers["a"]?.breakout, "b1");
  assertEquals(back.peers["late"]?.breakout, undefined);
  assertEquals(hosts(back, assign({ late: "b2" })).room.peers["late"]?.breakout, "b2");
  // From the main room they come back to the main room, unless they were sent elsewhere meanwhile.
  const leaveMain = after(opened, by("a", enter(null)), by("a", { type: "leave" })).room;
  assertEquals(roomDefinition.evolve(leaveMain, again).peers["a"]?.breakout, undefined);
  const sent = hosts(leaveMain, assign({ a: "b2" })).room;
  assertEquals(roomDefinition.evolve(sent, again).peers["a"]?.breakout, "b2");
  // A seat taken again without leaving stays where it is, be that the main room.
  const main = after(opened, by("a", enter(null))).room;
  assertEquals(roomDefinition.evolve(main, again).peers["a"]?.breakout, undefined);
  const closed = hosts(opened, { type: "closeBreakouts", graceMs: 0 }, plan).room;
  assertEquals(roomDefinition.evolve(closed, joined("c")).peers["c"]?.breakout, undefined);
});

Deno.test("help is asked for once, and settled when somebody who may give it comes in", () => {
  const ask: Breakouts = { type: "askForHelp", asking: true };
  const asked = after(opened, by("a", ask));
  const wish: Fact = { type: "HelpAsked", breakoutId: "b1", peerId: "a", asking: true };
  assertEquals<Fact[]>([...asked.events], [wish]);
  assertEquals(newsOf(asked.room, wish), [
    { type: "Told", to: ["host", "co"], change: wish },
  ]);
  assertEquals(after(asked.room, by("a", ask)).events, []);
  assertEquals(snapshotOf(asked.room, "service").meeting?.helpAsked, [
    { breakoutId: "b1", peerId: "a" },
  ]);
  const bystander = asked.room.peers["b"] ?? "service";
  assertEquals(snapshotOf(asked.room, bystander).meeting?.helpAsked, []);
  assertEquals(after(asked.room, by("co", enter("b2"))).room.meeting.breakouts?.helpAsked, {
    b1: "a",
  });
  const settled = { ...wish, asking: false };
  assertEquals(after(asked.room, by("co", enter("b1"))).events.at(-1), settled);
  assertEquals(after(asked.room, by("b", { ...ask, asking: false })).events, [settled]);
  for (const body of [enter(null), { type: "leave" } as const]) {
    assertEquals(after(asked.room, by("a", body)).room.meeting.breakouts?.helpAsked, {});
  }
  assertEquals(refusalOf(opened, by("host", ask)), "wrong-state");
});

Deno.test("what the breakouts' state does not allow is refused", () => {
  const open: Breakouts = { type: "openBreakouts" };
  const refused = (room: Room, body: Breakouts) => refusalOf(room, by("host", body));
  for (const body of [open, assign({}), enter(null), { type: "shuffleBreakouts" } as const]) {
    assertEquals(refused(room, body), "wrong-state");
  }
  assertEquals(refused(opened, open), "wrong-state");
  assertEquals(refused(opened, plan), "wrong-state");
  assertEquals(refused(planned, { type: "closeBreakouts", graceMs: 0 }), "wrong-state");
  assertEquals(refused(planned, enter("b1")), "wrong-state");
  assertEquals(refused(opened, enter("b7")), "unknown-breakout");
  assertEquals(refused(planned, assign({ a: "b7" })), "unknown-breakout");
  assertEquals(refused(planned, assign({ nobody: "b1" })), "unknown-peer");
  assertEquals(refused(planned, assign({ constructor: "b1" })), "unknown-peer");
  assertEquals(
    refused(planned, { type: "renameBreakout", breakoutId: "b7", name: "x" }),
    "unknown-breakout",
  );
  for (const body of [plan, open, assign({}), { type: "shuffleBreakouts" } as const]) {
    assertEquals(refusalOf(planned, by("a", body)), "forbidden");
  }
  assertEquals(when(planned, byService(open)).room.meeting.breakouts?.status, "open");
  assertEquals(refusalOf(opened, byService(enter(null))), "forbidden");
});

Deno.test("news bring every client to what a snapshot would show", () => {
  const commands: Command[] = [
    by("host", plan),
    by("host", assign({ a: "b1", b: "b1", c: "b2" })),
    by("host", { type: "renameBreakout", breakoutId: "b2", name: "Operations" }),
    by("host", { type: "openBreakouts", durationMs: 60_000 }),
    by("b", { type: "askForHelp", asking: true }),
    by("c", { type: "askForHelp", asking: true }),
    by("co", enter("b1")),
    by("c", { type: "leave" }),
    by("host", assign({ d: "b2", a: null })),
    by("host", { type: "closeBreakouts", graceMs: 500 }),
    byOwner({ type: "endBreakouts" }),
  ];
  for (const reader of ["host", "d"]) {
    let now = room;
    const self = room.peers[reader] ?? "service";
    let { peers, meeting = undefined } = snapshotOf(room, self);
    for (const [index, command] of commands.entries()) {
      const { events, room: next } = when(now, command, NOW + 1_000 * index);
      for (const fact of events) {
        now = roomDefinition.evolve(now, fact);
        for (const change of toldTo(reader, newsOf(now, fact))) {
          peers = [...applyChange(peers, change)];
          meeting = meeting && applyMeetingChange(meeting, change);
        }
      }
      now = next;
      const truth = snapshotOf(now, now.peers[reader] ?? "service");
      assertEquals({ peers, meeting }, { peers: truth.peers, meeting: truth.meeting });
    }
    assertEquals(now.meeting.breakouts?.status, "planned");
  }
});
