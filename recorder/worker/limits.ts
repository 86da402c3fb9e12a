/** Every bound of composing recordings, in one place. */

/** Pictures a second of the video. */
export const FRAME_RATE = 30;
export const SAMPLE_RATE = 48_000;
/** A key frame so often: where players can seek to, and where HLS cuts. */
export const KEY_FRAME_SECONDS = 2;
/** One piece of the video is rendered at a time; what a killed worker loses. */
export const PIECE_MS = 30_000;
/** The smaller rendition. */
export const SMALL_HEIGHT = 360;

/** People in a grid; whoever speaks is among them. */
export const GRID_MAX = 9;
/** People beside what is large. */
export const STRIP_MAX = 4;
/** A picture that stays away for less than that stands still; else its place is an avatar's. */
export const STILL_MAX_MS = 1_500;
/** A scene shorter than this is part of the one after it. */
export const SCENE_MIN_MS = 800;
/** Who speaks for less than that comes on no stage. */
export const TURN_MIN_MS = 1_500;

/** Speech that pauses for less than that goes on. */
export const SPEECH_PAUSE_MS = 800;
export const SPEECH_MIN_MS = 300;
/** Times that one piece marks a speaker. */
export const MARKS_MAX = 100;

/** How much louder or quieter one person is made. */
export const GAIN_MAX_DB = 12;

/** Segments of one track that overlap by less than that follow each other. */
export const OVERLAP_MS = 60;
/** What begins earlier than that before a pause is over is not shown. */
export const CLOCKS_DIFFER_MS = 1_000;

/** Pictures of the storyboard. */
export const THUMBNAILS_MAX = 100;
export const THUMBNAIL_EVERY_MIN_MS = 5_000;
export const THUMBNAIL_WIDTH = 160;
export const THUMBNAIL_HEIGHT = 90;
export const THUMBNAIL_COLUMNS = 10;

/** What a program of ffmpeg's may take at least, and for each second of what it makes. */
export const RUN_TIMEOUT_MIN_MS = 120_000;
export const RUN_TIMEOUT_PER_SECOND_MS = 20_000;
/** The end of what a program said that is kept for its error. */
export const STDERR_CHARACTERS_MAX = 2_000;

/** Segments fetched at a time. */
export const FETCHES_MAX = 6;
/** A segment of a few seconds is never so large. */
export const SEGMENT_BYTES_MAX = 256 * 1_024 ** 2;
/** Work needs the recording's bytes so many times over. */
export const WORK_FACTOR = 2.5;

/** A recording is awaited so long after its end that no part of is known. */
export const PARTLESS_MS = 20_000;
/** How often a job looks whether all segments are there. */
export const AWAIT_EVERY_MS = 2_000;
export const AWAIT_EVERY_LATE_MS = 15_000;
/** From when on it looks less often. */
export const AWAIT_LATE_MS = 60_000;

/** How often progress is told. */
export const PROGRESS_EVERY_MS = 1_000;

/** The composed video may differ from what it should last by a hundredth, and so much. */
export const DURATION_TOLERANCE_MS = 250;
/** What is decoded of a product at its start, middle and end to see that it plays. */
export const CHECK_SECONDS = 2;
/** The largest timeline that is read. */
export const TIMELINE_BYTES_MAX = 32 * 1_024 ** 2;
/** Characters of a name that are shown. */
export const LABEL_CHARACTERS_MAX = 40;
