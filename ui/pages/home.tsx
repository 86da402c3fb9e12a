/** Where everything starts: a new meeting, a code, or a meeting planned before. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { PageHeader } from "../components/common.tsx";
import { type Asked, HomeDialogs } from "../components/home/home_dialogs.tsx";
import { JoinByCode } from "../components/home/join_by_code.tsx";
import { NewMeeting } from "../components/home/new_meeting.tsx";
import { YourMeetings } from "../components/home/your_meetings.tsx";
import { useTitle } from "../components/hooks.ts";
import { RecordingsLink } from "../components/recordings/recordings_link.tsx";
import { dropLostMeetings } from "../models/planner.ts";
import { go, meetingPath } from "../router.ts";
import { t } from "../strings/mod.ts";

export function Home() {
  useTitle("", t.product);
  const asked = useSignal<Asked | null>(null);
  const enter = (code: string) => go(meetingPath(code));
  useEffect(() => {
    dropLostMeetings();
  }, []);
  return (
    <div class="page">
      <PageHeader>
        <RecordingsLink label={t.recordings.open} />
      </PageHeader>
      <main class="home">
        <section class="home-intro">
          <h1>{t.home.heading}</h1>
          <p class="lead">{t.home.lead}</p>
          <NewMeeting
            start={enter}
            plan={() => asked.value = { kind: "plan" }}
            personal={() => asked.value = { kind: "personal" }}
          />
        </section>
        <JoinByCode join={enter} />
        <YourMeetings
          start={({ code }) => enter(code)}
          invite={({ code }) => asked.value = { kind: "invitation", code, isNew: false }}
          edit={({ code }) => asked.value = { kind: "edit", code }}
          remove={({ code }) => asked.value = { kind: "delete", code }}
        />
      </main>
      <HomeDialogs asked={asked} enter={enter} />
    </div>
  );
}
