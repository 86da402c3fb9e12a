/** What end-to-end encryption asks of a meeting and of those who come in. */
import {
  conflictWithEncryption,
  ENCRYPTED_PEERS_MAX,
  ENCRYPTED_VIDEO,
  type EncryptionKey,
  type Settings,
  type SettingsPatch,
} from "../../../protocol/mod.ts";
import { refuse } from "../../actor/mod.ts";
import { type Doer, mayAll, type Refused } from "../access.ts";
import type { By } from "../by.ts";
import type { Fact } from "../facts.ts";
import type { Peer, Room } from "../state.ts";

const CONFLICT = {
  captions: "Cannot be captioned: the meeting is end-to-end encrypted, and nobody can listen in",
  video: "Cannot be sent so: end-to-end encrypted video is VP8",
} as const;

/** An encrypted meeting is for browsers that can encrypt, and for as many as can share keys. */
export function refuseUnencrypted(
  { meeting, peers }: Readonly<Room>,
  seated: Peer | undefined,
  key: EncryptionKey | undefined,
): Refused | undefined {
  if (!meeting.settings.encrypted) return undefined;
  if (key === undefined) {
    return refuse("encrypted", "Cannot join: the meeting is end-to-end encrypted, the client not");
  }
  if (seated || Object.keys(peers).length < ENCRYPTED_PEERS_MAX) return undefined;
  return refuse(
    "room-full",
    `Cannot join: an encrypted meeting has at most ${ENCRYPTED_PEERS_MAX} participants`,
  );
}

/** Why the room can't be given these settings, as far as encryption is concerned. */
export function refuseByEncryption(
  room: Readonly<Room>,
  doer: Doer,
  { before, after, patch }: { before: Settings; after: Settings; patch: SettingsPatch },
): Refused | undefined {
  const { encrypted, captions } = after;
  const conflict = refuseTogether({ ...patch, encrypted, captions });
  if (conflict) return conflict;
  if (before.encrypted === encrypted) return undefined;
  return refuseSwitch(room, doer, encrypted);
}

/** Settings that exclude each other. */
export function refuseTogether(settings: SettingsPatch): Refused | undefined {
  const conflict = conflictWithEncryption(settings);
  return conflict && refuse("encrypted", CONFLICT[conflict]);
}

/** What encryption decides for others. */
export function withEncryption(settings: Settings): Settings {
  return settings.encrypted ? { ...settings, video: ENCRYPTED_VIDEO } : settings;
}

/** What people were told of an encryption that is no more. */
export function noticeOver(
  { meeting }: Readonly<Room>,
  { encrypted }: Settings,
  { by, now }: { by: By; now: number },
): Fact[] {
  if (encrypted || !meeting.notices.e2ee) return [];
  return [{ type: "NoticeChanged", kind: "e2ee", notice: null, at: now, by }];
}

/**
 * Nobody's media changes from plain to secret or back under their hands: it is switched by who governs,
 * and while nobody else is in.
 */
function refuseSwitch(room: Readonly<Room>, doer: Doer, encrypted: boolean): Refused | undefined {
  if (!mayAll(room, doer)) {
    return refuse("forbidden", 'Cannot switch encryption: the sender may not "govern" here');
  }
  if (Object.keys(room.peers).some((id) => id !== doer.peer?.id)) {
    return refuse("wrong-state", "Cannot switch encryption: others are in the meeting");
  }
  if (!encrypted) return undefined;
  if (doer.peer && doer.peer.encryptionKey === undefined) {
    return refuse("encrypted", "Cannot encrypt: the sender's client is not able to");
  }
  if (room.meeting.notices.recording) {
    return refuse("encrypted", "Cannot encrypt: the meeting is recorded, and cannot be both");
  }
  if (room.meeting.notices.live) {
    return refuse("encrypted", "Cannot encrypt: the meeting is streamed, and cannot be both");
  }
  return undefined;
}
