/** A steady tone for a fake microphone, as a WAV file: 16-bit mono PCM. */

const SAMPLE_RATE = 48_000;
/** 48 samples a period: whole periods fit the file, so that it can be played round and round. */
const TONE_HZ = 1_000;
const SECONDS = 10;
const AMPLITUDE = 0.4;
const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

export function toneWav(): Uint8Array<ArrayBuffer> {
  const samples = SAMPLE_RATE * SECONDS;
  const dataBytes = samples * BYTES_PER_SAMPLE;
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // Bytes of the format that follows.
  view.setUint16(20, 1, true); // PCM.
  view.setUint16(22, 1, true); // Channels.
  view.setUint32(24, SAMPLE_RATE, true);
  view.setUint32(28, SAMPLE_RATE * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, BYTES_PER_SAMPLE * 8, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  for (let i = 0; i < samples; i++) {
    const value = AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * i) / SAMPLE_RATE);
    view.setInt16(HEADER_BYTES + i * BYTES_PER_SAMPLE, Math.round(value * 0x7fff), true);
  }
  return bytes;
}
