/** Moments and states of recordings in words. */
import type { RecordingStatus } from "../../../protocol/mod.ts";
import { t } from "../../strings/mod.ts";
import { countdownText } from "../countdown.ts";
import { locale, percentText } from "../language.ts";
import type { Moment } from "./chapters.ts";

/** What happened: `Ada joined`, `Decision`. Reads signals. */
export function momentWords({ what, startMs, endMs = startMs }: Moment): string {
  const words = t.recordings.chapters;
  switch (what.type) {
    case "gap": {
      const time = lengthText(endMs - startMs);
      return what.name === undefined ? words.gap(time) : words.gapOf(what.name, time);
    }
    case "found":
      return what.label ?? words.found[what.as];
    case "poll":
      return what.label === undefined ? words.poll : `${words.poll}: ${what.label}`;
    case "paused":
    case "resumed":
      return words[what.type];
    case "highlight":
      return what.label ?? words.highlight(what.name ?? words.somebody);
    case "joined":
    case "left":
    case "share-started":
    case "share-ended":
    case "hand":
    case "reaction":
    case "spotlight":
      return words[what.type](what.name ?? words.somebody);
    default:
      return what satisfies never;
  }
}

/** `5 min, 12 sec`; reads signals. */
export const lengthText = (ms: number): string => countdownText(ms, locale.value);

/** How far it is, in words; a percentage where one is known. */
export function statusText(status: RecordingStatus): string {
  const words = t.recordings.status;
  switch (status.state) {
    case "recording":
      return words.recording;
    case "processing": {
      if (status.percent === null) return words.waiting;
      const done = words.processing(percentText(status.percent / 100));
      return status.etaMs === null ? done : `${done}, ${words.left(lengthText(status.etaMs))}`;
    }
    case "ready":
      return "";
    case "failed":
      return words.failed;
    default:
      return status satisfies never;
  }
}
