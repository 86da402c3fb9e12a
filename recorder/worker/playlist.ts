/** The playlist of all renditions (RFC 8216, 4.3.4). Pure. */
export interface Rendition {
  readonly playlist: string;
  readonly width: number;
  readonly height: number;
  readonly codecs: string;
  readonly sizeBytes: number;
}

/** So much above the average a busy stretch may be. */
const PEAK = 2;

/** The best first: what plays before a player knows better. */
export function mainPlaylist(renditions: readonly Rendition[], durationMs: number): string {
  const lines = renditions.flatMap(({ playlist, width, height, codecs, sizeBytes }) => {
    const average = Math.ceil(sizeBytes * 8_000 / durationMs);
    return [
      `#EXT-X-STREAM-INF:BANDWIDTH=${average * PEAK},AVERAGE-BANDWIDTH=${average},` +
      `RESOLUTION=${width}x${height},CODECS="${codecs}"`,
      playlist,
    ];
  });
  return ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", ...lines, ""].join("\n");
}
