/** People at the door, for tests of who comes in. */
import { DEFAULT_SETTINGS, type Role, type SettingsPatch } from "../../../protocol/mod.ts";
import type { Command } from "../commands.ts";
import type { Effect } from "../effects.ts";
import type { Fact } from "../facts.ts";
import { patched } from "../settings/decide.ts";
import { EVERYTHING, NO_VIEW, NOW } from "./given.ts";

export interface ComerOptions {
  /** As the ticket says. */
  role?: Role;
  device?: string;
  sessionId?: string;
}

export function joins(peerId: string, options: ComerOptions = {}): Command {
  const { device } = options;
  return at(peerId, options, {
    type: "join",
    name: peerId,
    capabilities: EVERYTHING,
    view: NO_VIEW,
    ...(device !== undefined && { device }),
  });
}

export function knocks(peerId: string, options: ComerOptions = {}): Command {
  const { device, sessionId = `s-${peerId}` } = options;
  return at(peerId, options, {
    type: "knock",
    name: peerId,
    connectionId: `c-${sessionId}`,
    ...(device !== undefined && { device }),
  });
}

/** A room with these settings. */
export function created(patch: SettingsPatch): Fact {
  const settings = patched(DEFAULT_SETTINGS, patch);
  return {
    type: "RoomCreated",
    roomId: "room",
    code: "123456789",
    title: "Tea",
    at: NOW,
    settings,
  };
}

/** What the lobby's people are told: session and state, and for what they still wait. */
export function toldInLobby(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.type !== "tellLobby") return [];
    const { sessionId, lobby } = effect;
    return [`${sessionId} ${lobby.state}${lobby.state === "waiting" ? ` for ${lobby.for}` : ""}`];
  });
}

/** A command's facts in short: type and whom it is about. */
export function short(facts: readonly Fact[]): string[] {
  return facts.map((fact) => {
    const whom = "peerId" in fact ? fact.peerId : "waiter" in fact ? fact.waiter.peerId : "";
    return `${fact.type} ${whom}`.trim();
  });
}

type FromSession = Extract<Command, { from: { kind: "session" | "service" } }>;

function at(
  peerId: string,
  { role = "participant", sessionId = `s-${peerId}` }: ComerOptions,
  body: FromSession["body"],
): Command {
  const from = { kind: "session", sessionId, peerId, role } as const;
  return { v: 1, id: "command", roomId: "room", deadlineAt: NOW, from, body };
}
