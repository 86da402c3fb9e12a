/** Lists for ffmpeg's concat demuxer (https://ffmpeg.org/ffmpeg-formats.html#concat-1). Pure. */
export interface ListedFile {
  /** Names of our own making: nothing in them needs an escape. */
  readonly path: string;
  /** From its start to that of the next file; of the last one, absent: as long as it is. */
  readonly durationMs?: number;
  /** Nothing from there on is taken, in ms from its start. */
  readonly cutMs?: number;
}

export function concatList(files: readonly ListedFile[]): string {
  const seconds = (ms: number) => (ms / 1_000).toFixed(6);
  return [
    "ffconcat version 1.0",
    ...files.flatMap(({ path, durationMs, cutMs }) => [
      `file '${path}'`,
      // The cut first: a file's own duration is what is left of it.
      ...(cutMs === undefined ? [] : [`outpoint ${seconds(cutMs)}`]),
      ...(durationMs === undefined ? [] : [`duration ${seconds(durationMs)}`]),
    ]),
    "",
  ].join("\n");
}
