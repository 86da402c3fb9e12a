import { z } from "zod";
import { DIRECT_COMMANDS } from "../direct.ts";
import { ENCRYPTION_COMMANDS } from "../encryption.ts";
import { BREAKOUT_COMMANDS } from "./breakouts.ts";
import { CAPTION_COMMANDS } from "./captions.ts";
import { CHAT_COMMANDS } from "./chat.ts";
import { GESTURE_COMMANDS } from "./gestures.ts";
import { LIVE_COMMANDS } from "./live.ts";
import { LOBBY_COMMANDS } from "./lobby.ts";
import { MODERATION_COMMANDS } from "./moderation.ts";
import { NOTICE_COMMANDS } from "./notices.ts";
import { POLL_COMMANDS } from "./polls.ts";
import { RECORDING_COMMANDS } from "./recording.ts";
import { SETTINGS_COMMANDS } from "./settings.ts";

export const MEETING_COMMANDS = [
  z.object({ type: z.literal("end") }).describe("Ends the meeting for everyone. Needs `govern`."),
  ...SETTINGS_COMMANDS,
  ...LOBBY_COMMANDS,
  ...MODERATION_COMMANDS,
  ...BREAKOUT_COMMANDS,
  ...CHAT_COMMANDS,
  ...GESTURE_COMMANDS,
  ...CAPTION_COMMANDS,
  ...POLL_COMMANDS,
  ...NOTICE_COMMANDS,
  ...RECORDING_COMMANDS,
  ...LIVE_COMMANDS,
  ...ENCRYPTION_COMMANDS,
  ...DIRECT_COMMANDS,
] as const;

/** What a participant asks of the meeting; gateways pass it on unread, the room decides. */
export const MeetingCommand = z.discriminatedUnion("type", MEETING_COMMANDS);
export type MeetingCommand = z.infer<typeof MeetingCommand>;
