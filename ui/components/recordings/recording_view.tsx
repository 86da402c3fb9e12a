/** One recording: its video, what was said and what happened, and what one may do with it. */
import { useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { RecordingDetails, Transcript } from "../../../protocol/mod.ts";
import { momentsOf } from "../../models/recordings/chapters.ts";
import { createMaterials, type Loaded, type Materials } from "../../models/recordings/materials.ts";
import { createPlayer, type Player } from "../../models/recordings/player.ts";
import type { RecordingPageModel } from "../../models/recordings/recording_page.ts";
import { videoSource } from "../../models/recordings/video_source.ts";
import { createVoices } from "../../models/recordings/voices.ts";
import { t } from "../../strings/mod.ts";
import { CaptionsIcon, FlagIcon, PeopleIcon } from "../icons.tsx";
import { Tabs } from "../tabs.tsx";
import { ChapterList } from "./chapter_list.tsx";
import { FailureView } from "./failure_view.tsx";
import { PeopleView } from "./people_view.tsx";
import { PlayerView } from "./player/player_view.tsx";
import { RecordingHead } from "./recording_head.tsx";
import { RepeatButton } from "./repeat_button.tsx";
import { StatusView } from "./status_view.tsx";
import { TranscriptView } from "./transcript_view.tsx";

export interface RecordingViewProps {
  page: RecordingPageModel;
  details: RecordingDetails;
  /** Where the video begins, in ms. */
  startMs: number;
}

export function RecordingView({ page, details, startMs }: RecordingViewProps) {
  const materials = useMemo(() => createMaterials(page.api, page.details), [page]);
  useEffect(() => materials.dispose, [materials]);
  const hasVideo = details.assets.some(({ kind }) => kind === "video");
  const player = useMemo(() => {
    const source = videoSource(page.api, details.assets);
    return source ? createPlayer({ source, durationMs: details.durationMs ?? 0, startMs }) : null;
  }, [page, hasVideo]);
  const moments = useComputed(() => {
    const { value: now } = page.details;
    const transcript = materials.transcript.value;
    return now
      ? momentsOf(now, transcript.state === "ready" ? transcript.value.highlights : [])
      : [];
  });
  return (
    <main class="recording">
      <div class="recording-main">
        {player
          ? (
            <PlayerView
              player={player}
              title={details.title}
              poster={details.poster?.url}
              materials={materials}
              moments={moments.value}
            />
          )
          : <NotYet page={page} details={details} />}
        <RecordingHead page={page} details={details} />
      </div>
      <Beside
        page={page}
        details={details}
        player={player}
        materials={materials}
        moments={moments.value}
      />
    </main>
  );
}

function NotYet({ page, details: { status } }: Pick<RecordingViewProps, "page" | "details">) {
  const words = t.recordings.status;
  const hint = status.state === "recording"
    ? words.recordingHint
    : status.state === "failed"
    ? words.failedHint
    : words.processingHint;
  return (
    <section class="player player-none" data-testid="not-yet">
      <StatusView status={status} />
      <p>{hint}</p>
      {status.state === "failed" && (
        <>
          <FailureView code={status.code} reason={status.reason} />
          <RepeatButton page={page} job="compose" />
        </>
      )}
    </section>
  );
}

function Beside(
  { page, details, player, materials, moments }: {
    page: RecordingPageModel;
    details: RecordingDetails;
    player: Player | null;
    materials: Materials;
    moments: ReturnType<typeof momentsOf>;
  },
) {
  const voices = useMemo(
    () =>
      player && createVoices({
        player,
        api: page.api,
        assets: () => page.details.peek()?.assets ?? [],
      }),
    [player, page],
  );
  const words = t.recordings;
  return (
    <aside class="recording-side">
      <Tabs
        label={details.title || words.untitled}
        tabs={[
          {
            key: "transcript",
            label: words.transcript.heading,
            icon: <CaptionsIcon />,
            body: () => (
              <TranscriptTab
                page={page}
                details={details}
                transcript={materials.transcript.value}
                player={player}
              />
            ),
          },
          {
            key: "chapters",
            label: words.chapters.heading,
            icon: <FlagIcon />,
            body: () => <ChapterList moments={moments} player={player} />,
          },
          {
            key: "people",
            label: words.people.heading,
            icon: <PeopleIcon />,
            body: () => <PeopleView details={details} voices={voices} />,
          },
        ]}
      />
    </aside>
  );
}

/** The transcript, or what is to be known of one that is still to come or will not. */
function TranscriptTab(
  { page, details, transcript, player }: {
    page: RecordingPageModel;
    details: RecordingDetails;
    transcript: Loaded<Transcript>;
    player: Player | null;
  },
) {
  const words = t.recordings.status;
  const job = details.jobs.find(({ kind }) => kind === "transcribe");
  const isToCome = job?.state === "waiting" || job?.state === "running" ||
    details.status.state === "processing";
  if (transcript.state === "absent" && details.status.state === "recording") {
    return <p class="hint">{words.transcriptLater}</p>;
  }
  if (transcript.state === "absent" && isToCome) {
    return (
      <p class="hint transcript-job">
        <span class="spinner" aria-hidden="true" />
        {words.transcript}
      </p>
    );
  }
  return (
    <>
      {job?.state === "failed" && (
        <>
          <p class="hint" role="alert">{words.transcriptFailed}.</p>
          <FailureView code={job.code} reason={job.reason} />
          <RepeatButton page={page} job="transcribe" />
        </>
      )}
      {(job?.state !== "failed" || transcript.state !== "absent") && (
        <TranscriptView transcript={transcript} player={player} />
      )}
    </>
  );
}
