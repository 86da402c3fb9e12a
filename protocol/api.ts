/** HTTP API bodies. */
import { z } from "zod";
import { MeetingCode, NodeId, PeerId, RoomId } from "./ids.ts";
import { DisplayName, Role } from "./roles.ts";

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

const nodeRooms = z.int().nonnegative();

/** A media node as its last beat told. */
export const NodeState = z.object({
  nodeId: NodeId,
  draining: z.boolean().describe("Takes no new rooms and ends when the last has left."),
  workers: z.int().nonnegative().describe("Worker processes that live."),
  rooms: nodeRooms.describe("Rooms with media here, as the active node or in standby."),
  transports: z.int().nonnegative(),
  consumers: z.int().nonnegative(),
  load: z.number().nonnegative().describe("CPU of its workers' cores, 0 to 1."),
});
export type NodeState = z.infer<typeof NodeState>;

/** `GET /admin/nodes`: media nodes that were heard lately, by name. */
export const NodeList = z.object({ nodes: z.array(NodeState) });
export type NodeList = z.infer<typeof NodeList>;

/** `POST` and `DELETE /admin/nodes/:id/drain`: what the node said. */
export const NodeDrain = z.object({
  nodeId: NodeId,
  draining: z.boolean(),
  rooms: nodeRooms.describe("Rooms that are still to leave."),
});
export type NodeDrain = z.infer<typeof NodeDrain>;
