import { assertEquals } from "@std/assert";
import type { RoomNews } from "../../protocol/mod.ts";
import { Broadcast, type Part } from "./broadcast.ts";
import { GATHER_FROM_LISTENERS, GATHER_MS, Gathering } from "./gathering.ts";
import { ManualClock } from "./testing/manual_clock.ts";

const left = (peerId: string): RoomNews => ({ type: "PeerLeft", peerId, reason: "left" });
const whisper = (to: string, about: string): RoomNews => ({
  type: "Told",
  to: [to],
  change: { type: "PeerLeft", peerId: about, reason: "left" },
});

function part(from: number, news: RoomNews[], over: Partial<Part> = {}): Part {
  return { epoch: 1, from, to: from + news.length, adopted: false, news, ...over };
}

function read(frame: string) {
  const { from, to, changes } = JSON.parse(frame);
  return { from, to, who: changes.map(({ peerId }: { peerId: string }) => peerId) };
}

function gathering(listeners: number) {
  const clock = new ManualClock();
  const sent: Broadcast[] = [];
  const gather = new Gathering({
    clock,
    listeners: () => listeners,
    send: (news) => {
      sent.push(news);
    },
  });
  return { clock, sent, gather, steps: () => sent.map(({ from, to }) => [from, to]) };
}

Deno.test("a small room's words go at once, each as it is said", () => {
  const { gather, steps } = gathering(GATHER_FROM_LISTENERS - 1);
  for (let rev = 0; rev < 3; rev++) gather.hear(part(rev, [left("a")]));
  assertEquals(steps(), [[0, 1], [1, 2], [2, 3]]);
});

Deno.test("a large room's first word goes at once, those behind it together and in time", () => {
  const { clock, gather, steps } = gathering(GATHER_FROM_LISTENERS);
  for (let rev = 0; rev < 4; rev++) gather.hear(part(rev, [left("a")]));
  assertEquals(steps(), [[0, 1]]);
  clock.advance(GATHER_MS);
  assertEquals(steps(), [[0, 1], [1, 4]]);
  clock.advance(GATHER_MS);
  gather.hear(part(4, [left("a")]));
  assertEquals(steps().at(-1), [4, 5]);
});

Deno.test("what does not follow is not told as one, and a new owner's word never waits", () => {
  const { clock, gather, steps } = gathering(GATHER_FROM_LISTENERS);
  for (const from of [0, 1, 5]) gather.hear(part(from, [left("a")]));
  assertEquals(steps(), [[0, 1], [1, 2]]);
  gather.hear(part(6, [], { epoch: 2, adopted: true }));
  assertEquals(steps().slice(2), [[5, 6], [6, 6]]);
  gather.hear(part(6, [left("b")], { epoch: 2 }));
  clock.advance(GATHER_MS);
  assertEquals(steps().at(-1), [6, 7]);
});

Deno.test("nothing is sent after the end", () => {
  const { clock, gather, steps } = gathering(GATHER_FROM_LISTENERS);
  for (const from of [0, 1]) gather.hear(part(from, [left("a")]));
  gather.end();
  clock.advance(GATHER_MS);
  assertEquals(steps(), [[0, 1]]);
});

Deno.test("who came in between is told what follows, by a frame that begins there", () => {
  const news = new Broadcast([part(3, [left("a"), left("b")]), part(5, [left("c")])]);
  assertEquals(read(news.frameFor("x", 3)), { from: 3, to: 6, who: ["a", "b", "c"] });
  assertEquals(read(news.frameFor("y", 5)), { from: 5, to: 6, who: ["c"] });
});

Deno.test("what is meant for one is told to that one, at its place, and the others share a frame", () => {
  const news = new Broadcast([part(0, [left("a"), whisper("x", "b")]), part(2, [left("c")])]);
  assertEquals(read(news.frameFor("x", 0)), { from: 0, to: 3, who: ["a", "b", "c"] });
  const others = news.frameFor("y", 0);
  assertEquals(read(others), { from: 0, to: 3, who: ["a", "c"] });
  assertEquals(news.frameFor("z", 0), others);
});
