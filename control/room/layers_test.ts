import { assert, assertEquals } from "@std/assert";
import { CROWD_FROM, layersFor, spatialLayers } from "./layers.ts";
import { VIDEO } from "./testing/given.ts";

const CAMERA = {
  source: "cam" as const,
  rtpParameters: {
    ...VIDEO,
    encodings: [180, 360, 720].map((height) => ({ width: height * 16 / 9, height })),
  },
};
const SVC = {
  source: "cam" as const,
  rtpParameters: {
    ...VIDEO,
    encodings: [{ scalabilityMode: "L3T3_KEY", width: 1280, height: 720 }],
  },
};
/** What the client's encoders are given for each layer (`ui/link/encodings.ts`). */
const LAYER_BPS = [150_000, 500_000, 1_700_000];

const spatialFor = (height: number, track: Parameters<typeof layersFor>[1] = CAMERA) =>
  layersFor({ width: Math.round(height * 16 / 9), height }, track)?.spatial;

Deno.test("a tile gets the smallest layer that it hardly stretches", () => {
  assertEquals([90, 180, 216, 240, 432, 450, 1080].map((height) => spatialFor(height)), [
    0,
    0,
    0,
    1,
    1,
    2,
    2,
  ]);
});

Deno.test("layers of one encoding are known by their SVC mode", () => {
  assertEquals([180, 360, 720].map((height) => spatialFor(height, SVC)), [0, 1, 2]);
  const of = (scalabilityMode: string) => spatialLayers({ encodings: [{ scalabilityMode }] });
  assertEquals(["L1T1", "L1T3", "L2T2_KEY", "S3T3", "L3T3_KEY"].map(of), [1, 1, 2, 3, 3]);
});

Deno.test("layers are those that are sent: a small camera's upper one is enough at its size", () => {
  const small = {
    source: "cam" as const,
    rtpParameters: {
      ...VIDEO,
      encodings: [{ width: 320, height: 180 }, { width: 640, height: 360 }],
    },
  };
  assertEquals([150, 300, 720].map((height) => spatialFor(height, small)), [0, 1, 1]);
});

Deno.test("one layer leaves nothing to choose", () => {
  const rtpParameters = { ...VIDEO, encodings: [{ scalabilityMode: "L1T3" }] };
  assertEquals(spatialFor(720, { source: "cam", rtpParameters }), undefined);
});

Deno.test("a phone's upright picture in a lying tile is seen whole", () => {
  const upright = {
    source: "cam" as const,
    rtpParameters: {
      ...VIDEO,
      encodings: [180, 360, 720].map((width) => ({ width, height: width * 16 / 9 })),
    },
  };
  assertEquals(spatialFor(320, upright), 0);
  assertEquals(layersFor({ width: 320, height: 640 }, upright)?.spatial, 1);
});

Deno.test("25 tiles cost a viewer no more than 9 of the same area, from 1280×720 up", () => {
  const costOf = (side: number, width: number, height: number) => {
    const tile = { width: Math.round(width / side), height: Math.round(height / side) };
    const count = side * side;
    const { spatial = 0 } = layersFor(tile, CAMERA, { isCrowded: count > CROWD_FROM }) ?? {};
    return count * (LAYER_BPS[spatial] ?? 0);
  };
  for (let height = 720; height <= 2_160; height += 12) {
    const width = Math.round(height * 16 / 9);
    const [nine, crowd] = [costOf(3, width, height), costOf(5, width, height)];
    assert(crowd <= nine, `${width}×${height}: 25 tiles take ${crowd} bit/s, 9 take ${nine}`);
  }
});
