import { assertEquals } from "@std/assert";
import type { MediaStep, PeerId, View } from "../../../protocol/mod.ts";
import { evolve } from "../evolve.ts";
import type { Fact } from "../facts.ts";
import { Holdings } from "../holdings.ts";
import { plan } from "../plan.ts";
import type { Room } from "../state.ts";
import { CREATED, given, joined, opened, placed } from "../testing/given.ts";
import { doAll } from "../testing/nodes.ts";
import { SILENT_CONSUMERS_MAX } from "../silent_consumers.ts";
import { wantedMedia } from "../wanted.ts";

const by = { kind: "room" } as const;
const PLANNED: Fact[] = [
  { type: "BreakoutsPlanned", rooms: [{ id: "b1", name: "One" }], assigned: {}, choose: true, by },
  { type: "BreakoutsOpened", endsAt: null, by },
];
const moved = (where: Record<PeerId, string | null>): Fact => ({
  type: "PeersMoved",
  moved: where,
  by,
});

const sender = (peerId: PeerId) => [joined(peerId), opened(peerId), opened(peerId, "cam")];
const four = given(CREATED, placed(), ...["a", "b", "c", "d"].flatMap(sender), ...PLANNED);

/** Everybody can play what there is, and shows everybody's camera, wherever they are. */
function greedyViews({ peers }: Room, have: Holdings): [PeerId, View][] {
  const tiles = Object.keys(peers).map((id) => ({
    producerId: `${id}:cam`,
    width: 320,
    height: 180,
  }));
  const ready = [...have.consumers.keys()];
  return Object.values(peers).map(({ id, generation }) => [
    id,
    { generation, tiles, ready: ready.filter((consumer) => consumer.startsWith(`${id}:`)) },
  ]);
}

const stepsFor = (room: Room, have: Holdings, views: [PeerId, View][]): MediaStep[] =>
  plan(wantedMedia(room, "active", new Map(views), have), have);

/** Brings the node to what the room wants, clients being ready for all they are told of. */
function settle(room: Room, have: Holdings): MediaStep[] {
  const first = stepsFor(room, have, greedyViews(room, have));
  doAll(have, first);
  doAll(have, stepsFor(room, have, greedyViews(room, have)));
  return first;
}

/** Who hears or sees whom: `a<b`. */
const flows = (have: Holdings) =>
  [...have.consumers.values()].filter(({ paused }) => !paused)
    .map(({ info }) => `${info.id.split(":")[0]}<${info.producerId.split(":")[0]}`)
    .filter((flow, index, all) => all.indexOf(flow) === index).sort();

Deno.test("nothing flows between breakouts, whatever clients say that they show", () => {
  const have = new Holdings();
  settle(four, have);
  assertEquals(flows(have).length, 12);
  const parted = evolve(four, moved({ a: "b1", b: "b1" }));
  settle(parted, have);
  assertEquals(flows(have), ["a<b", "b<a", "c<d", "d<c"]);
});

Deno.test("what is to stop is stopped before anything begins", () => {
  const have = new Holdings();
  settle(four, have);
  const steps = settle(evolve(four, moved({ a: "b1" })), have);
  const isStop = (step: MediaStep) => step.type === "ensureConsumer" && step.paused;
  assertEquals(steps.length, 12);
  assertEquals(steps.every(isStop), true);
  const both = evolve(evolve(four, moved({ a: "b1" })), moved({ a: null, b: "b1" }));
  const order = settle(both, have).map(isStop);
  assertEquals(order.lastIndexOf(true) < order.indexOf(false), true);
});

Deno.test("a way back needs nothing new: transports and consumers are there", () => {
  const have = new Holdings();
  settle(four, have);
  const there = settle(evolve(four, moved({ a: "b1" })), have);
  assertEquals(there.every(({ type }) => type === "ensureConsumer"), true);
  const known = new Set(have.consumers.keys());
  const back = settle(evolve(evolve(four, moved({ a: "b1" })), moved({ a: null })), have);
  assertEquals(
    back.map((step) => step.type === "ensureConsumer" && [known.has(step.consumerId), step.paused]),
    Array(12).fill([true, false]),
  );
});

Deno.test("a client keeps a bounded number of consumers of other breakouts", () => {
  const many = Array.from({ length: SILENT_CONSUMERS_MAX }, (_, index) => `p${index}`);
  const room = given(CREATED, placed(), joined("a"), ...many.flatMap(sender), ...PLANNED);
  const have = new Holdings();
  const view = (id: PeerId) => greedyViews(room, have).filter(([peerId]) => peerId === id);
  doAll(have, stepsFor(room, have, view("a")));
  doAll(have, stepsFor(evolve(room, moved({ a: "b1" })), have, view("a")));
  const mine = [...have.consumers.values()].filter(({ info }) => info.id.startsWith("a:"));
  assertEquals(mine.length, SILENT_CONSUMERS_MAX);
  assertEquals(mine.every(({ paused }) => paused), true);
});

Deno.test("who can play all that is near gets what they need to go elsewhere, silent", () => {
  const late = given(CREATED, placed(), ...["a", "b"].flatMap(sender), ...PLANNED, {
    type: "PeersMoved",
    moved: { a: "b1" },
    by,
  }, ...sender("c"));
  const have = new Holdings();
  doAll(have, stepsFor(late, have, []));
  const of = (peerId: PeerId) =>
    [...have.consumers.keys()].filter((id) => id.startsWith("c:") && id.includes(`:${peerId}:`));
  assertEquals([of("b").length, of("a").length], [2, 0]);
  settle(late, have);
  assertEquals(of("a").length, 2);
  assertEquals(flows(have), ["b<c", "c<b"]);
  assertEquals(stepsFor(late, have, greedyViews(late, have)), []);
  // A room that somebody may not enter is not made ready for them.
  const assigned = given(
    CREATED,
    placed(),
    ...["a", "b"].flatMap(sender),
    {
      ...PLANNED[0],
      choose: false,
    } as Fact,
    ...PLANNED.slice(1),
    moved({ a: "b1" }),
    ...sender("c"),
  );
  const strict = new Holdings();
  doAll(strict, stepsFor(assigned, strict, []));
  settle(assigned, strict);
  assertEquals([...strict.consumers.keys()].filter((id) => /^c:.*:a:/.test(id)), []);
});

Deno.test("a new owner that has not heard the clients yet leaves breakouts apart", () => {
  const have = new Holdings();
  settle(four, have);
  const parted = evolve(four, moved({ a: "b1", b: "b1" }));
  doAll(have, stepsFor(parted, have, []));
  assertEquals(flows(have), ["a<b", "b<a", "c<d", "d<c"]);
});
