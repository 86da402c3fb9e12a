/** The waiting room. Who waits is seen by those who may admit, and sees nothing of the room. */
import { z } from "zod";
import { PeerId } from "../ids.ts";
import { DisplayName } from "../roles.ts";

/** People who wait in one lobby. */
export const LOBBY_MAX = 500;

/** Seats kept out of one meeting. */
export const KEPT_OUT_MAX = 1_000;

/** Why somebody is not in yet. */
export const WaitingFor = z.enum(["admission", "host"]);
export type WaitingFor = z.infer<typeof WaitingFor>;

/** Somebody who knocked. */
export const LobbyPerson = z.object({
  peerId: PeerId,
  name: DisplayName,
  since: z.int().describe("Epoch ms."),
});
export type LobbyPerson = z.infer<typeof LobbyPerson>;

/** Somebody who was removed or turned away for good. */
export const KeptOutPerson = z.object({
  peerId: PeerId,
  name: DisplayName,
  at: z.int().describe("Epoch ms, since when."),
});
export type KeptOutPerson = z.infer<typeof KeptOutPerson>;

/** What the waiting person sees. */
export const LobbyState = z.discriminatedUnion("state", [
  z.object({ state: z.literal("waiting"), for: WaitingFor }),
  z.object({ state: z.literal("admitted") }).describe("`join` again now."),
  z.object({ state: z.literal("denied") }).describe("Somebody inside said no."),
]);
export type LobbyState = z.infer<typeof LobbyState>;

export const LOBBY_COMMANDS = [
  z.object({ type: z.literal("admit"), peerIds: z.array(PeerId).max(LOBBY_MAX).optional() })
    .describe(
      "Lets these in; without `peerIds` everybody who waits. Refused as `wrong-state` while the meeting waits for its host. Needs `admit`.",
    ),
  z.object({ type: z.literal("deny"), peerId: PeerId, block: z.boolean() }).describe(
    "Turns somebody away; `block`: that seat and that device may not knock again. Needs `admit`.",
  ),
  z.object({ type: z.literal("letBack"), peerId: PeerId }).describe(
    "Somebody who is kept out may come again, with that device too; a lobby is still for them. Needs `admit`.",
  ),
] as const;

export const LOBBY_CHANGES = [
  z.object({ type: z.literal("LobbyEntered"), person: LobbyPerson }).describe(
    "Somebody knocks. Told to those who may admit.",
  ),
  z.object({
    type: z.literal("LobbyLeft"),
    peerId: PeerId,
    outcome: z.enum(["admitted", "denied", "left"]),
  }).describe("Somebody waits no more. Told to those who may admit."),
  z.object({ type: z.literal("PeerKeptOut"), person: KeptOutPerson }).describe(
    "Somebody may not come back. Told to those who may admit.",
  ),
  z.object({ type: z.literal("PeerLetBack"), peerId: PeerId }).describe(
    "Somebody who was kept out may come again. Told to those who may admit.",
  ),
] as const;
