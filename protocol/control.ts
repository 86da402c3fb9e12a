/** Among control hosts: who lives, who owns which room, and who takes a room next. */
import { z } from "zod";
import { BootId, HostId, RoomId } from "./ids.ts";

/** Short, since a call in progress needs its owner: four missed ones start the search for a new one. */
export const CONTROL_BEAT_INTERVAL_MS = 250;
/** Room ids in one message: some 70 kB at most. */
export const MAX_LISTED_ROOMS = 1_000;

const RosterSeq = z.int().nonnegative().describe(
  "Number of `HostRooms` sent by this start of the host so far; a gap means: ask for the list.",
);
const RoomIds = z.array(RoomId).max(MAX_LISTED_ROOMS);

/** A control host proves it lives, every {@linkcode CONTROL_BEAT_INTERVAL_MS}. */
export const ControlBeat = z.object({
  v: z.literal(1),
  hostId: HostId,
  bootId: BootId,
  at: z.int().describe("Epoch ms."),
  rooms: z.int().nonnegative().describe("Rooms it owns."),
  draining: z.boolean().describe("Takes no new rooms and hands its own over."),
  seq: RosterSeq,
});
export type ControlBeat = z.infer<typeof ControlBeat>;

/** Is this control host there? */
export const HostPing = z.object({ v: z.literal(1) });
export type HostPing = z.infer<typeof HostPing>;

export const HostPong = z.object({ v: z.literal(1), hostId: HostId, bootId: BootId });
export type HostPong = z.infer<typeof HostPong>;

/** What changed among a host's rooms since its last one of these. */
export const HostRooms = z.object({
  v: z.literal(1),
  hostId: HostId,
  bootId: BootId,
  seq: z.int().positive().describe("One more than that of the message before."),
  adopted: RoomIds.describe("Its own from now on, by the log."),
  released: RoomIds.describe(
    "No longer its own: handed over, at rest, ended, or taken by another.",
  ),
});
export type HostRooms = z.infer<typeof HostRooms>;

/** Which rooms are yours? Asked page by page. */
export const ListRooms = z.object({
  v: z.literal(1),
  after: z.int().nonnegative().default(0).describe("The `next` of the page before; 0: the first."),
});
export type ListRooms = z.infer<typeof ListRooms>;

/**
 * A page of a host's rooms. With all pages, and every `HostRooms` newer than the first page's `seq`
 * applied on top, the list is whole, whatever changed meanwhile.
 */
export const RoomsPage = z.object({
  v: z.literal(1),
  hostId: HostId,
  bootId: BootId,
  seq: RosterSeq,
  rooms: RoomIds,
  next: z.int().positive().optional().describe(
    "Where the next page begins; absent: this is the last.",
  ),
});
export type RoomsPage = z.infer<typeof RoomsPage>;
