import { assertEquals } from "@std/assert";
import type { types } from "mediasoup";
import { CHOOSE_AGAIN_MS, FullRate, type LayeredConsumer } from "./full_rate.ts";
import { StepClock } from "./testing/step_clock.ts";

const FULL = { spatialLayer: 1, temporalLayer: 2 };
const SLOW = { spatialLayer: 0, temporalLayer: 0 };

class Consumer implements LayeredConsumer {
  closed = false;
  currentLayers: types.ConsumerLayers | undefined;
  /** Temporal layers. */
  readonly asked: (number | undefined)[] = [];
  readonly spatial: number[] = [];
  setPreferredLayers({ spatialLayer, temporalLayer }: types.ConsumerLayers): Promise<void> {
    this.asked.push(temporalLayer);
    this.spatial.push(spatialLayer);
    return Promise.resolve();
  }
}

function flowing({ isSimulcast = false } = {}) {
  const clock = new StepClock();
  const consumer = new Consumer();
  const rate = new FullRate(consumer, { wanted: () => FULL, isSimulcast, clock });
  const flow = (layers: types.ConsumerLayers | undefined) => {
    consumer.currentLayers = layers;
    rate.changed(layers);
  };
  return { clock, consumer, rate, flow };
}

Deno.test("a track that begins slowly has its layers chosen again until it runs at full rate", () => {
  const { clock, consumer, flow } = flowing();
  flow(SLOW);
  clock.advance(CHOOSE_AGAIN_MS[0]);
  assertEquals(consumer.asked, [0, 2]);
  clock.advance(CHOOSE_AGAIN_MS[1] - CHOOSE_AGAIN_MS[0]);
  assertEquals(consumer.asked, [0, 2, 0, 2]);
  flow({ ...SLOW, temporalLayer: 2 });
  clock.advance(10_000);
  assertEquals(consumer.asked.length, 4);
});

Deno.test("a track that stays slow is let be after some tries", () => {
  const { clock, consumer, flow } = flowing();
  flow(SLOW);
  clock.advance(10_000);
  assertEquals(consumer.asked.length, 2 * CHOOSE_AGAIN_MS.length);
});

Deno.test("what the bandwidth takes away is not asked for", () => {
  const { clock, consumer, flow } = flowing();
  flow(FULL);
  flow({ ...FULL, temporalLayer: 1 });
  clock.advance(10_000);
  assertEquals(consumer.asked, []);
});

Deno.test("nothing is asked of a consumer that stopped or was closed", () => {
  const { clock, consumer, rate, flow } = flowing();
  flow(SLOW);
  flow(undefined);
  clock.advance(10_000);
  flow(SLOW);
  consumer.closed = true;
  rate.stop();
  clock.advance(10_000);
  assertEquals(consumer.asked, []);
});

Deno.test("of simulcast the smallest layer is asked for until something flows, and when nothing does", async () => {
  const { consumer, rate, flow } = flowing({ isSimulcast: true });
  await rate.wish();
  assertEquals(consumer.spatial, [0]);
  flow({ ...FULL, spatialLayer: 0 });
  assertEquals(consumer.spatial, [0, 1]);
  flow(FULL);
  await rate.wish();
  assertEquals(consumer.spatial, [0, 1, 1]);
  flow(undefined);
  assertEquals(consumer.spatial, [0, 1, 1, 0]);
});

Deno.test("layers of one stream are asked for as they are wanted from the start", async () => {
  const { consumer, rate, flow } = flowing();
  await rate.wish();
  flow(FULL);
  flow(undefined);
  assertEquals(consumer.spatial, [1]);
});
