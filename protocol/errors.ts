/** Coded errors as they cross a process boundary. */
import { z } from "zod";

/** Stable codes; clients decide by them, people read the message. */
export const ErrorCode = z.enum([
  // Of the message itself.
  "invalid-message", // Not JSON, or not what the schema says.
  "message-too-large",
  "unknown-type",
  "out-of-order", // For instance a command before `join`.
  "rate-limited",
  "expired", // Its deadline had passed when it was read.
  // Of identity and permission.
  "invalid-token",
  "invalid-resume-token",
  "forbidden",
  "session-replaced", // The same seat joined again elsewhere.
  // Of the room.
  "room-not-found",
  "room-exists",
  "room-ended",
  "room-full",
  "not-joined",
  "unknown-peer",
  "unknown-producer",
  "too-many-producers",
  "stale-generation", // Refers to media of an earlier placement.
  // Of the actor behind it.
  "invalid-command",
  "overloaded",
  "not-owner",
  "log-unavailable",
  "unreachable", // Nobody who owns the room answered in time.
  "unavailable", // A neighbour is out of reach for now.
  "internal",
  // Of a media node.
  "stale-epoch",
  "unknown-router",
  "unknown-transport",
  "cannot-consume",
  "invalid-rtp-parameters",
  "at-capacity",
  "worker-died",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** `code` is one of {@linkcode ErrorCode}; newer peers may send codes an older reader doesn't know. */
export const ErrorBody = z.object({
  code: z.string().max(64),
  message: z.string().max(1_000),
  /** Try again after this long; absent: trying again doesn't help. */
  retryAfterMs: z.int().nonnegative().optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
