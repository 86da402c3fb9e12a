/**
 * Runs inside a page, before its own scripts: finds the silences in what the page plays of others.
 * Every remote `<audio>` that is in the page, unmuted and playing is mixed and measured block by
 * block (128 samples, 2.7 ms) off the main thread. Concealment counts as sound, as it does for ears.
 */

/** A stretch without sound; `toMs` is infinite while it lasts. Epoch ms. */
export interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What this file adds to `globalThis.__probe`. */
export interface SoundProbe {
  /** Silences that ended after `from`, the one that lasts among them; null: sound never began. */
  silences(from: number): [number, number][] | null;
}

/** Says when sound begins and ends; the block's number counts, since clocks of blocks jitter. */
const WORKLET = `
const SILENCE_RMS = 0.01; // 40 dB below full scale; the tone is at about 10 dB.
registerProcessor("silence-meter", class extends AudioWorkletProcessor {
  #isSilent = true;
  process([channels]) {
    let energy = 0;
    let samples = 0;
    for (const channel of channels) {
      samples += channel.length;
      for (const sample of channel) energy += sample * sample;
    }
    const isSilent = samples === 0 || Math.sqrt(energy / samples) < SILENCE_RMS;
    if (isSilent !== this.#isSilent) {
      this.#isSilent = isSilent;
      this.port.postMessage({ isSilent, soundMs: currentTime * 1000, atMs: Date.now() });
    }
    return true;
  }
});
`;

/** The worklet as an address; the page's own policy forbids such, see `prepare` of `CallPage`. */
export const WORKLET_URL = `data:text/javascript,${encodeURIComponent(WORKLET)}`;

/** Given to the page as text: it may use nothing from outside its own braces. */
export function watchSound({ worklet }: { worklet: string }): void {
  const SILENCES_MAX = 2_000;
  const FOLLOWED_EVENTS = ["playing", "pause", "emptied", "loadeddata", "volumechange"];
  const followed = new Map<HTMLAudioElement, { gain: GainNode; source: AudioNode | undefined }>();
  const silences: [number, number][] = [];
  let began: { soundMs: number; atMs: number } | undefined;
  let hasSounded = false;
  let meter: Promise<{ context: AudioContext; node: AudioWorkletNode }> | undefined;

  async function openMeter() {
    const context = new AudioContext({ sampleRate: 48_000 });
    await context.audioWorklet.addModule(worklet);
    const node = new AudioWorkletNode(context, "silence-meter");
    node.port.onmessage = ({ data }) => heard(data);
    node.connect(context.destination); // It says nothing, but without an end it isn't run.
    return { context, node };
  }

  function heard(
    { isSilent, soundMs, atMs }: { isSilent: boolean; soundMs: number; atMs: number },
  ) {
    if (isSilent) {
      began = { soundMs, atMs };
      return;
    }
    hasSounded = true;
    if (!began) return;
    silences.push([began.atMs, began.atMs + (soundMs - began.soundMs)]);
    if (silences.length > SILENCES_MAX) silences.shift();
    began = undefined;
  }

  async function follow(element: HTMLAudioElement, stream: unknown): Promise<void> {
    const { context, node } = await (meter ??= openMeter());
    let entry = followed.get(element);
    if (!entry) {
      entry = { gain: context.createGain(), source: undefined };
      entry.gain.connect(node);
      followed.set(element, entry);
      for (const type of FOLLOWED_EVENTS) element.addEventListener(type, () => gate(element));
    }
    entry.source?.disconnect();
    entry.source = undefined;
    if (stream instanceof MediaStream && stream.getAudioTracks().length > 0) {
      entry.source = context.createMediaStreamSource(stream);
      entry.source.connect(entry.gain);
    }
    gate(element);
  }

  /** Lets through what the element lets through. */
  function gate(element: HTMLAudioElement): void {
    const entry = followed.get(element);
    if (!entry) return;
    const { paused, muted, readyState, isConnected, volume } = element;
    const isAudible = isConnected && !paused && !muted && readyState >= element.HAVE_CURRENT_DATA;
    entry.gain.gain.value = isAudible ? volume : 0;
  }

  new MutationObserver(() => {
    for (const [element, { gain, source }] of followed) {
      if (element.isConnected) continue;
      source?.disconnect();
      gain.disconnect();
      followed.delete(element);
    }
  }).observe(document, { childList: true, subtree: true });

  const srcObject = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  if (!srcObject?.set) throw new Error("Cannot probe sound: srcObject has no setter");
  const { set } = srcObject;
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...srcObject,
    set(this: HTMLMediaElement, stream: unknown) {
      set.call(this, stream);
      if (!(this instanceof HTMLAudioElement)) return;
      follow(this, stream).catch((error) => console.error("Cannot probe sound:", error));
    },
  });

  const probe: SoundProbe = {
    silences: (from) => {
      if (!hasSounded) return null;
      const open: [number, number][] = began ? [[began.atMs, Infinity]] : [];
      return [...silences, ...open].filter(([, to]) => to >= from);
    },
  };
  Object.assign(globalThis.__probe ??= Object.create(null), probe);
}
