/** Every bound of the media node, in one place. */

/** Objects of one room. A room lives on one worker, which is one core. */
export const TRANSPORTS_PER_ROOM_MAX = 2_048;
export const PRODUCERS_PER_ROOM_MAX = 2_048;
export const CONSUMERS_PER_ROOM_MAX = 32_768;
/** Each is a port of its own. */
export const TAPS_PER_ROOM_MAX = 512;
export const ROUTERS_PER_WORKER_MAX = 1_024;

/** Commands that wait for their turn: of one room, and of all. */
export const QUEUED_PER_ROOM_MAX = 64;
export const QUEUED_MAX = 4_096;
/** What a refused sender should wait before it tries again. */
export const OVERLOADED_RETRY_MS = 250;
export const NO_ROOM_RETRY_MS = 500;

/**
 * Answers kept for repeats of a command, the oldest forgotten first; senders give up in seconds.
 * Not fewer than can be queued, so that a command under way is never forgotten.
 */
export const REPLIES_KEPT_MAX = QUEUED_MAX;
/** Rooms whose highest epoch is remembered, those heard of longest ago forgotten first. */
export const EPOCHS_KEPT_MAX = 65_536;
/** NATS refuses more by default (`max_payload`), and the sender would wait for nothing. */
export const REPLY_BYTES_MAX = 1_000_000;

/**
 * A worker that died is started again after this long, doubled with each death of late: while its
 * calls change over to their standby, a small machine has better things to do.
 */
export const RESTART_DELAY_MS = 200;
export const RESTART_DELAY_MAX_MS = 10_000;
/** Deaths of one worker that count as "of late", and the delay once there were too many. */
export const RESTART_WINDOW_MS = 60_000;
export const RESTARTS_PER_WINDOW_MAX = 10;

/** How long each answer of a starting worker may take, and a closed one to leave, before it is killed. */
export const WORKER_START_MS = 10_000;
export const WORKER_EXIT_MS = 2_000;

/** How often each worker is asked whether it lives; divides the two limits below. */
export const PING_INTERVAL_MS = 50;
/** A worker silent for so long is said to be stalled: its rooms leave it, and none comes. */
export const STALLED_AFTER_MS = 150;
/** A worker silent for so long is killed, so that it can be started again. */
export const HUNG_AFTER_MS = 2_000;
/** A look at a worker that comes later than this blames nobody: this process got no time itself. */
export const LOOK_LATE_MAX_MS = 20;
/** When a sender refused because of a stalled worker may try again: it has recovered or is dead. */
export const STALLED_RETRY_MS = 500;

/** Where bandwidth estimation starts: a video of middling quality, before the first feedback. */
export const INITIAL_OUTGOING_BITRATE = 1_000_000;

/** mediasoup repeats a key-frame request that got lost only after a second unless told otherwise. */
export const KEY_FRAME_REQUEST_DELAY_MS = 320;

/** How often the progress of a drain is logged. */
export const DRAIN_REPORT_MS = 10_000;

/** A room that nobody spoke of and where nobody was connected for so long was forgotten by its owner. */
export const ABANDONED_AFTER_MS = 600_000;
/** How often such rooms are looked for, and how many are dropped each time. */
export const SWEEP_INTERVAL_MS = 60_000;
export const SWEPT_AT_ONCE_MAX = 64;
