/** ffmpeg's command lines, as data. Pure. Facts that decided them stand in docs/recording.md. */
import {
  CHECK_SECONDS,
  FRAME_RATE,
  KEY_FRAME_SECONDS,
  SAMPLE_RATE,
  STILL_MAX_MS,
  THUMBNAIL_COLUMNS,
  THUMBNAIL_HEIGHT,
  THUMBNAIL_WIDTH,
} from "./limits.ts";

/** The same input gives the same bytes: no versions, no dates. */
const SAME = ["-map_metadata", "-1", "-fflags", "+bitexact"];
const SAME_CODE = ["-flags:v", "+bitexact", "-flags:a", "+bitexact"];
/** Of all renditions; pieces are joined without being coded again, so it never differs. */
const TIMESCALE = 15_360;
/** H.264's, with what a playlist calls them (RFC 6381). */
const LARGE_LEVEL = "4.0";
const SMALL_LEVEL = "3.1";
export const LARGE_CODECS = "avc1.640028,mp4a.40.2";
export const SMALL_CODECS = "avc1.64001f,mp4a.40.2";
const LEVELLED = "loudnorm=I=-16:TP=-1.5:LRA=11";
const HLS_SECONDS = 6;
/** Less than that between what a voice's clock says and its samples is let be. */
const HARD_SECONDS = 0.04;
const LEVEL_RATE = 8_000;

const seconds = (ms: number) => (ms / 1_000).toFixed(6);

/** A file whose first picture or sound is at `startMs` of the video. */
export interface MediaFile {
  readonly path: string;
  readonly startMs: number;
}

/** One person's track from its segments, by copy. `startMs`: as in {@linkcode MediaFile}. */
export function originalArguments(
  list: string,
  { startMs, codec }: { startMs: number; codec: string },
  output: string,
): string[] {
  return [
    ...["-itsoffset", seconds(startMs), "-f", "concat", "-safe", "0", "-i", list],
    ...["-map", "0:0", "-c", "copy", "-avoid_negative_ts", "disabled", ...SAME],
    ...["-f", containerOf(codec), output],
  ];
}

/** WebM has room for the codecs of the web alone. */
export const containerOf = (codec: string) => codec === "h264" ? "matroska" : "webm";

/** A moment of silence as Opus, to begin a track with that is heard later. */
export function silenceArguments(output: string): string[] {
  return [
    ...["-f", "lavfi", "-i", `anullsrc=r=${SAMPLE_RATE}:cl=stereo`, "-t", "0.02"],
    ...["-c:a", "libopus", "-frame_duration", "20", ...SAME, "-f", "webm", output],
  ];
}

/** Samples for a level meter, from the video's start: mono, of 16 bits, little endian. */
export function samplesArguments(path: string): string[] {
  return [
    ...["-i", path, "-map", "0:a", "-af", heard(LEVEL_RATE, "mono")],
    ...["-f", "s16le", "-c:a", "pcm_s16le", "pipe:1"],
  ];
}
export const samplesRate = LEVEL_RATE;

/**
 * Holes are filled with silence, and clocks that drift are followed, by {@linkcode HARD_SECONDS} at a time:
 * ffmpeg 5.1's gentle way (`async=1000`) answers the few ms by which segments overlap with seconds of
 * silence. Then samples are counted anew: what fills a hole gets its time from behind it, and who mixes
 * by times would lose what follows.
 */
const heard = (rate: number, layout: "mono" | "stereo") => {
  const format = rate === SAMPLE_RATE ? "fltp" : "s16";
  return `aresample=${rate}:async=1:min_hard_comp=${HARD_SECONDS}:first_pts=0,` +
    `asetpts=N/SR/TB,aformat=sample_fmts=${format}:channel_layouts=${layout}`;
};

export interface MixedVoice {
  readonly path: string;
  readonly gainDb: number;
}

/** All voices as one, levelled, exactly as long as the video. */
export function mixArguments(
  voices: readonly MixedVoice[],
  durationMs: number,
  script: string,
  output: string,
): string[] {
  return [
    ...voices.flatMap(({ path }) => ["-i", path]),
    ...["-filter_complex_script", script, "-map", "[mix]", "-t", seconds(durationMs)],
    ...["-c:a", "aac", "-b:a", "128k", "-ar", `${SAMPLE_RATE}`, "-ac", "2", ...SAME, ...SAME_CODE],
    ...["-f", "mp4", output],
  ];
}

export function mixGraph(voices: readonly MixedVoice[], durationMs: number): string {
  const end = `apad,atrim=end=${seconds(durationMs)}`;
  if (voices.length === 0) {
    return `anullsrc=r=${SAMPLE_RATE}:cl=stereo,atrim=end=${seconds(durationMs)}[mix]`;
  }
  return [
    ...voices.map(({ gainDb }, at) =>
      `[${at}:a]${heard(SAMPLE_RATE, "stereo")},volume=${gainDb}dB[a${at}]`
    ),
    `${voices.map((_, at) => `[a${at}]`).join("")}` +
    `amix=inputs=${voices.length}:duration=longest:dropout_transition=0:normalize=0,` +
    `${LEVELLED},aresample=${SAMPLE_RATE},${end}[mix]`,
  ].join(";\n");
}

