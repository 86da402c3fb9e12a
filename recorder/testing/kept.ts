/** What a recorder has kept, as ffmpeg and ffprobe see it. */
import type { Segment } from "../../protocol/mod.ts";
import { z } from "zod";

const Probe = z.object({
  streams: z.array(z.object({
    codec_name: z.string(),
    width: z.int().optional(),
    height: z.int().optional(),
  })).length(1),
  format: z.object({ duration: z.coerce.number(), format_name: z.string() }),
});

const FRAME_MS = 20;

export interface Probed {
  readonly codec: string;
  readonly size: string;
  readonly durationMs: number;
}

export async function probe(path: string): Promise<Probed> {
  const output = await run("ffprobe", [
    ..."-v error -show_streams -show_format -of json".split(" "),
    path,
  ]);
  const { streams: [stream], format } = Probe.parse(JSON.parse(output));
  return {
    codec: stream?.codec_name ?? "",
    size: `${stream?.width}x${stream?.height}`,
    durationMs: format.duration * 1_000,
  };
}

/** When pictures begin to be bright, epoch ms. Every frame is decoded. */
export async function flashes(path: string, { startMs }: Segment): Promise<number[]> {
  const output = await run("ffmpeg", [
    ..."-v error -i".split(" "),
    path,
    ..."-vf signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=- -f null -".split(" "),
  ]);
  const frames = [...output.matchAll(/pts_time:([\d.]+)\s+lavfi\.signalstats\.YAVG=([\d.]+)/g)];
  let wasBright = true;
  return frames.flatMap(([, time, luma]) => {
    const isBright = Number(luma) > 100;
    const begins = isBright && !wasBright;
    wasBright = isBright;
    return begins ? [startMs + Number(time) * 1_000] : [];
  });
}

/** When beeps begin, epoch ms. */
export async function beeps(path: string, { startMs, endMs }: Segment): Promise<number[]> {
  const output = await run("ffmpeg", [
    ..."-hide_banner -i".split(" "),
    path,
    ..."-af silencedetect=noise=-30dB:d=0.3 -f null -".split(" "),
  ], true);
  return [...output.matchAll(/silence_end: ([\d.]+)/g)]
    .map(([, time]) => startMs + Number(time) * 1_000)
    // A silence also ends with the file.
    .filter((at) => at < endMs - FRAME_MS);
}

/** Decodes all of it; what a decoder complains about, if anything. */
export async function complaints(path: string): Promise<string> {
  const output = "-fps_mode passthrough -enc_time_base 1/1000 -f null -";
  return await run("ffmpeg", [..."-v error -i".split(" "), path, ...output.split(" ")], true);
}

async function run(command: string, args: string[], isStderr = false): Promise<string> {
  const output = await new Deno.Command(command, { args, stdin: "null" }).output();
  const [out, err] = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!output.success) throw new Error(`Cannot run ${command}: ${err}`);
  return (isStderr ? err : out) ?? "";
}
