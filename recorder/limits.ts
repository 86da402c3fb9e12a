/** Every bound of the recorder, in one place. */

/**
 * A segment is over at the first moment after this at which another can begin. A machine that is lost
 * with its disk loses no more; each segment costs its sender a key frame, and the store a request.
 */
export const SEGMENT_MS = 6_000;
/** A video without a key frame for so long that this is reached is cut, and waits for one. */
export const SEGMENT_BYTES_MAX = 64 * 1_024 ** 2;
/** Nothing of a track for so long, and what comes then belongs to another segment. */
export const HOLE_MS = 1_000;
/** Nothing of a track for so long, and its segment is closed: what is there is safe. */
export const SILENT_MS = 5_000;
/** The same for a track that its sender has turned off. */
export const SILENT_PAUSED_MS = 500;

/** How long a missing packet is waited for, and how many others may wait behind it. */
export const REORDER = { waitMs: 60, max: 1_024 } as const;
/** A wish for a key frame is repeated after this. */
export const KEY_FRAME_AGAIN_MS = 1_000;
/** A tap's first frames wait so long for a report that says when they were captured. */
export const FIRST_REPORT_WAIT_MS = 1_500;
/** How often media nodes are told what has arrived. */
export const REPORT_EVERY_MS = 1_000;
/** How often tracks are looked at. */
export const TICK_MS = 100;
/** What has come goes to the disk after this: a killed recorder loses no more. All tracks' at a time. */
export const FLUSH_EVERY_MS = 300;
/** A tap that is replaced by one elsewhere may end what it has begun for so long. */
export const TAP_LINGER_MS = 3_000;
/** A track that its owner does not name any more is over after this; until then it may come back. */
export const TRACK_LINGER_MS = 5_000;

/** Bytes that one segment's writer may be behind its track: the disk does not keep up. */
export const BACKLOG_BYTES_MAX = 32 * 1_024 ** 2;
/** How often the room on the disk is looked at. */
export const DISK_EVERY_MS = 1_000;
/** New recordings are refused from this part of the spool's bound on, and taken again below the other. */
export const SPOOL_FILLING = { from: 0.8, until: 0.7 } as const;

/** Segments on their way to the store at a time. */
export const UPLOADS_MAX = 4;
/** After a failed upload; each further failure doubles it. */
export const UPLOAD_PAUSE_MS = { first: 500, max: 15_000 } as const;
/** Operators are told, in the log, of a store that takes nothing for so long. */
export const STORE_AWAY_MS = 30_000;
/** The same pauses for entries of manifests. */
export const APPEND_PAUSE_MS = { first: 250, max: 5_000 } as const;
/** How long JetStream may take for one entry. */
export const APPEND_TIMEOUT_MS = 2_000;
/** Bytes of a journal that are read at a time; no line is as long. */
export const JOURNAL_READ_BYTES = 256 * 1_024;

/** Recordings at a time. */
export const RECORDINGS_MAX = 200;