export interface PieceOptions {
  readonly inputs: readonly MediaFile[];
  readonly script: string;
  readonly fromMs: number;
  readonly frames: number;
  readonly threads: number;
  readonly large: string;
  readonly small: string;
}

/** The first picture from there on, as small as it gets: nothing, where there is none. */
export function firstPictureArguments({ path, startMs }: MediaFile, fromMs: number): string[] {
  return [
    ...(fromMs > startMs ? ["-ss", seconds(fromMs - startMs)] : []),
    ...["-i", path, "-frames:v", "1", "-vf", "scale=2:2", "-f", "rawvideo", "pipe:1"],
  ];
}

/**
 * One piece of the video in both its sizes. Inputs begin `STILL_MAX_MS` before it: a picture that stands
 * still when the piece begins is the one before, not the next.
 */
export function pieceArguments(options: PieceOptions): string[] {
  const { inputs, script, fromMs, frames, threads, large, small } = options;
  const coded = (label: string, crf: number, level: string, output: string) => [
    ...["-map", `[${label}]`, "-frames:v", `${frames}`, "-r", `${FRAME_RATE}`],
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", `${crf}`, "-pix_fmt", "yuv420p"],
    ...["-g", `${FRAME_RATE * KEY_FRAME_SECONDS}`, "-sc_threshold", "0", "-bf", "2"],
    ...["-profile:v", "high", "-level:v", level],
    ...["-threads", `${threads}`, "-video_track_timescale", `${TIMESCALE}`],
    ...[...SAME, "-flags:v", "+bitexact", "-f", "mp4", output],
  ];
  const leadMs = fromMs - STILL_MAX_MS;
  return [
    ...inputs.flatMap(({ path, startMs }) => [
      // Without this a change of a picture's size would begin the graph anew.
      ...["-reinit_filter", "0", "-threads", `${threads}`],
      ...(leadMs > startMs ? ["-ss", seconds(leadMs - startMs)] : []),
      ...(leadMs < startMs ? ["-itsoffset", seconds(startMs - leadMs)] : []),
      ...["-t", seconds(frames * 1_000 / FRAME_RATE + STILL_MAX_MS + 1_000), "-i", path],
    ]),
    ...["-filter_complex_threads", `${threads}`, "-filter_complex_script", script],
    ...coded("large", 23, LARGE_LEVEL, large),
    ...coded("small", 26, SMALL_LEVEL, small),
  ];
}

/** The whole video from its pieces and its sound, by copy; begins to play before it is there as a whole. */
export function joinArguments(
  list: string,
  audio: string,
  title: string,
  output: string,
): string[] {
  return [
    ...["-f", "concat", "-safe", "0", "-i", list, "-i", audio],
    ...["-map", "0:v", "-map", "1:a", "-c", "copy", ...SAME, "-metadata", `title=${title}`],
    ...["-video_track_timescale", `${TIMESCALE}`, "-movflags", "+faststart", "-f", "mp4", output],
  ];
}

/** A rendition for HLS (RFC 8216) by copy: a playlist, and one file of which it names ranges. */
export function hlsArguments(input: string, playlist: string, media: string): string[] {
  return [
    ...["-i", input, "-c", "copy", ...SAME, "-f", "hls", "-hls_time", `${HLS_SECONDS}`],
    ...["-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_flags", "single_file"],
    ...["-hls_segment_filename", media, playlist],
  ];
}

export function posterArguments(input: string, atMs: number, output: string): string[] {
  return [
    ...["-ss", seconds(atMs), "-i", input, "-frames:v", "1", "-q:v", "3", ...SAME],
    ...["-f", "image2", "-c:v", "mjpeg", "-update", "1", output],
  ];
}

/** A sheet of pictures, row by row; only key frames are looked at. */
export function storyboardArguments(
  input: string,
  { everyMs, count }: { everyMs: number; count: number },
  output: string,
): string[] {
  const rows = Math.ceil(count / THUMBNAIL_COLUMNS);
  const filters = [
    `fps=${1_000 / everyMs}:start_time=0:round=up`,
    `scale=${THUMBNAIL_WIDTH}:${THUMBNAIL_HEIGHT}`,
    `trim=end_frame=${count}`,
    `tile=${Math.min(count, THUMBNAIL_COLUMNS)}x${rows}`,
  ];
  return [
    ...["-skip_frame", "nokey", "-i", input, "-an", "-vf", filters.join(",")],
    ...["-frames:v", "1", "-q:v", "5", ...SAME, "-f", "image2", "-c:v", "mjpeg", "-update", "1"],
    output,
  ];
}

/** Decodes a little from there on, and fails at whatever is wrong. */
export function checkArguments(input: string, atMs: number): string[] {
  return [
    ...["-xerror", "-err_detect", "explode", ...(atMs > 0 ? ["-ss", seconds(atMs)] : [])],
    ...["-i", input, "-t", `${CHECK_SECONDS}`, "-f", "null", "-"],
  ];
}
