import type { LiveEnd, LiveState } from "../../../protocol/mod.ts";

/** The live stream of a call. */
export const live = {
  start: "Stream live…",
  stop: "Stop the stream",
  stopEllipsis: "Stop the live stream…",
  encrypted: "An encrypted meeting can't be streamed: the server hears and sees nothing of it.",
  state: {
    starting: "Live stream starts…",
    live: "Live",
    interrupted: "Live stream interrupted",
  } satisfies Record<LiveState, string>,
  /** On the badge of a phone. */
  brief: {
    starting: "Starting",
    live: "LIVE",
    interrupted: "Offline",
  } satisfies Record<LiveState, string>,
  menu: (state: string) => `${state}. What to do with the stream`,
  question: "Stream the meeting live",
  hint: "Everybody here is told. Whoever watches the stream sees and hears the meeting.",
  server: "Server",
  serverHint: "As your streaming service gives it: rtmps://, rtmp:// or srt://",
  key: "Stream key",
  keyHint: "It is used once and shown to nobody. Empty, if it stands in the address.",
  begin: "Go live",
  noAddress: "That is no address of a streaming server: rtmps://, rtmp:// or srt://",
  stopQuestion: "Stop the live stream?",
  stopHint: "The meeting goes on.",
  begun: "The meeting is live",
  begunBy: (name: string) => `${name} streams the meeting live`,
  resumed: "The live stream goes on",
  interrupted: (reason: string | undefined) =>
    `The live stream is interrupted and tried again${reason ? `: ${reason}` : ""}`,
  ended: {
    asked: () => "The live stream has ended",
    ended: () => "The live stream has ended with the meeting",
    empty: () => "The live stream has ended: nobody was there any more",
    failed: (reason: string | undefined) =>
      `The live stream has failed${reason ? `: ${reason}` : ""}`,
  } satisfies Record<LiveEnd, (reason: string | undefined) => string>,
};
