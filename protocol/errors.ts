/** Coded errors as they cross a process boundary. */
import { z } from "zod";

/** What each code means. Codes are stable: clients decide by them, people read the message. */
export const ERROR_MEANING = {
  // Of the message itself.
  "invalid-message": "Not JSON, or not what the schema says.",
  "message-too-large": "Longer than the reader takes.",
  "unknown-type": "No message of this type is known here.",
  "out-of-order": "Not now: for instance a command before `join`.",
  "rate-limited": "Too many at once from this sender.",
  "expired": "Its deadline had passed when it was read.",
  // Of identity and permission.
  "invalid-token": "The meeting token is malformed, expired, or of another room.",
  "invalid-resume-token":
    "The resume token is malformed or expired, or its session is over: join again.",
  "forbidden": "This role or sender may not do that.",
  "unauthorized": "The operator's token is missing or wrong.",
  "session-replaced": "The same seat joined again elsewhere.",
  // Of the room.
  "room-not-found": "There is no such room.",
  "room-exists": "The room was created before.",
  "room-ended": "The room is over.",
  "archived": "The room was over long ago; what it left is read over HTTP.",
  "room-full": "Every seat is taken.",
  "encrypted":
    "The meeting is end-to-end encrypted, which excludes this, or the browser can't take part in that.",
  "lobby": "Nobody has let the sender in yet: `knock`.",
  "removed": "The sender was removed from the meeting, and may join again.",
  "blocked": "This person, or this device, was removed from the meeting or turned away for good.",
  "room-locked": "The meeting is locked: nobody new comes in.",
  "wrong-passcode": "The passcode is missing or wrong.",
  "not-open": "The meeting has not begun yet, or is over, by its schedule.",
  "not-joined": "The sender has no seat in the room.",
  "unknown-peer": "Nobody of this id is in the room.",
  "unknown-producer": "The sender has no such track.",
  "too-many-producers": "The sender's tracks would be more than a seat may have.",
  "unknown-message":
    "There is no such message, or not for the sender, or it is too old to change here.",
  "file-refused":
    "The file is not of an accepted kind or size, or the scanner found something in it.",
  "unknown-file": "There is no such file of the sender's that is ready.",
  "unknown-poll": "There is no such poll.",
  "unknown-breakout": "There is no such breakout room.",
  "unknown-recording": "There is no such recording, or this key doesn't open it.",
  "target-refused": "The operator does not let live streams go to that address.",
  "legal-hold": "The recording is kept by a legal hold.",
  "wrong-state": "Not in the present state; the message says which it is.",
  "too-many": "A bound of the room is reached; the message names it.",
  "stale-generation": "Refers to media of an earlier placement.",
  // Of the actor behind it.
  "invalid-command": "The command is not what the schema says.",
  "overloaded": "The room's mailbox is full.",
  "not-owner": "This host does not own the room, or no longer.",
  "log-unavailable": "The room's log is out of reach, so nothing can be promised.",
  "unavailable": "A neighbour is out of reach for now.",
  "internal": "A fault of ours; it has been reported.",
  // Of a media node.
  "node-not-found": "There is no media node of this name.",
  "stale-epoch": "The room has a newer owner than the sender.",
  "unknown-router": "The node holds nothing of this room: `ensureRouter` first.",
  "unknown-transport": "The room has no such transport on this node.",
  "cannot-consume": "There is no such producer, or the receiver has no codec for it.",
  "invalid-rtp-parameters": "The media library refuses these RTP parameters.",
  "at-capacity": "The node has no room for more.",
  "worker-died": "The worker that carried this has died.",
  "worker-stalled": "The worker that carries this does not answer.",
} as const;

const codes = Object.keys(ERROR_MEANING) as [ErrorCode, ...ErrorCode[]];

export type ErrorCode = keyof typeof ERROR_MEANING;
/** A code of {@linkcode ERROR_MEANING}. */
export const ErrorCode = z.enum(codes);

/** `code` is one of {@linkcode ErrorCode}; newer peers may send codes an older reader doesn't know. */
export const ErrorBody = z.object({
  code: z.string().max(64),
  message: z.string().max(1_000).describe("For people; it may change."),
  retryAfterMs: z.int().nonnegative().optional()
    .describe("Try again after this long; absent: trying again doesn't help."),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
