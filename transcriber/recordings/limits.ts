/** Every bound of transcribing recordings, in one place. */

/** Recordings that a process works on at a time, and voices of each. */
export const JOBS_MAX = 1;
export const VOICES_AT_ONCE = 2;
/** Utterances of a job that are with the engine or wait for it, for each that it works on at a time. */
export const WAITING_PER_SLOT = 2;

/** So much of a voice is a piece, whose text is kept beside the recording until the job is over; */
export const PIECE_MS = 60_000;
/** more where somebody is in the middle of something then. */
export const PIECE_MAX_MS = 75_000;
/** Bytes of one segment of a voice; what is larger is none. */
export const SEGMENT_BYTES_MAX = 16 * 1_024 * 1_024;

/** Tries of one utterance. */
export const TRIES_MAX = 3;
/** So many utterances in a row that the engine can't do are no fault of theirs. */
export const MISSED_IN_ROW_MAX = 5;
/** How long a job rests whose speech service can't be reached. */
export const ENGINE_AWAY_MS = 20_000;

/** What recorders still have on their disks is waited for, for so long after the recording's end. */
export const PATIENCE_MS = 30 * 60 * 1_000;
export const LOOK_AGAIN_MS = 3_000;

/** How often it is told how far a job is. */
export const PROGRESS_EVERY_MS = 1_000;

/** How long a job rests whose manifest can't be read or written. */
export const MANIFEST_AWAY_MS = 5_000;
/** How long the queue of jobs is left alone that could not be opened. */
export const QUEUE_AWAY_MS = 2_000;
