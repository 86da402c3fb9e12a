/** Given facts, when a command, then: builders for tests of the room. */
import type { Capabilities, RtpParameters, View } from "../../../protocol/mod.ts";
import type { Command } from "../commands.ts";
import { decide } from "../decide.ts";
import { evolve } from "../evolve.ts";
import type { Fact } from "../facts.ts";
import { emptyRoom, type Room } from "../state.ts";

export const NOW = 1_700_000_000_000;
export const EVERYTHING: Capabilities = {
  codecs: ["opus", "vp8", "vp9", "h264", "av1"],
  extensions: ["mid", "absSendTime", "transportCc"],
};
export const NO_VIEW: View = { generation: 0, tiles: [], ready: [] };

export const CREATED: Fact = {
  type: "RoomCreated",
  roomId: "room",
  code: "123456789",
  title: "Tea",
  at: NOW,
};

export function joined(peerId: string, over: Partial<Extract<Fact, { type: "PeerJoined" }>> = {}) {
  return {
    type: "PeerJoined",
    peerId,
    name: peerId,
    role: "participant",
    sessionId: `s-${peerId}`,
    connectionId: `c-${peerId}`,
    capabilities: EVERYTHING,
    at: NOW,
    ...over,
  } satisfies Fact;
}

export const placed = (nodeId = "m1"): Fact => ({ type: "MediaPlaced", nodeId });

export function opened(
  peerId: string,
  key: "mic" | "cam" = "mic",
  over: Partial<Extract<Fact, { type: "ProducerOpened" }>> = {},
) {
  return {
    type: "ProducerOpened",
    peerId,
    producerId: `${peerId}:${key}`,
    source: key,
    paused: false,
    rtpParameters: key === "mic" ? AUDIO : VIDEO,
    ...over,
  } satisfies Fact;
}

export const AUDIO: RtpParameters = {
  codecs: [{ mimeType: "audio/opus", payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 1 }],
};
export const VIDEO: RtpParameters = {
  codecs: [{ mimeType: "video/VP8", payloadType: 96, clockRate: 90_000 }],
  encodings: [{ rid: "r0" }, { rid: "r1" }, { rid: "r2" }],
};
export const DTLS = { fingerprints: [{ algorithm: "sha-256" as const, value: "AA:BB" }] };

export function given(...facts: Fact[]): Room {
  return facts.reduce(evolve, emptyRoom());
}

/** A command of the session that {@linkcode joined} gives the peer. */
export function by(
  peerId: string,
  body: Extract<Command, { from: { kind: "session" | "service" } }>["body"],
  sessionId = `s-${peerId}`,
): Command {
  const from = { kind: "session", sessionId, peerId, role: "participant" } as const;
  return { v: 1, id: "command", roomId: "room", deadlineAt: NOW, from, body };
}

export function byService(
  body: Extract<Command, { from: { kind: "session" | "service" } }>["body"],
): Command {
  const from = { kind: "service", name: "api" } as const;
  return { v: 1, id: "command", roomId: "room", deadlineAt: NOW, from, body };
}

export function byOwner(body: Extract<Command, { from: { kind: "owner" } }>["body"]): Command {
  return { v: 1, id: "command", roomId: "room", deadlineAt: NOW, from: { kind: "owner" }, body };
}

/** Facts and effects of an accepted command; throws on a refused one. `epoch`: the owner's. */
export function when(room: Room, command: Command, now = NOW, epoch = 0) {
  const verdict = decide(room, command, now, { epoch });
  if (!verdict.accepted) throw new Error(`refused: ${verdict.code}`);
  const { events, effects } = verdict;
  return { events, effects, room: events.reduce(evolve, room) };
}

/** The code of a refusal; throws on an accepted command. */
export function refusalOf(room: Room, command: Command, now = NOW): string {
  const verdict = decide(room, command, now, { epoch: 0 });
  if (verdict.accepted) throw new Error("accepted");
  return verdict.code;
}
