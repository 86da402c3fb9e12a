/** What everybody in a meeting has to know of it, and who agreed. */
import { z } from "zod";
import { PeerId } from "../ids.ts";

export const NoticeKind = z.enum(["recording", "live", "e2ee"]);
export type NoticeKind = z.infer<typeof NoticeKind>;

export const Notice = z.object({
  kind: NoticeKind,
  since: z.int().describe("Epoch ms."),
  by: PeerId.nullable().describe("Null: a service."),
});
export type Notice = z.infer<typeof Notice>;

export const NOTICE_COMMANDS = [
  z.object({ type: z.literal("setNotice"), kind: NoticeKind, on: z.boolean() }).describe(
    "Shows the notice to everybody, or takes it away. `recording` and `live` need `record`, `e2ee` needs `govern`. An encrypted meeting refuses `recording` and `live`, another one `e2ee`.",
  ),
  z.object({ type: z.literal("consent"), kind: NoticeKind, agreed: z.boolean() }).describe(
    "The sender's answer to a notice that is on.",
  ),
] as const;

export const NOTICE_CHANGES = [
  z.object({ type: z.literal("NoticeChanged"), kind: NoticeKind, notice: Notice.nullable() })
    .describe("Null: it is over, and the answers with it."),
  z.object({
    type: z.literal("ConsentGiven"),
    peerId: PeerId,
    kind: NoticeKind,
    agreed: z.boolean(),
  }).describe("Somebody's answer."),
] as const;
