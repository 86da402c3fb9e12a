/** What this device can show to see recordings: host keys of its meetings, and this tab's seats. Pure. */
import { RECORDING_KEYS_MAX, type RecordingId, type RoomId } from "../../../protocol/mod.ts";
import type { OwnMeeting } from "../planned.ts";
import type { Seat } from "../seat.ts";

export interface RecordingKey {
  /** Of the meeting. */
  readonly code: string;
  /** Of the room, where it is known. */
  readonly roomId?: RoomId;
  readonly secret: string;
}

/**
 * The strongest of each meeting: a host's before a guest's. Those most likely to open something come
 * first, since there is a bound: this tab's meetings, then what was planned for the past, the latest
 * first; what is still to come may have a recording only if it was begun early.
 */
export function recordingKeysOf(
  own: readonly OwnMeeting[],
  seats: readonly Seat[],
  now: number,
): RecordingKey[] {
  const isToCome = ({ schedule }: OwnMeeting) => schedule !== undefined && schedule.startsAt > now;
  const timeOf = ({ schedule, madeAt }: OwnMeeting) => schedule?.startsAt ?? madeAt;
  const hosts = own.toSorted((a, b) =>
    Number(isToCome(a)) - Number(isToCome(b)) || timeOf(b) - timeOf(a)
  );
  const held = new Map(seats.map(({ ticket }) => [ticket.code, ticket]));
  const guests = seats
    .filter(({ ticket }) => own.every(({ code }) => code !== ticket.code))
    .map(({ ticket: { code, roomId, token } }): RecordingKey => ({ code, roomId, secret: token }));
  const isHere = ({ code }: RecordingKey) => held.has(code);
  const keys = hosts.map(({ code, hostKey }): RecordingKey => {
    const roomId = held.get(code)?.roomId;
    return { code, secret: hostKey, ...(roomId !== undefined && { roomId }) };
  });
  return [...guests, ...keys.filter(isHere), ...keys.filter((key) => !isHere(key))]
    .slice(0, RECORDING_KEYS_MAX);
}

/** The room whose recording it is: the id says so. */
export const roomOf = (id: RecordingId): RoomId => id.replace(/-r\d+$/, "");
