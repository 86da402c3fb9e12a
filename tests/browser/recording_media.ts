/** A real video of known length with what stands beside it, for tests of the portal. */

/** Seconds of the video. */
export const VIDEO_S = 20;
const TILE = { width: 160, height: 90, everyS: 5 } as const;

/** Files' names in `folder`, by the kind of asset. */
export const MEDIA_FILES = {
  video: "video.mp4",
  track: "voice.webm",
  poster: "poster.jpg",
  storyboard: "board.vtt",
  captions: "captions.vtt",
  transcript: "transcript.json",
} as const;

/** `lines`: who says what when, in seconds. */
export async function makeRecordingMedia(
  folder: string,
  lines: readonly { name: string; fromS: number; toS: number; text: string }[],
): Promise<void> {
  const length = `${VIDEO_S}`;
  await ffmpeg(folder, [
    ...["-f", "lavfi", "-t", length, "-i", "testsrc2=size=640x360:rate=15"],
    ...["-f", "lavfi", "-t", length, "-i", "sine=frequency=330"],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p"],
    ...["-c:a", "aac", "-movflags", "+faststart", MEDIA_FILES.video],
  ]);
  await Promise.all([
    ffmpeg(folder, ["-i", MEDIA_FILES.video, "-vn", "-c:a", "libopus", MEDIA_FILES.track]),
    ffmpeg(folder, ["-ss", "3", "-i", MEDIA_FILES.video, "-frames:v", "1", MEDIA_FILES.poster]),
    ffmpeg(folder, [
      ...["-i", MEDIA_FILES.video, "-frames:v", "1"],
      ...["-vf", `fps=1/${TILE.everyS},scale=${TILE.width}:${TILE.height},tile=4x1`, "sheet.jpg"],
    ]),
    Deno.writeTextFile(`${folder}/${MEDIA_FILES.storyboard}`, storyboard()),
    Deno.writeTextFile(
      `${folder}/${MEDIA_FILES.captions}`,
      vtt(lines.map(({ fromS, toS, name, text }) => [fromS, toS, `<v ${name}>${text}</v>`])),
    ),
  ]);
}

function storyboard(): string {
  const { width, height, everyS } = TILE;
  return vtt(Array.from({ length: VIDEO_S / everyS }, (_, at) => [
    at * everyS,
    (at + 1) * everyS,
    `sheet.jpg#xywh=${at * width},0,${width},${height}`,
  ]));
}

function vtt(cues: readonly [fromS: number, toS: number, text: string][]): string {
  const time = (seconds: number) => `00:00:${seconds.toFixed(3).padStart(6, "0")}`;
  const blocks = cues.map(([from, to, text]) => `${time(from)} --> ${time(to)}\n${text}\n`);
  return ["WEBVTT\n", ...blocks].join("\n");
}

async function ffmpeg(cwd: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ffmpeg", {
    args: ["-hide_banner", "-loglevel", "error", "-y", ...args],
    cwd,
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot make media: ${new TextDecoder().decode(stderr)}`);
}
