import { assertEquals } from "@std/assert";
import type { RecordedTrack, Source } from "../../../protocol/mod.ts";
import { arrange, GRID_MAX, STRIP_MAX } from "./arrange.ts";

const CANVAS = { width: 1_280, height: 720 };
const SRTP = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;

function track(peerId: string, source: Source, paused = false): RecordedTrack {
  const producerId = `${peerId}:${source}:1`;
  const tap = { id: `l:s:1:${producerId}`, producerId, srtp: SRTP, rtpParameters: { codecs: [] } };
  return { peerId, name: peerId.toUpperCase(), source, paused, tap };
}
const shown = (
  tracks: readonly RecordedTrack[],
  { spotlight = [], speakers = [] }: { spotlight?: string[]; speakers?: string[] } = {},
) =>
  arrange(CANVAS, { tracks, spotlight, speakers })
    .map(({ peerId, track, rect }) => `${peerId} ${track?.source ?? "-"} ${rect.width}`);

Deno.test("people stand in a grid, with their pictures while they send them", () => {
  assertEquals(shown([]), []);
  assertEquals(shown([track("a", "mic"), track("a", "cam")]), ["a cam 1280"]);
  const three = [track("a", "cam"), track("b", "mic"), track("c", "cam", true)];
  assertEquals(shown(three).map((line) => line.slice(0, 5).trim()), ["a cam", "b - 6", "c - 6"]);
});

Deno.test("a share is large before the spotlight, and that before the grid", () => {
  const people = [track("a", "cam"), track("b", "cam")];
  const [large, ...strip] = shown(people, { spotlight: ["b"] });
  assertEquals([large?.slice(0, 5), strip.map((line) => line.slice(0, 5))], ["b cam", ["a cam"]]);
  const sharing = shown([...people, track("a", "screen")], { spotlight: ["b"] });
  assertEquals(sharing.map((line) => line.slice(0, 5)), ["a scr", "a cam", "b cam"]);
  assertEquals(shown([...people, track("a", "screen", true)]).length, 2);
});

Deno.test("where not all fit, those who spoke last do, each at their place in the room's order", () => {
  const ids = Array.from({ length: GRID_MAX + 4 }, (_, at) => `p${at}`);
  const people = ids.map((id) => track(id, "cam"));
  const grid = shown(people, { speakers: ["p17", "p19"] }).map((line) => line.split(" ")[0]);
  assertEquals(grid, [...ids.slice(0, GRID_MAX - 2), "p17", "p19"]);
  const sharing = shown([...people, track("p0", "screen")], { speakers: ["p9"] });
  assertEquals(sharing.length, 1 + STRIP_MAX);
  assertEquals(sharing.at(-1)?.split(" ")[0], "p9");
});
