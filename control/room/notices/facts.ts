import { z } from "zod";
import { Notice, NoticeKind, PeerId } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const NOTICE_FACTS = [
  z.object({
    type: z.literal("NoticeChanged"),
    kind: NoticeKind,
    notice: Notice.nullable(),
    at: z.int(),
    by: By,
  }),
  z.object({
    type: z.literal("ConsentGiven"),
    peerId: PeerId,
    name: z.string(),
    kind: NoticeKind,
    agreed: z.boolean(),
    at: z.int(),
  }),
] as const;
