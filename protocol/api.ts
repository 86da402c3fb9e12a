/** HTTP API bodies. */
import { z } from "zod";
import { MeetingCode, PeerId, RoomId } from "./ids.ts";
import { DisplayName, Role } from "./view.ts";

/** `POST /api/meetings`: an instant meeting. */
export const CreateMeeting = z.object({
  title: z.string().trim().max(200).default("").describe("Shown above the call."),
});

/** A token that admits one seat to one room. Keep it: the same token gives the same seat again. */
export const MeetingTicket = z.object({
  roomId: RoomId,
  code: MeetingCode,
  title: z.string(),
  link: z.string().describe("Made from the configured public address, never from a Host header."),
  peerId: PeerId,
  role: Role,
  token: z.string().describe("The meeting token for `join` (JWT, RFC 7519)."),
  expiresAt: z.int().describe("Epoch ms."),
});
export type MeetingTicket = z.infer<typeof MeetingTicket>;

/** `POST /api/meetings/:code/tickets`: a guest's seat, by link or code. Answers {@linkcode MeetingTicket}. */
export const RequestTicket = z.object({ name: DisplayName.optional() });

/** `GET /api/meetings/:code`: what somebody with the code may know before joining. */
export const MeetingInfo = z.object({ code: MeetingCode, title: z.string() });
export type MeetingInfo = z.infer<typeof MeetingInfo>;

/** `GET /api/config`: what the page needs before a join. */
export const ClientConfig = z.object({
  gateways: z.array(z.string()).describe("WebSocket URLs, in order of preference."),
  publicUrl: z.string().describe("Where links to meetings begin."),
  development: z.boolean(),
});
export type ClientConfig = z.infer<typeof ClientConfig>;
