/** What a host chooses for a meeting, and who stands out in it. */
import { z } from "zod";
import { PeerId } from "../ids.ts";
import { RoleRights } from "./rights.ts";

/** People spotlighted at a time. */
export const SPOTLIGHT_MAX = 9;

/** Which codec cameras and screens are sent with; `auto`: the best that all can decode. */
export const VideoChoice = z.enum(["auto", "vp8", "vp9", "h264", "av1"]);
export type VideoChoice = z.infer<typeof VideoChoice>;

/** Shared screens at a time: another one takes the place of the first, or stands beside it. */
export const SharesChoice = z.enum(["one", "several"]);
export type SharesChoice = z.infer<typeof SharesChoice>;

const settings = {
  lobby: z.boolean().describe("Newcomers wait until somebody lets them in."),
  locked: z.boolean().describe("Nobody new comes in, nor knocks."),
  joinBeforeHost: z.boolean().describe("Others may be in the meeting before a host or co-host is."),
  rights: RoleRights,
  video: VideoChoice.describe("Which codec video is sent with."),
  shares: SharesChoice.describe("Whether several screens may be shared at a time."),
  direct: z.boolean().describe("Two people who are alone may talk without a server between them."),
  encrypted: z.boolean().describe("Media is encrypted end to end; servers can do nothing with it."),
  captions: z.boolean().describe("What is said is written under the pictures."),
};

export const DEFAULT_SETTINGS: Settings = {
  lobby: false,
  locked: false,
  joinBeforeHost: true,
  rights: {},
  video: "auto",
  shares: "several",
  direct: false,
  encrypted: false,
  captions: false,
};

/** What was written before a field was known means its default. */
export const Settings = z.object({
  ...settings,
  video: settings.video.default("auto"),
  shares: settings.shares.default("several"),
  direct: settings.direct.default(false),
  encrypted: settings.encrypted.default(false),
  captions: settings.captions.default(false),
});
export type Settings = z.infer<typeof Settings>;

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
