/** Every bound of the media node, in one place. */

/** Objects of one room. A room lives on one worker, which is one core. */
export const TRANSPORTS_PER_ROOM_MAX = 2_048;
export const PRODUCERS_PER_ROOM_MAX = 2_048;
export const CONSUMERS_PER_ROOM_MAX = 32_768;
export const ROUTERS_PER_WORKER_MAX = 1_024;

/** Commands that wait for their turn: of one room, and of all. */
export const QUEUED_PER_ROOM_MAX = 64;
export const QUEUED_MAX = 4_096;
/** What a refused sender should wait before it tries again. */
export const OVERLOADED_RETRY_MS = 250;
export const NO_WORKER_RETRY_MS = 500;

/**
 * Answers kept for repeats of a command, the oldest forgotten first; senders give up in seconds.
 * Not fewer than can be queued, so that a command under way is never forgotten.
 */
export const REPLIES_KEPT_MAX = QUEUED_MAX;
/** Rooms whose highest epoch is remembered, those heard of longest ago forgotten first. */
export const EPOCHS_KEPT_MAX = 65_536;
/** NATS refuses more by default (`max_payload`), and the sender would wait for nothing. */
export const REPLY_BYTES_MAX = 1_000_000;

/** A worker that died is started again after this long, doubled with each death of late. */
export const RESTART_DELAY_MS = 50;
export const RESTART_DELAY_MAX_MS = 10_000;
/** Deaths of one worker that count as "of late", and the delay once there were too many. */
export const RESTART_WINDOW_MS = 60_000;
export const RESTARTS_PER_WINDOW_MAX = 10;

/** How long a closed worker may take to leave before it is killed. */
export const WORKER_EXIT_MS = 2_000;

/** Where bandwidth estimation starts: a video of middling quality, before the first feedback. */
export const INITIAL_OUTGOING_BITRATE = 1_000_000;

/** mediasoup repeats a key-frame request that got lost only after a second unless told otherwise. */
export const KEY_FRAME_REQUEST_DELAY_MS = 320;
