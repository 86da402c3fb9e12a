/** A short tune on the chosen speaker, so that one knows that it is heard. It is made here. */

/** Frequencies in Hz. */
const TUNE = [523, 659, 784, 1_047] as const;
const NOTE_MS = 180;
const VOLUME = 0.25;

/** Resolves when it has been played; rejects where the speaker can't be used. */
export async function playTestSound(speakerId: string): Promise<void> {
  const context = new AudioContext();
  const element = new Audio();
  try {
    const out = context.createMediaStreamDestination();
    element.srcObject = out.stream;
    if ("setSinkId" in element) await element.setSinkId(speakerId);
    await context.resume();
    await element.play();
    const ends = TUNE.map((frequency, n) =>
      note(context, out, frequency, context.currentTime + 0.05 + n * NOTE_MS / 1_000)
    );
    await Promise.all(ends);
  } finally {
    element.srcObject = null;
    await context.close();
  }
}

function note(
  context: AudioContext,
  out: AudioNode,
  frequency: number,
  at: number,
): Promise<unknown> {
  const tone = context.createOscillator();
  const volume = context.createGain();
  const end = at + 1.6 * NOTE_MS / 1_000;
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(VOLUME, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, end);
  tone.connect(volume).connect(out);
  const ended = new Promise((resolve) => tone.addEventListener("ended", resolve));
  tone.start(at);
  tone.stop(end);
  return ended;
}
