/** Which page is shown. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ClientConfig } from "../../protocol/mod.ts";
import { LiveRegion, Message, PageHeader } from "../components/common.tsx";
import { api } from "../models/api.ts";
import { exposeDebug } from "../models/debug.ts";
import { currentCall } from "../models/meeting.ts";
import { watchRebuilds } from "../models/rebuilds.ts";
import { go, route } from "../router.ts";
import { t } from "../strings/mod.ts";
import { Home } from "./home.tsx";
import { MeetingPage } from "./meeting.tsx";
import { OwnRecording, SharedRecordingPage } from "./recording.tsx";
import { RecordingsPage } from "./recordings.tsx";

export function App() {
  return (
    <>
      <Page />
      <LiveRegion />
    </>
  );
}

function Page() {
  const now = route.value;
  switch (now.page) {
    case "home":
      return <Home />;
    case "meeting":
      return <Configured key={now.code} code={now.code} />;
    case "recordings":
      return <RecordingsPage />;
    case "recording":
      return <OwnRecording key={now.id} id={now.id} />;
    case "shared":
      return <SharedRecordingPage />;
    case "nowhere":
      return (
        <div class="page">
          <PageHeader />
          <Message {...t.problem.nowhere}>
            <button type="button" class="button primary" onClick={() => go("/")}>
              {t.left.home}
            </button>
          </Message>
        </div>
      );
    default:
      return now satisfies never;
  }
}

/** A meeting needs to know its gateways. */
function Configured({ code }: { code: string }) {
  const config = useSignal<ClientConfig | null>(null);
  const hasFailed = useSignal(false);

  async function load(): Promise<void> {
    hasFailed.value = false;
    try {
      const loaded = await api.config();
      if (loaded.development) {
        exposeDebug(() => currentCall.peek());
        watchRebuilds();
      }
      config.value = loaded;
    } catch {
      hasFailed.value = true;
    }
  }
  useEffect(() => {
    load();
  }, []);

  if (config.value) return <MeetingPage code={code} config={config.value} />;
  return (
    <div class="page">
      <PageHeader />
      {hasFailed.value
        ? (
          <Message {...t.problem.offline}>
            <button type="button" class="button primary" onClick={load}>{t.problem.retry}</button>
          </Message>
        )
        : <Message heading={t.loading} busy />}
    </div>
  );
}
