/** Noise taken out of a voice by RNNoise, in an audio worklet. Loaded when somebody first wants it. */
import { RnnoiseWorkletNode } from "@sapphi-red/web-noise-suppressor";
import { z } from "zod";
import { loadFile } from "./assets.ts";
import type { Effect, EffectEvents } from "./effect.ts";
import { EffectLife } from "./effect_life.ts";

const RUNTIME = new URL(
  "../../node_modules/@sapphi-red/web-noise-suppressor/dist/rnnoise_simd.wasm",
  import.meta.url,
);
const PROCESSOR = new URL(
  "../../node_modules/@sapphi-red/web-noise-suppressor/dist/rnnoise/workletProcessor.js",
  import.meta.url,
);
const MEASURED = new URL("./measured_processor.js", import.meta.url);

/** What RNNoise was trained on; it knows no other rate. */
const SAMPLE_RATE_HZ = 48_000;
/** Sound comes through within this time, with everything loaded before it. */
const BEGIN_LIMIT_MS = 15_000;
/** A hum that nobody hears: what comes through proves that the worklet works. */
const PROBE = { type: "sawtooth", frequency: 220 } as const;

/** What `measured_processor.js` tells. */
const Told = z.union([
  z.object({ begun: z.literal(true) }),
  z.object({
    measure: z.object({
      taken: z.number(),
      given: z.number(),
      busyMs: z.number(),
      elapsedMs: z.number(),
      late: z.number(),
    }),
  }),
]);

export interface NoiseOptions extends EffectEvents {
  raw: MediaStreamTrack;
}

/** Brings what it is made of into the browser's cache. */
export async function fetchNoiseFilter(): Promise<void> {
  for (const file of [RUNTIME, MEASURED, PROCESSOR]) await loadFile(file, "low");
}

/** Resolves when sound comes through. Rejects with `EffectFailed`. */
export async function openNoiseFilter(options: NoiseOptions): Promise<Effect> {
  const { raw } = options;
  const context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ, latencyHint: "interactive" });
  const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const [track] = output.stream.getAudioTracks();
  if (!track) throw new Error("Cannot be: a destination has a track");
  const begun = Promise.withResolvers<void>();
  let node: RnnoiseWorkletNode | undefined;
  const life = new EffectLife({
    raw,
    track,
    beginLimitMs: BEGIN_LIMIT_MS,
    events: options,
    release() {
      node?.destroy();
      context.close().catch(() => {});
    },
  });
  // Another application may interrupt it; it goes on when the system lets it.
  context.onstatechange = () => {
    if (!life.isClosed && context.state !== "running") context.resume().catch(() => {});
  };

  async function begin(): Promise<void> {
    const [wasmBinary] = await Promise.all([loadFile(RUNTIME), loadWorklet(), context.resume()]);
    await WebAssembly.compile(wasmBinary); // The worklet would fail without a word.
    if (life.isClosed) return;
    node = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
    node.channelCount = 1;
    node.channelCountMode = "explicit";
    node.port.onmessage = ({ data }) => heard(data);
    node.onprocessorerror = () => life.fail("broken", "the worklet threw");
    const probe = new OscillatorNode(context, PROBE);
    probe.connect(node).connect(output); // Nobody has the output yet.
    probe.start();
    await begun.promise;
    probe.stop();
    probe.disconnect();
    context.createMediaStreamSource(new MediaStream([raw])).connect(node);
  }

  /** What measures comes first: it wraps what the other one registers. */
  async function loadWorklet(): Promise<void> {
    await context.audioWorklet.addModule(MEASURED);
    await context.audioWorklet.addModule(PROCESSOR);
  }

  function heard(data: unknown): void {
    const told = Told.safeParse(data).data;
    if (!told) return;
    if ("begun" in told) begun.resolve();
    else life.hear(told.measure);
  }

  await life.opened(begin());
  return { track, close: life.close };
}
