import { assertEquals } from "@std/assert";
import { joinPhases } from "./marks.ts";

const TIMES = {
  startedAt: 1_000,
  openedAt: 1_020,
  joinedAt: 1_050,
  iceAt: 1_110,
  dtlsAt: 1_160,
  firstFrameAt: 1_240,
};

Deno.test("phases of a join follow each other", () => {
  assertEquals(joinPhases(TIMES, { pageMs: 300, waited: false }), {
    page: 300,
    socket: 20,
    answer: 30,
    ice: 60,
    dtls: 50,
    frame: 80,
  });
});

Deno.test("what was not seen is not told, nor the time that people let somebody wait", () => {
  const { firstFrameAt: _, ...alone } = TIMES;
  assertEquals(joinPhases(alone, { pageMs: undefined, waited: true }), {
    socket: 20,
    ice: 60,
    dtls: 50,
  });
  assertEquals(
    joinPhases({ dtlsAt: 0, firstFrameAt: 600_000 }, {
      pageMs: undefined,
      waited: false,
    }),
    {},
  );
});
