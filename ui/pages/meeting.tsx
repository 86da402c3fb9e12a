/** One meeting's address: before, during and after the call. */
import { useEffect, useMemo } from "preact/hooks";
import type { ClientConfig } from "../../protocol/mod.ts";
import { Message, PageHeader } from "../components/common.tsx";
import { useTitle } from "../components/hooks.ts";
import { RecordingAfter } from "../components/recording/recording_after.tsx";
import { Rating } from "../components/quality/rating.tsx";
import { createMeeting, type Meeting, type Problem } from "../models/meeting.ts";
import { go } from "../router.ts";
import { endedMessage, t } from "../strings/mod.ts";
import { CallPage } from "./call.tsx";
import { ClosedPage } from "./closed.tsx";
import { Prejoin } from "./prejoin.tsx";
import { WaitingPage } from "./waiting.tsx";

export function MeetingPage({ code, config }: { code: string; config: ClientConfig }) {
  const meeting = useMemo(() => createMeeting(code, config), []);
  useEffect(() => {
    meeting.open();
    return () => meeting.dispose();
  }, []);
  const stage = meeting.stage.value;
  switch (stage.kind) {
    case "call": {
      const Page = stage.call.lobby.value ? WaitingPage : CallPage;
      return <Page call={stage.call} leave={() => meeting.leave()} />;
    }
    case "closed":
      return <ClosedPage meeting={meeting} opensAt={stage.opensAt} />;
    case "prejoin":
      return <Prejoin meeting={meeting} />;
    case "loading":
      return (
        <Plain>
          <Message heading={t.loading} busy />
        </Plain>
      );
    case "problem":
      return (
        <Plain>
          <ProblemMessage meeting={meeting} problem={stage.problem} />
        </Plain>
      );
    case "left":
      return (
        <Plain>
          <Left meeting={meeting} />
          <RecordingAfter id={meeting.recorded.value} />
          <RateCall meeting={meeting} />
        </Plain>
      );
    case "ended":
      return (
        <Plain>
          <Ended meeting={meeting} code={stage.code} />
          <RecordingAfter id={meeting.recorded.value} />
          <RateCall meeting={meeting} />
        </Plain>
      );
    default:
      return stage satisfies never;
  }
}

function Plain({ children }: { children: preact.ComponentChildren }) {
  return (
    <div class="page">
      <PageHeader />
      {children}
    </div>
  );
}

/** Asks whoever was in a call how it was. */
function RateCall({ meeting }: { meeting: Meeting }) {
  const send = meeting.rating.value;
  return send && <Rating send={send} />;
}

const HomeButton = () => (
  <button type="button" class="button" onClick={() => go("/")}>{t.left.home}</button>
);

function Left({ meeting }: { meeting: Meeting }) {
  useTitle(t.left.pageTitle, t.product);
  return (
    <Message heading={t.left.heading}>
      <RejoinButton meeting={meeting} label={t.left.rejoin} />
      <HomeButton />
    </Message>
  );
}

function Ended({ meeting, code }: { meeting: Meeting; code: string }) {
  const { heading, hint } = endedMessage(code);
  useTitle(heading, t.product);
  const canReturn = code !== "room-ended" && code !== "blocked";
  return (
    <Message heading={heading} hint={hint}>
      {canReturn && (
        <RejoinButton
          meeting={meeting}
          label={code === "session-replaced"
            ? t.useHere
            : code === "denied"
            ? t.lobby.askAgain
            : t.left.rejoin}
        />
      )}
      <HomeButton />
    </Message>
  );
}

function RejoinButton({ meeting, label }: { meeting: Meeting; label: string }) {
  return (
    <button
      type="button"
      class="button primary"
      disabled={meeting.isJoining.value}
      onClick={() => meeting.rejoin()}
    >
      {meeting.isJoining.value ? t.prejoin.joining : label}
    </button>
  );
}

function ProblemMessage({ meeting, problem }: { meeting: Meeting; problem: Problem }) {
  const { heading, hint } = t.problem[problem];
  useTitle(heading, t.product);
  return (
    <Message heading={heading} hint={hint}>
      {problem !== "not-found" && problem !== "no-webrtc" && (
        <button
          type="button"
          class="button primary"
          onClick={() => meeting.open()}
        >
          {t.problem.retry}
        </button>
      )}
      <HomeButton />
    </Message>
  );
}
