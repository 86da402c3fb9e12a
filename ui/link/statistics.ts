/** What the browser tells of the way that media takes now, and what its tracks are in the room. */
import type { ProducerId } from "../../protocol/mod.ts";
import type { LocalTrack, RemoteTrack } from "./tracks.ts";

/** By the browser's ids of tracks. */
export interface Statistics {
  /** Tells the ways apart: counts of one have nothing to do with those of another. */
  readonly plane: number;
  /** From browser to browser, past the media node. */
  readonly isDirect: boolean;
  readonly reports: readonly RTCStatsReport[];
  readonly received: ReadonlyMap<string, ProducerId>;
  readonly sent: ReadonlyMap<string, Pick<LocalTrack, "key" | "source">>;
}

/** A plane, or a direct way. */
export interface Measured {
  readonly id: number;
  readonly remotes: readonly RemoteTrack[];
  statistics(): Promise<RTCStatsReport[]>;
}

export async function statisticsOf(
  way: Measured,
  locals: Iterable<LocalTrack>,
  isDirect: boolean,
): Promise<Statistics> {
  return {
    plane: way.id,
    isDirect,
    reports: await way.statistics(),
    received: new Map(way.remotes.map(({ track, producerId }) => [track.id, producerId])),
    sent: new Map(
      [...locals].flatMap(({ track, key, source }) =>
        track ? [[track.id, { key, source }] as const] : []
      ),
    ),
  };
}
