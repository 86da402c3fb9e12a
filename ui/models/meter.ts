/** The level of a local track, measured on a copy so that muting doesn't silence the meter. */

/** Level linear, 0 to 1. */
export interface Meter {
  level(): number;
  /** False while the browser waits for a click before it lets pages listen to anything. */
  isRunning(): boolean;
  close(): void;
}

const FFT_SIZE = 512;

/** One for the page: browsers bound how many there may be. */
let context: AudioContext | undefined;

export function openMeter(track: MediaStreamTrack): Meter {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {}); // Needs a gesture; later then.
  const copy = track.clone();
  copy.enabled = true;
  const source = context.createMediaStreamSource(new MediaStream([copy]));
  const analyser = context.createAnalyser();
  analyser.fftSize = FFT_SIZE;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const { currentTime } = context;
  return {
    isRunning: () => context?.state === "running" && context.currentTime > currentTime,
    level() {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      return Math.min(1, Math.sqrt(sum / samples.length));
    },
    close() {
      source.disconnect();
      copy.stop();
    },
  };
}
