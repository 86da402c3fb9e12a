/** The way packets take, out of a connection's statistics (W3C webrtc-stats). Pure. */

export interface IcePath {
  /** What our end of it is (RFC 8445): `relay` goes through TURN. */
  readonly candidate: "host" | "srflx" | "prflx" | "relay";
  /** What carries packets from here: to the node, or to the relay where one is between. */
  readonly protocol: "udp" | "tcp" | "tls";
  /** Host and port of the TURN server; absent: none, or a browser that does not tell. */
  readonly relay?: string;
  /** The last round trip of a check on this way; absent: none was answered yet. */
  readonly rttMs?: number;
  /** Checks sent since the first was answered (a way not yet open loses nothing), and their answers. */
  readonly checks: { readonly sent: number; readonly answered: number };
  /** Packets of media sent on this way. */
  readonly packetsSent: number;
  /** Epoch ms of the last packet of media that came on it, and of the last answered check. */
  readonly heardAt: number;
}

const CANDIDATES: ReadonlySet<unknown> = new Set(["host", "srflx", "prflx", "relay"]);

type Stats = Readonly<Record<string, unknown>>;

/** The selected candidate pair's way; `undefined`: none is selected yet. */
export function icePath(report: Iterable<readonly [string, Stats]>): IcePath | undefined {
  const all = new Map(report);
  const pair = selectedPair(all);
  const local = pair && all.get(String(pair["localCandidateId"]));
  if (!local || !isCandidate(local["candidateType"])) return undefined;
  const relay = hostOf(local["url"]);
  const rttS = pair["currentRoundTripTime"];
  return {
    candidate: local["candidateType"],
    protocol: protocolOf(local),
    ...(local["candidateType"] === "relay" && relay !== undefined && { relay }),
    ...(typeof rttS === "number" && { rttMs: rttS * 1_000 }),
    checks: {
      sent: numberOf(pair["consentRequestsSent"]),
      answered: Math.max(0, numberOf(pair["responsesReceived"]) - 1),
    },
    packetsSent: numberOf(pair["packetsSent"]),
    heardAt: Math.max(
      numberOf(pair["lastPacketReceivedTimestamp"]),
      numberOf(pair["lastResponseTimestamp"]),
    ),
  };
}

function selectedPair(all: ReadonlyMap<string, Stats>): Stats | undefined {
  for (const stats of all.values()) {
    if (stats["type"] !== "transport") continue;
    const pair = all.get(String(stats["selectedCandidatePairId"]));
    if (pair) return pair;
  }
  // Firefox has no transport statistics, and marks the pair.
  for (const stats of all.values()) {
    if (stats["type"] !== "candidate-pair" || stats["state"] !== "succeeded") continue;
    if (stats["selected"] === true || stats["nominated"] === true) return stats;
  }
  return undefined;
}

function protocolOf(local: Stats): IcePath["protocol"] {
  const protocol = local["candidateType"] === "relay" ? local["relayProtocol"] : local["protocol"];
  return protocol === "tcp" || protocol === "tls" ? protocol : "udp";
}

const isCandidate = (type: unknown): type is IcePath["candidate"] => CANDIDATES.has(type);

const numberOf = (value: unknown): number => typeof value === "number" ? value : 0;

/** `turn:host:port?transport=udp` → `host:port`. */
function hostOf(url: unknown): string | undefined {
  return typeof url === "string" ? /^turns?:([^?]+)/.exec(url)?.[1] : undefined;
}
