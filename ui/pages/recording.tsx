/** One recording's address: by its name for those of its meeting, or by a shared link. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { RecordingId } from "../../protocol/mod.ts";
import { Message, PageHeader } from "../components/common.tsx";
import { useTitle } from "../components/hooks.ts";
import { PasswordForm } from "../components/recordings/password_form.tsx";
import { RecordingsLink } from "../components/recordings/recordings_link.tsx";
import { RecordingView } from "../components/recordings/recording_view.tsx";
import {
  createRecordingPage,
  type RecordingPageModel,
} from "../models/recordings/recording_page.ts";
import { ownSource, type RecordingSource, sharedSource } from "../models/recordings/sources.ts";
import { t } from "../strings/mod.ts";

export function OwnRecording({ id }: { id: RecordingId }) {
  const source = useMemo(() => ownSource(id), []);
  return (
    <RecordingPage source={source}>
      <RecordingsLink label={t.recordings.all} />
    </RecordingPage>
  );
}

/** What stands behind the # opens it; it stays in the address, so that a reload does too. */
export function SharedRecordingPage() {
  const token = useSignal(location.hash.slice(1));
  useEffect(() => {
    const read = () => token.value = location.hash.slice(1);
    globalThis.addEventListener("hashchange", read);
    return () => globalThis.removeEventListener("hashchange", read);
  }, []);
  const source = useMemo(() => sharedSource(token.value), [token.value]);
  return <RecordingPage key={token.value} source={source} />;
}

/** `children`: a way on from where there is nothing to see. */
function RecordingPage(
  { source, children }: { source: RecordingSource; children?: preact.ComponentChildren },
) {
  const page = useMemo(() => createRecordingPage(source), [source]);
  useEffect(() => {
    page.open();
    return page.dispose;
  }, [page]);
  useTitle(page.details.value?.title || t.recordings.title, t.product);
  return (
    <div class="page">
      <PageHeader>{page.stage.value.kind === "open" && children}</PageHeader>
      <Stage page={page}>{children}</Stage>
    </div>
  );
}

function Stage(
  { page, children }: { page: RecordingPageModel; children?: preact.ComponentChildren },
) {
  const stage = page.stage.value;
  switch (stage.kind) {
    case "loading":
      return <Message heading={t.loading} busy />;
    case "problem":
      return (
        <Message {...t.recordings.problem[stage.problem]}>
          <button type="button" class="button primary" onClick={() => page.open()}>
            {t.recordings.retry}
          </button>
          {children}
        </Message>
      );
    case "locked":
      return <PasswordForm isWrong={stage.isWrong} open={page.open} />;
    case "open": {
      const details = page.details.value;
      return details && <RecordingView page={page} details={details} startMs={startMs()} />;
    }
    case "deleted":
      return <Message {...t.recordings.deleted}>{children}</Message>;
    default:
      return stage satisfies never;
  }
}

/** `?t=75`: begins there, in seconds. */
function startMs(): number {
  const seconds = Number(new URLSearchParams(location.search).get("t") ?? "0");
  return Number.isFinite(seconds) ? Math.max(0, seconds) * 1_000 : 0;
}
