/** Every bound of the streamer, in one place. */

export const PICTURES_PER_SECOND = 25;
export const SAMPLES_PER_SECOND = 48_000;
export const PICTURE_MS = 1_000 / PICTURES_PER_SECOND;
/** Key frames so far apart: whoever begins to watch waits for one. */
export const KEY_FRAME_EVERY_S = 2;
/** Rates that services ask for, by the lines of the picture. */
export const VIDEO_KBITS = { "360": 800, "480": 1_200, "720": 2_500, "1080": 4_500 } as const;
export const AUDIO_KBITS = 128;

/** What was captured is shown and heard so much later: nothing is waited for that takes longer. */
export const BEHIND_MS = 700;
/** Decoded pictures of one track that wait for their time; the oldest goes first. */
export const PICTURES_WAITING_MAX = 40;
/** Pictures in a decoder; with more some were lost in it, and the others' times are set right. */
export const PICTURES_DECODING_MAX = 40;
/** Bytes on their way into a decoder; one that does not keep up is begun anew. */
export const DECODER_BYTES_MAX = 8 * 1_024 ** 2;
/** A decoder that ended by itself is begun anew, not at once. */
export const DECODER_PAUSE_MS = 1_000;

/** Pictures on their way into the encoder; one that does not keep up gets none until it has. */
export const ENCODER_PICTURES_MAX = 12;
/** After a pause of the process so many pictures are made up for; the rest is left out. */
export const CATCH_UP_PICTURES_MAX = 25;
/** Encoders that ended by themselves are begun anew, not at once. */
export const ENCODER_PAUSE_MS = 500;

/** Encoded bytes on their way to the server; with more the connection is given up. */
export const SENDER_BYTES_MAX = 4 * 1_024 ** 2;
/** A server that has not taken the stream after so long does not. */
export const CONNECT_MS = 20_000;
/** One that takes nothing more for so long is gone. */
export const STALLED_MS = 8_000;
/** Between tries to reach the server; each further failure doubles it. */
export const RECONNECT_PAUSE_MS = { first: 500, max: 8_000 } as const;
/** How long a name or a connection may take. */
export const REACH_MS = 6_000;

/** Louder than this, of 1, somebody speaks. */
export const SPEECH_LOUDNESS = 0.02;
/** People whose speaking is remembered, who spoke longest ago forgotten first. */
export const SPEAKERS_MAX = 64;
/** Who is shown changes no more often than this because of who speaks. */
export const ARRANGE_EVERY_MS = 3_000;
/** Names that are kept as pictures; the oldest goes first. */
export const LABELS_MAX = 200;
/** How long drawing a name may take, and when one that failed is tried again. */
export const LABEL_MS = 20_000;
export const LABEL_AGAIN_MS = 10_000;

/** How often taps are looked at. */
export const TICK_MS = 100;
/** The end of what a program has written for people. */
export const SAID_CHARACTERS_MAX = 2_000;
