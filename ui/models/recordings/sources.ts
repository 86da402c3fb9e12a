/** Ways to one recording: by what this device holds, or by a shared link. */
import type { RecordingDetails, RecordingId } from "../../../protocol/mod.ts";
import { Refusal } from "../../link/errors.ts";
import { serverNow } from "../api.ts";
import { ownMeetings } from "../own_meetings.ts";
import { heldSeats } from "../seat.ts";
import { type RecordingKey, recordingKeysOf, roomOf } from "./keys.ts";
import {
  createRecordingApi,
  openShared,
  type RecordingApi,
  searchRecordings,
} from "./recordings_api.ts";

export interface OpenedRecording {
  readonly details: RecordingDetails;
  readonly api: RecordingApi;
}

/** Opens a recording, or opens it again when a key has expired. Rejects with `Refusal` or `LinkDown`. */
export type RecordingSource = (password?: string) => Promise<OpenedRecording>;

/** Every key that this device can show. */
export const deviceKeys = (): RecordingKey[] =>
  recordingKeysOf(ownMeetings.peek(), heldSeats(), serverNow());

export function ownSource(id: RecordingId): RecordingSource {
  return async () => {
    const secret = await keyTo(id, deviceKeys());
    const api = createRecordingApi(id, () => secret);
    return { details: await api.details(), api };
  };
}

/** The id says the room, keys say meetings: where they don't meet, the server knows which it is. */
async function keyTo(id: RecordingId, keys: readonly RecordingKey[]): Promise<string> {
  const roomId = roomOf(id);
  const near = keys.find((key) => key.roomId === roomId);
  if (near) return near.secret;
  const only = keys.length === 1 ? keys[0] : undefined;
  if (only) return only.secret;
  if (keys.length > 0) {
    const { recordings } = await searchRecordings({
      keys: keys.map(({ secret }) => secret),
      room: roomId,
    });
    const code = recordings.find((recording) => recording.id === id)?.code;
    const key = keys.find((key) => key.code === code);
    if (key) return key.secret;
  }
  throw new Refusal({
    code: "forbidden",
    message: `Cannot open recording ${id}: this device has no key to it`,
  });
}

export function sharedSource(token: string): RecordingSource {
  let known: string | undefined;
  return async (password = known) => {
    const { recording, key } = await openShared({
      token,
      ...(password !== undefined && { password }),
    });
    known = password;
    return { details: recording, api: createRecordingApi(recording.id, () => key) };
  };
}
