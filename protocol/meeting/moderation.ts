/** What those who lead a meeting do about others. */
import { z } from "zod";
import { PeerId } from "../ids.ts";
import { DisplayName, Role, Source } from "../roles.ts";
import { OwnRights, Right } from "./rights.ts";

const rights = z.array(Right).max(Right.options.length);

export const MODERATION_COMMANDS = [
  z.object({ type: z.literal("mute"), peerId: PeerId, mayUnmute: z.boolean() }).describe(
    "Mutes somebody's microphone; without `mayUnmute` the right to speak goes too. Needs `moderate`.",
  ),
  z.object({ type: z.literal("muteAll"), mayUnmute: z.boolean() }).describe(
    "Mutes everybody but hosts and co-hosts; without `mayUnmute` participants and viewers lose the right to speak, whoever was given it alone too. Needs `moderate`.",
  ),
  z.object({ type: z.literal("askToUnmute"), peerId: PeerId }).describe(
    "Asks somebody to unmute, and gives back the right to. Needs `moderate`.",
  ),
  z.object({ type: z.literal("stopSource"), peerId: PeerId, source: Source }).describe(
    "Ends what somebody sends of a kind. Needs `moderate`.",
  ),
  z.object({ type: z.literal("remove"), peerId: PeerId, block: z.boolean() }).describe(
    "Out of the meeting; `block`: that seat and that device may not come back. Needs `moderate`.",
  ),
  z.object({ type: z.literal("setRole"), peerId: PeerId, role: Role }).describe(
    "Gives a role. To hand `host` over makes the sender a co-host. Needs `govern`.",
  ),
  z.object({
    type: z.literal("setRights"),
    peerId: PeerId,
    grant: rights,
    revoke: rights,
    reset: rights.describe("As the role has it again."),
  }).describe(
    "What one person may do, whatever the role. Needs `moderate`; `admit`, `record`, `moderate`, `polls`, `breakouts` and `govern` only with `govern`.",
  ),
  z.object({ type: z.literal("rename"), peerId: PeerId, name: DisplayName }).describe(
    "One's own name, or with `moderate` another's.",
  ),
] as const;

export const MODERATION_CHANGES = [
  z.object({ type: z.literal("RoleChanged"), peerId: PeerId, role: Role }).describe(
    "Somebody has another role. Whose own it is should `sync`: other things are seen now.",
  ),
  z.object({ type: z.literal("RightsChanged"), peerId: PeerId, rights: OwnRights }).describe(
    "Somebody's own rights. Whose own they are should `sync`.",
  ),
  z.object({ type: z.literal("PeerRenamed"), peerId: PeerId, name: DisplayName }).describe(
    "Somebody has another name.",
  ),
  z.object({ type: z.literal("UnmuteAsked"), by: PeerId.nullable() }).describe(
    "You are asked to unmute; `by` is null where a service asks. Told to that person only.",
  ),
] as const;
