import { assertEquals } from "@std/assert";
import { tappedTracks } from "../taps.ts";
import {
  by,
  CREATED,
  given,
  joined,
  NO_VIEW,
  opened,
  placed,
  VIDEO,
  when,
} from "../testing/given.ts";
import { watchedLevels } from "../watched.ts";
import { RECORDED, recordedLayer } from "./tracks.ts";

const START = { type: "startRecording" } as const;
const pause = { type: "pauseRecording", paused: true } as const;

const camera = (height: number) => ({
  source: "cam" as const,
  rtpParameters: {
    encodings: [4, 2, 1].map((scale) => ({
      width: Math.round(height * 16 / 9 / scale),
      height: height / scale,
    })),
  },
});

Deno.test("a recording needs the smallest layer with its lines, or the largest there is", () => {
  assertEquals(recordedLayer(camera(720)), 2);
  assertEquals(recordedLayer(camera(1_440)), 1);
  assertEquals(recordedLayer(camera(360)), Infinity);
  assertEquals(recordedLayer({ ...camera(2_880), source: "screen" }), Infinity);
  const upright = { encodings: [{ width: 360, height: 640 }, { width: 720, height: 1_280 }] };
  assertEquals(recordedLayer({ source: "cam", rtpParameters: upright }), 1);
});

const people = given(
  CREATED,
  placed(),
  joined("h", { role: "host" }),
  joined("a"),
  opened("a"),
  opened("a", "cam", { rtpParameters: VIDEO }),
);
const told = (room = people) => {
  const generation = room.peers["a"]?.generation ?? 0;
  const view = { ...NO_VIEW, generation };
  return new Map(["h", "a"].map((id) => [id, { ...view, generation: room.peers[id]!.generation }]));
};

Deno.test("pictures that nobody shows are sent for the recording, unless it is paused", () => {
  const levelOf = (room = people) => watchedLevels(room, told(room)).get("a:cam")?.level;
  assertEquals(levelOf(), -1);
  const recorded = when(people, by("h", START)).room;
  assertEquals(levelOf(recorded), 2);
  assertEquals(levelOf(when(recorded, by("h", pause)).room), -1);
});

Deno.test("people in breakouts are not recorded", () => {
  const recorded = when(people, by("h", START)).room;
  const planned = when(
    recorded,
    by("h", { type: "planBreakouts", names: ["One"], assign: "none", choose: true }),
  ).room;
  const assign = { type: "assignBreakouts", assigned: { a: "b1" } } as const;
  const open = { type: "openBreakouts" } as const;
  const apart = when(when(planned, by("h", assign)).room, by("h", open)).room;
  assertEquals(apart.peers["a"]?.breakout, "b1");
  assertEquals(tappedTracks(recorded, RECORDED).map(({ producer }) => producer.id), [
    "a:mic",
    "a:cam",
  ]);
  assertEquals(tappedTracks(apart, RECORDED), []);
  assertEquals(watchedLevels(apart, told(apart)).get("a:cam")?.level, -1);
});
