/** The recordings that this device may see. */
import { useEffect, useMemo } from "preact/hooks";
import { PageHeader } from "../components/common.tsx";
import { useTitle } from "../components/hooks.ts";
import { ListView } from "../components/recordings/list_view.tsx";
import { createRecordingList } from "../models/recordings/recording_list.ts";
import { searchRecordings } from "../models/recordings/recordings_api.ts";
import { deviceKeys } from "../models/recordings/sources.ts";
import { t } from "../strings/mod.ts";

export function RecordingsPage() {
  useTitle(t.recordings.title, t.product);
  const list = useMemo(
    () =>
      createRecordingList({
        search: searchRecordings,
        keys: () => deviceKeys().map(({ secret }) => secret),
      }),
    [],
  );
  useEffect(() => list.dispose, [list]);
  return (
    <div class="page">
      <PageHeader />
      <ListView list={list} />
    </div>
  );
}
