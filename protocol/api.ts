/** HTTP API bodies. */
import { z } from "zod";
import { MeetingCode, NodeId, PeerId, RoomId } from "./ids.ts";
import { SettingsPatch } from "./meeting/mod.ts";
import { DisplayName, Role } from "./roles.ts";

export const MeetingKind = z.enum(["instant", "scheduled", "personal"]);
export type MeetingKind = z.infer<typeof MeetingKind>;

const DAY_MINUTES = 24 * 60;

/** When a meeting is, and how long before and after people may come in. */
export const Schedule = z.object({
  startsAt: z.int().positive().describe("Epoch ms."),
  durationMinutes: z.int().min(5).max(7 * DAY_MINUTES),
  timeZone: z.string().max(64).refine(isTimeZone, "an IANA time zone").describe(
    "IANA name, as the meeting was planned: `Europe/Berlin`.",
  ),
  opensMinutesBefore: z.int().min(0).max(DAY_MINUTES).nullable().describe(
    "Guests may come in from then on; null: at any time. Hosts always may.",
  ),
  closesMinutesAfter: z.int().min(0).max(DAY_MINUTES).nullable().describe(
    "After the planned end nobody new comes in from then on; null: at any time.",
  ),
});
export type Schedule = z.infer<typeof Schedule>;

/** Spoken or sent beside the link. */
export const Passcode = z.string().trim().min(6).max(64);

const title = z.string().trim().max(200);

/** `POST /api/meetings`. Answers {@linkcode MeetingTicket} with its `hostKey`. */
export const CreateMeeting = z.object({
  title: title.default("").describe("Shown above the call."),
  kind: MeetingKind.optional().describe(
    "`scheduled` has a time; `personal` stays for ever and begins anew after each end. Absent: `instant`.",
  ),
  schedule: Schedule.optional().describe("Of a scheduled meeting, which needs one."),
  passcode: Passcode.optional(),
  settings: SettingsPatch.optional().describe("What differs from the defaults at each beginning."),
});
export type CreateMeeting = z.infer<typeof CreateMeeting>;

/** `PATCH /api/meetings/:code`, with the host key as bearer: what is named is changed. */
export const ChangeMeeting = z.object({
  title: title.optional(),
  schedule: Schedule.optional(),
  passcode: Passcode.nullable().optional().describe("Null: none any more."),
  settings: SettingsPatch.optional(),
});
export type ChangeMeeting = z.infer<typeof ChangeMeeting>;

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
  hostKey: z.string().optional().describe(
    "Whoever has it is a host. Told once, to who makes the meeting.",
  ),
});
export type MeetingTicket = z.infer<typeof MeetingTicket>;

/** `POST /api/meetings/:code/tickets`: a seat, by link or code. Answers {@linkcode MeetingTicket}. */
export const RequestTicket = z.object({
  name: DisplayName.optional(),
  passcode: z.string().max(64).optional().describe("Where the meeting has one."),
  hostKey: z.string().max(64).optional().describe("A host's seat; needs no passcode."),
});
export type RequestTicket = z.infer<typeof RequestTicket>;

/** `GET /api/meetings/:code`: what somebody with the code may know before joining. */
export const MeetingInfo = z.object({
  code: MeetingCode,
  title: z.string(),
  kind: MeetingKind.optional().describe("Absent: `instant`."),
  schedule: Schedule.optional(),
  needsPasscode: z.boolean().optional().describe("Absent: no."),
  encrypted: z.boolean().optional().describe("Planned to be end-to-end encrypted; absent: no."),
});
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

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
