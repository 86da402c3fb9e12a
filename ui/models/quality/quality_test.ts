import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { PeerView, QualityReport } from "../../../protocol/mod.ts";
import { Refusal } from "../../link/errors.ts";
import type { Statistics } from "../../link/statistics.ts";
import { createQuality } from "./quality.ts";

/** More than a sample awaits. */
const TURNS_OF_A_SAMPLE = 20;

const peer = (id: string): PeerView => ({
  id,
  name: id,
  role: "participant",
  connected: true,
  producers: [{ id: `${id}:cam`, source: "cam", paused: false }],
  joinedAt: 0,
});

/** A model whose browser loses this share of bob's packets, driven by hand. */
function world(loss = 0) {
  const sent: QualityReport[] = [];
  const state = { plane: 1, loss, joined: true, refuses: undefined as string | undefined };
  let [nowMs, packets, lost, ticks] = [0, 0, 0, () => {}];
  const peers = signal<readonly PeerView[]>([peer("ann"), peer("bob")]);
  const isHealthy = signal(true);
  const statistics = (): Promise<Statistics> => {
    packets += 100 * (1 - state.loss);
    lost += 100 * state.loss;
    const inbound = {
      type: "inbound-rtp",
      kind: "video",
      trackIdentifier: "t1",
      packetsReceived: packets,
      packetsLost: lost,
      bytesReceived: packets * 1_000,
    };
    const report = new Map([["i", { id: "i", timestamp: nowMs, ...inbound }]]);
    return Promise.resolve({
      plane: state.plane,
      isDirect: false,
      reports: [report],
      received: new Map([["t1", "bob:cam"]]),
      sent: new Map(),
    });
  };
  const model = createQuality({
    statistics,
    peers,
    selfId: "ann",
    isHealthy,
    isJoined: () => state.joined,
    phases: () => ({ socket: 20 }),
    send: (report) => {
      sent.push(report);
      const { refuses: code } = state;
      return code ? Promise.reject(new Refusal({ code, message: "" })) : Promise.resolve();
    },
    now: () => nowMs,
    every: (_ms, run) => {
      ticks = run;
      return () => ticks = () => {};
    },
  });
  async function tick(times = 1): Promise<void> {
    for (let time = 0; time < times; time++) {
      nowMs += 2_500;
      ticks();
      for (let turn = 0; turn < TURNS_OF_A_SAMPLE; turn++) await Promise.resolve();
    }
  }
  return { model, sent, state, tick, peers, isHealthy };
}

Deno.test("every second sample is reported, over the span since the last report, phases once", async () => {
  const { sent, tick } = world();
  await tick(7);
  assertEquals(sent.map(({ spanMs }) => spanMs), [5_000, 5_000, 5_000]);
  assertEquals(sent.map(({ join }) => join), [undefined, { socket: 20 }, undefined]);
  assertEquals(sent[0]?.received[0]?.kbits, 200_000 * 8 / 5_000);
});

Deno.test("bars show trouble after two samples, a lost connection at once", async () => {
  const { model, tick, peers, isHealthy } = world(0.2);
  assertEquals(model.levelOf("bob"), "good");
  await tick(2);
  assertEquals(model.levelOf("bob"), "good");
  await tick(1);
  assertEquals(model.levelOf("bob"), "poor");
  peers.value = [peer("ann"), { ...peer("bob"), connected: false }];
  assertEquals(model.levelOf("bob"), "lost");
  isHealthy.value = false;
  assertEquals(model.levelOf("ann"), "lost");
});

Deno.test("on another plane counting begins anew", async () => {
  const { sent, state, tick } = world();
  await tick(2);
  state.plane = 2;
  await tick(1);
  assertEquals(sent.length, 0);
  await tick(2);
  assertEquals(sent.length, 1);
});

Deno.test("nothing is sent while nobody listens, and nothing more to who knows no reports", async () => {
  const { sent, state, tick, model } = world();
  state.joined = false;
  await tick(5);
  assertEquals(sent.length, 0);
  state.joined = true;
  state.refuses = "rate-limited";
  await tick(4);
  assertEquals(sent.length, 2);
  state.refuses = "unknown-type";
  await tick(4);
  assertEquals(sent.length, 3);
  model.dispose();
  await tick(4);
  assertEquals(sent.length, 3);
});
