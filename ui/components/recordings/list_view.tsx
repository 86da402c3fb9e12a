/** All recordings of this device's meetings, and a field to search them. */
import type { RecordingList } from "../../models/recordings/recording_list.ts";
import { t } from "../../strings/mod.ts";
import { SearchIcon } from "../icons.tsx";
import { RecordingRow } from "./recording_row.tsx";

export function ListView({ list }: { list: RecordingList }) {
  const recordings = list.recordings.value;
  const query = list.query.value;
  const state = list.state.value;
  return (
    <main class="recordings">
      <div class="recordings-head">
        <h1 tabIndex={-1}>{t.recordings.title}</h1>
        <label class="recordings-search">
          <span class="visually-hidden">{t.recordings.search}</span>
          <SearchIcon />
          <input
            type="search"
            value={list.words.value}
            placeholder={t.recordings.searchHint}
            data-testid="recordings-search"
            onInput={(event) => list.look(event.currentTarget.value)}
          />
        </label>
      </div>
      <p class="recordings-told" role="status">
        {state === "loading"
          ? (
            <>
              <span class="spinner" aria-hidden="true" /> {t.recordings.loading}
            </>
          )
          : state === "ready" && query !== "" && recordings.length > 0 &&
            t.recordings.found(recordings.length)}
      </p>
      {recordings.length > 0 && (
        <ul class="recording-list">
          {recordings.map((recording) => (
            <RecordingRow key={recording.id} recording={recording} query={query} />
          ))}
        </ul>
      )}
      {state === "ready" && recordings.length === 0 && <Nothing isSearch={query !== ""} />}
      {state !== "ready" && state !== "loading" && (
        <div class="recordings-empty" role="alert" data-testid="recordings-problem">
          <h2>{t.recordings.problem[state].heading}</h2>
          <p class="hint">{t.recordings.problem[state].hint}</p>
          <button type="button" class="button" onClick={list.again}>{t.recordings.retry}</button>
        </div>
      )}
      {list.hasMore.value && state === "ready" && (
        <button type="button" class="button recordings-more" onClick={list.more}>
          {t.recordings.more}
        </button>
      )}
    </main>
  );
}

function Nothing({ isSearch }: { isSearch: boolean }) {
  const words = t.recordings;
  return (
    <div class="recordings-empty" data-testid="recordings-empty">
      <h2>{isSearch ? words.nothingFound : words.empty}</h2>
      <p class="hint">{isSearch ? words.nothingFoundHint : words.emptyHint}</p>
    </div>
  );
}
