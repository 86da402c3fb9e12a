/** A voice with pauses, in the noise of a fan: a file that Chromium plays as a microphone. */
import type { Page } from "playwright-core";
import { findCommand } from "../../scripts/lib/command.ts";

const SENTENCE = "The meeting begins at nine. Please bring the plans of the bridge with you.";
/** Chromium plays it again and again. */
const LENGTH_S = 6;

/** Writes the file; 48 kHz, one channel. */
export async function writeNoisyVoice(path: string): Promise<void> {
  const voice = `${path}.voice.wav`;
  await run("flite", ["-voice", "slt", "-t", SENTENCE, "-o", voice]);
  const mix = `anoisesrc=d=${LENGTH_S}:c=white:a=0.03:r=48000:seed=7[noise];` +
    `[0]aresample=48000,apad=whole_dur=${LENGTH_S}[voice];[voice][noise]amix=normalize=0`;
  const out = ["-ac", "1", "-ar", "48000", "-t", String(LENGTH_S), "-y", path];
  await run("ffmpeg", ["-loglevel", "error", "-i", voice, "-filter_complex", mix, ...out]);
}

/** Loudness of the pauses between words, and of the words, in dB of full scale. */
export interface Loudness {
  readonly pauses: number;
  readonly words: number;
}

declare global {
  /** What the page made of the microphone, the newest last. */
  var __filtered: MediaStream[];
}

/** Runs in the page before its scripts: keeps what leaves its audio graphs. */
export function keepFiltered(): void {
  globalThis.__filtered = [];
  const Original = globalThis.MediaStreamAudioDestinationNode;
  globalThis.MediaStreamAudioDestinationNode = class extends Original {
    constructor(context: AudioContext, options?: AudioNodeOptions) {
      super(context, options);
      globalThis.__filtered.push(this.stream);
    }
  };
}

/** Listens for one round of the file to the microphone as it is, and to what the page made of it. */
export async function listen(page: Page): Promise<{ raw: Loudness; filtered: Loudness }> {
  return await page.evaluate(async (ms) => {
    const filtered = globalThis.__filtered.at(-1);
    if (!filtered) throw new Error("Cannot listen: nothing was filtered");
    const raw = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    const context = new AudioContext();
    const meters = [raw, filtered].map((stream) => {
      const analyser = new AnalyserNode(context, { fftSize: 2_048 });
      context.createMediaStreamSource(stream).connect(analyser);
      return { analyser, samples: new Float32Array(analyser.fftSize), levels: [] as number[] };
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    const until = performance.now() + ms;
    const timer = setInterval(() => {
      for (const { analyser, samples, levels } of meters) {
        analyser.getFloatTimeDomainData(samples);
        const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
        levels.push(10 * Math.log10(power + 1e-10));
      }
      if (performance.now() > until) resolve();
    }, 40);
    await promise;
    clearInterval(timer);
    for (const track of raw.getTracks()) track.stop();
    await context.close();
    const loudness = (levels: number[]) => {
      const sorted = levels.sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
      return { pauses: at(0.25), words: at(0.95) };
    };
    const [before, after] = meters.map(({ levels }) => loudness(levels));
    if (!before || !after) throw new Error("Cannot be: there are two");
    return { raw: before, filtered: after };
  }, LENGTH_S * 1_000);
}

async function run(name: string, args: string[]): Promise<void> {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`Cannot make a voice: ${name} is missing`);
  const output = await new Deno.Command(command, { args, stdout: "null" }).output();
  if (!output.success) {
    throw new Error(`Cannot make a voice: ${name}: ${new TextDecoder().decode(output.stderr)}`);
  }
}
