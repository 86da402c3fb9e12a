import { z } from "zod";
import { PeerId, Settings } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const SETTINGS_FACTS = [
  z.object({ type: z.literal("SettingsChanged"), settings: Settings, by: By }),
  z.object({ type: z.literal("SpotlightChanged"), peerIds: z.array(PeerId), by: By }),
] as const;
