/** The recording of a call: what one person may do with it, and what they are told. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type {
  MeetingView,
  PeerId,
  Recording,
  RecordingEnd,
  RecordingId,
  Role,
} from "../../../protocol/mod.ts";
import { recordingPath } from "../../router.ts";
import { t } from "../../strings/mod.ts";
import { announce } from "../announcer.ts";
import type { Command } from "../commands.ts";
import type { Heard } from "../room.ts";
import type { Toasts } from "../toasts.ts";
import { type RecordingNews, recordingNewsOf } from "./recording_news.ts";

/** What is asked before something is done. */
export type RecordingQuestion = "stop" | "highlight";

export interface CallRecordingOptions {
  readonly selfId: PeerId;
  /** Whether this device has the meeting's own key: a seat opens recordings in its own tab alone. */
  readonly hasKey: boolean;
  /** This person's; undefined while it is not known. */
  readonly role: ReadonlySignal<Role | undefined>;
  /** Whether somebody else leads the meeting: who leads it alone may only stand in for a host. */
  readonly isLed: ReadonlySignal<boolean>;
  readonly meeting: ReadonlySignal<MeetingView>;
  readonly command: Command;
  readonly toasts: Toasts;
  readonly onNews: (listener: (heard: Heard) => void) => () => void;
}

export type CallRecording = ReturnType<typeof createCallRecording>;

export function createCallRecording(options: CallRecordingOptions) {
  const { selfId, hasKey, role, isLed, meeting, command, toasts, onNews } = options;
  const asked = signal<RecordingQuestion | null>(null);
  const last = signal<RecordingId | null>(null);

  /** The recording is afterwards for those who led the meeting last, and not for who only stood in. */
  let isOwn = false;

  const now = () => meeting.value.recording;

  function tell(news: RecordingNews): void {
    switch (news.kind) {
      case "begun":
        return say(news.by === undefined ? t.recording.begun : t.recording.begunBy(news.by));
      case "paused":
      case "resumed":
        return say(t.recording.told[news.kind]);
      case "interrupted":
        return say(t.recording.told.interrupted, true);
      case "ended":
        return ended(news.recording, news.end);
      case "marked":
        return toasts.show({
          id: "highlight",
          text: news.by === undefined
            ? t.recording.marked(news.label)
            : t.recording.markedBy(news.by, news.label),
        });
      default:
        return news satisfies never;
    }
  }

  function say(text: string, isProblem = false): void {
    toasts.show({ id: "recording", text, tone: isProblem ? "problem" : "news" });
  }

  function ended({ id }: Recording, end: RecordingEnd): void {
    asked.value = null;
    toasts.show({
      id: "recording",
      text: t.recording.ended[end],
      tone: end === "failed" ? "problem" : "news",
      actions: hasKey
        ? [{ label: t.recording.open, isMain: true, run: () => openBeside(recordingPath(id)) }]
        : [],
    });
  }

  const stops = [
    onNews((heard) => recordingNewsOf(heard, selfId).forEach(tell)),
    effect(() => {
      if (!role.value) return; // At the end nobody has one any more.
      const leads = role.value === "host" || role.value === "cohost";
      isOwn = leads && (isOwn || hasKey || isLed.value);
    }),
    effect(() => {
      const recording = now();
      if (recording) last.value = recording.id;
    }),
  ];

  return {
    /** Whether this person's seat opens it afterwards. */
    isOwn: () => isOwn,
    /** The one that is on; reads signals. */
    now,
    /** The newest that was on while this person was here. */
    last: last as ReadonlySignal<RecordingId | null>,
    /** What a dialog asks now; whoever closes it sets null. */
    asked,
    /** Whether the meeting excludes recordings; reads signals. */
    isExcluded: () => meeting.value.settings.encrypted,
    async start(): Promise<void> {
      if (meeting.peek().settings.encrypted) {
        return toasts.show({ id: "lacking", text: t.recording.encrypted });
      }
      if (await command({ type: "startRecording" })) announce(t.recording.state.starting);
    },
    setPaused: (paused: boolean) => void command({ type: "pauseRecording", paused }),
    stop: () => void command({ type: "stopRecording" }),
    /** `label`: what somebody calls this moment. Blank: nothing. */
    mark(label = ""): void {
      if (!meeting.peek().recording) {
        return toasts.show({ id: "highlight", text: t.recording.nothingToMark });
      }
      const words = label.trim();
      void command({ type: "markHighlight", ...(words !== "" && { label: words }) });
    },
    dispose(): void {
      for (const stop of stops) stop();
    },
  };
}

/** The call goes on in this tab. */
function openBeside(path: string): void {
  globalThis.open(path, "_blank", "noopener");
}
