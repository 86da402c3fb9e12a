/** The live stream of a call: what one person may do with it, and what they are told. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { MeetingView, PeerId } from "../../../protocol/mod.ts";
import { t } from "../../strings/mod.ts";
import { announce } from "../announcer.ts";
import type { Command } from "../commands.ts";
import type { Heard } from "../room.ts";
import type { Toasts } from "../toasts.ts";
import { joinedAddress } from "./joined_address.ts";
import { type LiveNews, liveNewsOf } from "./live_news.ts";

/** What is asked before something is done. */
export type LiveQuestion = "start" | "stop";

export interface CallLiveOptions {
  readonly selfId: PeerId;
  readonly meeting: ReadonlySignal<MeetingView>;
  readonly command: Command;
  readonly toasts: Toasts;
  readonly onNews: (listener: (heard: Heard) => void) => () => void;
}

export type CallLive = ReturnType<typeof createCallLive>;

export function createCallLive({ selfId, meeting, command, toasts, onNews }: CallLiveOptions) {
  const asked = signal<LiveQuestion | null>(null);
  let hasBeenOn = false;

  function tell(news: LiveNews): void {
    switch (news.kind) {
      case "begun":
        return say(news.by === undefined ? t.live.begun : t.live.begunBy(news.by));
      case "resumed":
        return say(t.live.resumed);
      case "interrupted":
        return say(t.live.interrupted(news.reason), true);
      case "ended":
        if (asked.peek() === "stop") asked.value = null;
        return say(t.live.ended[news.end](news.reason), news.end === "failed");
      default:
        return news satisfies never;
    }
  }

  function say(text: string, isProblem = false): void {
    toasts.show({ id: "live", text, tone: isProblem ? "problem" : "news" });
  }

  const stop = onNews((heard) => {
    hasBeenOn ||= heard.after.meeting.live !== null;
    const news = liveNewsOf(heard, selfId);
    if (news) tell(news);
  });

  return {
    /** The one that is on; reads signals. */
    now: () => meeting.value.live,
    /** Whether one was, while this person was here. */
    hasBeenOn: () => hasBeenOn || meeting.peek().live !== null,
    /** What a dialog asks now; whoever closes it sets null. */
    asked,
    /** Asks where to, if the meeting can be streamed. */
    prepare(): void {
      if (meeting.peek().settings.encrypted) {
        return toasts.show({ id: "lacking", text: t.live.encrypted });
      }
      asked.value = "start";
    },
    /** The address is kept nowhere on this side. */
    async start(server: string, key: string): Promise<void> {
      const address = joinedAddress(server, key);
      if (address === undefined) return say(t.live.noAddress, true);
      if (await command({ type: "startLive", address })) announce(t.live.state.starting);
    },
    stop: () => void command({ type: "stopLive" }),
    dispose: stop,
  };
}
