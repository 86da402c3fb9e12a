/**
 * A window on the client for browser tests and benches: `globalThis.__parley`, there in development
 * only.
 */
import type { MeetingCommand, PeerId, PeerView, ProducerId, Source } from "../../protocol/mod.ts";
import type { IcePath } from "../link/ice_path.ts";
import type { LinkStatus } from "../link/link_event.ts";
import type { Call } from "./call.ts";
import type { Mark } from "./marks.ts";

export interface DebugState {
  status: LinkStatus | "none";
  selfId: PeerId | null;
  rev: number;
  /** The media placement in use; 0: none. */
  generation: number;
  /** The second plane: consumers that could play there, and whether it could at once. */
  standby: { generation: number; ready: number; connected: boolean } | null;
  /** ICE restarts carried out on the present planes. */
  iceRestarts: number;
  /** Whether what the other of two sends comes past the media node. */
  isDirect: boolean;
  /** False while nothing comes that should. */
  mediaHealthy: boolean;
  peers: readonly PeerView[];
  /** Null: the call is not encrypted end to end. */
  encryption: {
    /** Of this client's own keys. */
    generation: number;
    code: string | null;
    /** Those whose media can't be played. */
    troubled: readonly PeerId[];
  } | null;
  /** Requests answered until `joined`. */
  roundTrips: number;
  /** `performance.now()` of this page. */
  marks: Partial<Record<Mark, number>>;
  ended: string | null;
}

/** One remote track as `getStats()` tells of it; counts only rise. */
export interface DebugStats {
  producerId: ProducerId;
  consumerId: string;
  peerId: PeerId | null;
  source: Source | null;
  framesDecoded: number;
  frameWidth: number;
  frameHeight: number;
  /** `totalAudioEnergy` of webrtc-stats. */
  audioEnergy: number;
  bytes: number;
}

export interface DebugHandle {
  state(): DebugState;
  stats(): Promise<DebugStats[]>;
  /** How packets of a plane travel: what is sent, and what is received. */
  paths(plane?: "active" | "standby"): Promise<(IcePath | undefined)[]>;
  /** Asks the room as a button would; resolves to whether it was done. */
  command(command: MeetingCommand): Promise<boolean>;
}

declare global {
  var __parley: DebugHandle | undefined;
}

export function exposeDebug(current: () => Call | null): void {
  globalThis.__parley = Object.freeze({
    state: () => stateOf(current()),
    stats: () => statsOf(current()),
    paths: async (plane?: "active" | "standby") => await current()?.paths(plane) ?? [],
    command: async (command: MeetingCommand) => await current()?.command(command) ?? false,
  });
}

function stateOf(call: Call | null): DebugState {
  const roster = call?.roster.peek();
  const standby = call?.standby();
  return {
    status: call?.status.peek() ?? "none",
    selfId: call?.selfId ?? null,
    rev: roster?.rev ?? 0,
    generation: call?.generation() ?? 0,
    standby: standby
      ? {
        generation: standby.generation,
        ready: standby.remotes.length,
        connected: standby.isConnected,
      }
      : null,
    iceRestarts: call?.iceRestarts() ?? 0,
    isDirect: call?.isDirect.peek() ?? false,
    mediaHealthy: call?.isMediaHealthy.peek() ?? true,
    peers: roster?.peers ?? [],
    encryption: call?.encryption.isOn.peek()
      ? {
        generation: call.encryption.generation() ?? 0,
        code: call.encryption.code.peek()?.join(" ") ?? null,
        troubled: (roster?.peers ?? []).filter((peer) => call.encryption.troubleOf(peer))
          .map(({ id }) => id),
      }
      : null,
    roundTrips: call?.marks.roundTrips() ?? 0,
    marks: { ...call?.marks.times },
    ended: call?.ended.peek()?.code ?? null,
  };
}

async function statsOf(call: Call | null): Promise<DebugStats[]> {
  const peers = call?.roster.peek()?.peers ?? [];
  const remote = [...call?.remote.peek().values() ?? []];
  return await Promise.all(remote.map(async ({ producerId, consumerId, receiver }) => {
    const inbound = inboundOf(await receiver?.getStats());
    const peer = peers.find(({ producers }) => producers.some(({ id }) => id === producerId));
    return {
      producerId,
      consumerId,
      peerId: peer?.id ?? null,
      source: peer?.producers.find(({ id }) => id === producerId)?.source ?? null,
      framesDecoded: inbound?.framesDecoded ?? 0,
      frameWidth: inbound?.frameWidth ?? 0,
      frameHeight: inbound?.frameHeight ?? 0,
      audioEnergy: inbound?.totalAudioEnergy ?? 0,
      bytes: inbound?.bytesReceived ?? 0,
    };
  }));
}

function inboundOf(report: RTCStatsReport | undefined): RTCInboundRtpStreamStats | undefined {
  for (const stats of report?.values() ?? []) {
    if (stats.type === "inbound-rtp") return stats;
  }
  return undefined;
}
