/** A recording in a list: its picture, what it is, how it stands, where the words were found. */
import { dateText } from "../../models/language.ts";
import { clockText } from "../../models/recordings/clock_text.ts";
import type { ListedRecording } from "../../models/recordings/recording_list.ts";
import { piecesOf } from "../../models/recordings/transcript_text.ts";
import { recordingPath } from "../../router.ts";
import { t } from "../../strings/mod.ts";
import { CameraIcon } from "../icons.tsx";
import { linkTo } from "./link_to.ts";
import { StatusView } from "./status_view.tsx";

/** Names in a row; the others are counted. */
const NAMES_MAX = 4;

export function RecordingRow({ recording, query }: { recording: ListedRecording; query: string }) {
  const { id, status, durationMs, startedAt, names, poster, matches = [] } = recording;
  return (
    <li class="recording-row" data-testid="recording-row" data-state={status.state}>
      <a class="recording-link" {...linkTo(recordingPath(id))}>
        <span class="recording-poster">
          {poster ? <img src={poster.url} alt="" loading="lazy" /> : <CameraIcon />}
          {durationMs !== null && <span class="recording-length">{clockText(durationMs)}</span>}
        </span>
        <div class="recording-what">
          <span class="recording-name">{recording.title || t.recordings.untitled}</span>
          <span class="hint">{dateText(startedAt)}</span>
          {names.length > 0 && <span class="hint">{t.recordings.with(namesText(names))}</span>}
          <StatusView status={status} />
        </div>
      </a>
      {matches.length > 0 && (
        <ul class="recording-matches">
          {matches.map(({ atMs, name, text }) => (
            <li key={atMs}>
              <a {...linkTo(`${recordingPath(id)}?t=${Math.floor(atMs / 1_000)}`)}>
                <time>{clockText(atMs)}</time>
                <span>
                  <strong>{name}</strong> <Found text={text} words={query} />
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** A text with the words looked for marked. */
export function Found({ text, words }: { text: string; words: string }) {
  return (
    <>
      {piecesOf(text, words).map(({ text, isFound }, at) =>
        isFound ? <mark key={at}>{text}</mark> : text
      )}
    </>
  );
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX);
  const others = names.length - shown.length;
  return [...shown, ...(others > 0 ? [t.recordings.others(others)] : [])].join(", ");
}
