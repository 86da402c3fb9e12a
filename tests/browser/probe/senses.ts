/** What a page shows and plays of somebody, measured in the page. */
import type { CallPage } from "../call_page.ts";

const LISTEN_MS = 1_200;
/** The tone of `tone.ts`, and how far from it sound still counts as it. */
const TONE_HZ = 1_000;
const TONE_WIDTH_HZ = 30;

/**
 * The mean red, green and blue of a tile's picture, 0 to 255; null: there is none. The fake camera is one
 * colour for the most part.
 */
export async function colourOf(
  { page }: CallPage,
  peerId: string,
): Promise<[number, number, number] | null> {
  return await page.evaluate((peerId) => {
    const videos = document.querySelectorAll<HTMLVideoElement>(`[data-peer-id="${peerId}"] video`);
    const video = [...videos].find(({ videoWidth }) => videoWidth > 0);
    if (!video) return null;
    const canvas = document.createElement("canvas");
    canvas.width = 32;
    canvas.height = 18;
    const context = canvas.getContext("2d");
    if (!context) return null;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const mean = (channel: number) => {
      let sum = 0;
      for (let at = channel; at < data.length; at += 4) sum += data[at] ?? 0;
      return Math.round(sum / (data.length / 4));
    };
    return [mean(0), mean(1), mean(2)];
  }, peerId);
}

/** How much of all that the page plays is the tone of fake microphones: 0 to 1; 0 of silence. */
export async function toneShare({ page }: CallPage): Promise<number> {
  return await page.evaluate(async ({ listenMs, toneHz, widthHz }) => {
    const context = new AudioContext({ sampleRate: 48_000 });
    const analyser = new AnalyserNode(context, { fftSize: 8_192, smoothingTimeConstant: 0 });
    for (const audio of document.querySelectorAll<HTMLAudioElement>("audio[data-remote]")) {
      const stream = audio.srcObject;
      if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) continue;
      context.createMediaStreamSource(stream).connect(analyser);
    }
    const bins = new Float32Array(analyser.frequencyBinCount);
    const hzPerBin = context.sampleRate / analyser.fftSize;
    let tone = 0;
    let all = 0;
    const until = performance.now() + listenMs;
    while (performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      analyser.getFloatFrequencyData(bins);
      for (const [bin, decibels] of bins.entries()) {
        const power = Number.isFinite(decibels) ? 10 ** (decibels / 10) : 0;
        all += power;
        if (Math.abs(bin * hzPerBin - toneHz) < widthHz) tone += power;
      }
    }
    await context.close();
    return all > 1e-9 ? tone / all : 0;
  }, { listenMs: LISTEN_MS, toneHz: TONE_HZ, widthHz: TONE_WIDTH_HZ });
}
