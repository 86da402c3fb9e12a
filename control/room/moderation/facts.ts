import { z } from "zod";
import { DisplayName, OwnRights, PeerId, Role } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const MODERATION_FACTS = [
  z.object({
    type: z.literal("RoleChanged"),
    peerId: PeerId,
    role: Role,
    /** The role it has for now only, until the host it stands in for is back: what it had before. */
    standsInAs: Role.optional(),
    by: By,
  }),
  z.object({ type: z.literal("RightsChanged"), peerId: PeerId, rights: OwnRights, by: By }),
  z.object({ type: z.literal("PeerRenamed"), peerId: PeerId, name: DisplayName, by: By }),
  z.object({ type: z.literal("UnmuteAsked"), peerId: PeerId, by: By }),
  // Beside `PeerLeft`: this seat and this device may not come back.
  z.object({
    type: z.literal("PeerBlocked"),
    peerId: PeerId,
    name: DisplayName,
    device: z.string().optional(),
    at: z.int(),
    by: By,
  }),
] as const;
