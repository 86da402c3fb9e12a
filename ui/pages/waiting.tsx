/** Outside the door: how it stands, and the look in the mirror meanwhile. */
import { PageHeader } from "../components/common.tsx";
import { DevicePickers, DeviceProblems } from "../components/device_pickers.tsx";
import { useTitle } from "../components/hooks.ts";
import { Preview } from "../components/preview.tsx";
import type { Call } from "../models/call.ts";
import { preferences } from "../models/preferences.ts";
import { t } from "../strings/mod.ts";

export function WaitingPage({ call, leave }: { call: Call; leave: () => void }) {
  const lobby = call.lobby.value;
  const reason = lobby?.state === "waiting" ? lobby.for : "admission";
  const words = t.lobby[reason];
  const isAdmitted = lobby?.state === "admitted";
  useTitle(t.lobby.pageTitle, t.product);
  return (
    <div class="page">
      <PageHeader />
      <main class="prejoin" data-testid="waiting" data-for={reason}>
        <Preview devices={call.devices} />
        <section class="prejoin-side">
          <div role="status">
            <p class="code">{call.ticket.title}</p>
            <h1 tabIndex={-1}>{isAdmitted ? t.lobby.admitted : words.heading}</h1>
            <p class="waiting-hint">
              <span class="spinner" aria-hidden="true" />
              {call.status.value === "reconnecting"
                ? t.lobby.reconnecting
                : words.hint(preferences.value.name)}
            </p>
          </div>
          <button type="button" class="button" onClick={leave}>{t.lobby.cancel}</button>
          <DevicePickers devices={call.devices} />
          <DeviceProblems devices={call.devices} />
        </section>
      </main>
    </div>
  );
}
