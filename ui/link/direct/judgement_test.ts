import { assertEquals } from "@std/assert";
import { CONNECT_LIMIT_MS, type Expected, FLOWING_MS, judgeDirect } from "./judgement.ts";

const NOW = 100_000;
const fresh = { state: "connected", startedAt: NOW - 100, wasFlowing: false } as const;
const video = (agoMs: number): Expected => ({
  kind: "video",
  expectation: "frames",
  arrivedAt: NOW - agoMs,
});

Deno.test("a direct way flows once all that is expected has come through it", () => {
  assertEquals(judgeDirect(fresh, [], NOW), "flowing");
  assertEquals(judgeDirect(fresh, [video(50)], NOW), "flowing");
  assertEquals(judgeDirect(fresh, [video(50), video(Infinity)], NOW), "waiting");
  assertEquals(judgeDirect({ ...fresh, state: "connecting" }, [], NOW), "waiting");
});

Deno.test("a muted track is not waited for", () => {
  const muted: Expected = { kind: "audio", expectation: "nothing", arrivedAt: -Infinity };
  assertEquals(judgeDirect(fresh, [muted, video(10)], NOW), "flowing");
});

Deno.test("a direct way fails when it does not come about, breaks, or brings nothing any more", () => {
  const late = { ...fresh, startedAt: NOW - CONNECT_LIMIT_MS - 1 };
  assertEquals(judgeDirect(late, [video(Infinity)], NOW), "failed");
  assertEquals(judgeDirect({ ...fresh, state: "failed" }, [], NOW), "failed");
  const flowing = { ...fresh, wasFlowing: true };
  assertEquals(judgeDirect(flowing, [video(FLOWING_MS.video + 1)], NOW), "failed");
  assertEquals(judgeDirect({ ...flowing, state: "disconnected" }, [video(10)], NOW), "failed");
  assertEquals(judgeDirect(flowing, [video(FLOWING_MS.video - 1)], NOW), "flowing");
});
