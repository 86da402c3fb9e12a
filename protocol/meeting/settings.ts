/** What a host chooses for a meeting, and who stands out in it. */
import { z } from "zod";
import { PeerId } from "../ids.ts";
import { RoleRights } from "./rights.ts";

/** People spotlighted at a time. */
export const SPOTLIGHT_MAX = 9;

const settings = {
  lobby: z.boolean().describe("Newcomers wait until somebody lets them in."),
  locked: z.boolean().describe("Nobody new comes in, nor knocks."),
  joinBeforeHost: z.boolean().describe("Others may be in the meeting before a host or co-host is."),
  rights: RoleRights,
};
export const Settings = z.object(settings);
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  lobby: false,
  locked: false,
  joinBeforeHost: true,
  rights: {},
};

export const SettingsPatch = z.object(settings).partial();
export type SettingsPatch = z.infer<typeof SettingsPatch>;

export const SETTINGS_COMMANDS = [
  z.object({ type: z.literal("changeSettings"), settings: SettingsPatch }).describe(
    "Changes what is named and leaves the rest; of `rights`, the roles that are named. What people may no longer send ends, their microphones are muted. Needs `moderate`; what co-hosts may do, and who may do what leads, only with `govern`.",
  ),
  z.object({ type: z.literal("spotlight"), peerIds: z.array(PeerId).max(SPOTLIGHT_MAX) }).describe(
    "Everybody sees these first; empty: nobody stands out. Needs `moderate`.",
  ),
] as const;

export const SETTINGS_CHANGES = [
  z.object({ type: z.literal("SettingsChanged"), settings: Settings }).describe(
    "All settings as they are now.",
  ),
  z.object({ type: z.literal("SpotlightChanged"), peerIds: z.array(PeerId).max(SPOTLIGHT_MAX) })
    .describe("Who stands out for everybody."),
] as const;
