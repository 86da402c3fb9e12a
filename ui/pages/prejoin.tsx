/** A look in the mirror before going in. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { DisplayName } from "../../protocol/mod.ts";
import { PageHeader } from "../components/common.tsx";
import { DevicePickers, DeviceProblems } from "../components/device_pickers.tsx";
import { EffectChoices } from "../components/settings/effect_choices.tsx";
import { useTitle } from "../components/hooks.ts";
import { ShieldIcon } from "../components/icons.tsx";
import { PasscodeField, usePasscode } from "../components/passcode_field.tsx";
import { NoSound } from "../components/no_sound.tsx";
import { NetworkCheck } from "../components/network_check/network_check.tsx";
import { useNetworkCheck } from "../components/network_check/use_network_check.ts";
import { Preview } from "../components/preview.tsx";
import { ToastList } from "../components/toasts.tsx";
import { startDeviceNews } from "../models/device_news.ts";
import { canEncrypt } from "../e2ee/support.ts";
import { dateText } from "../models/language.ts";
import type { Meeting } from "../models/meeting.ts";
import { spellCode } from "../models/meeting_code.ts";
import { preferences } from "../models/preferences.ts";
import { createToasts } from "../models/toasts.ts";
import { problemText, t } from "../strings/mod.ts";

export function Prejoin({ meeting }: { meeting: Meeting }) {
  const { devices } = meeting;
  const { title, schedule, encrypted } = meeting.info.value ?? { title: "" };
  const check = useNetworkCheck(meeting.code);
  const toasts = useMemo(createToasts, []);
  useEffect(() => startDeviceNews(devices, toasts), [devices, toasts]);
  useEffect(() => () => toasts.dispose(), [toasts]);
  useTitle(t.prejoin.pageTitle(title || t.call.pageTitle("")), t.product);
  return (
    <div class="page">
      <PageHeader />
      <main class="prejoin">
        <Preview devices={devices} />
        <section class="prejoin-side">
          <header>
            <h1 tabIndex={-1}>{t.prejoin.heading(title)}</h1>
            <p class="code">{spellCode(meeting.code)}</p>
            {schedule && <p class="hint">{t.prejoin.starts(dateText(schedule.startsAt))}</p>}
          </header>
          {encrypted && (
            <p class={canEncrypt() ? "notice-line" : "notice-line warning"} data-testid="encrypted">
              <ShieldIcon off={!canEncrypt()} />
              {canEncrypt() ? t.encryption.prejoin : t.encryption.unable}
            </p>
          )}
          <NameForm meeting={meeting} />
          <DevicePickers devices={devices} />
          <EffectChoices devices={devices} />
          <NoSound devices={devices} />
          <DeviceProblems devices={devices} />
          <NetworkCheck check={check} />
        </section>
      </main>
      <ToastList toasts={toasts} />
    </div>
  );
}

function NameForm({ meeting }: { meeting: Meeting }) {
  const name = useSignal(preferences.peek().name);
  const isNeeded = useSignal(false);
  const passcode = usePasscode(meeting);
  const { devices, isJoining, joinProblem } = meeting;
  const hasDevice = devices.microphone.value.track || devices.camera.value.track;
  const isAsking = devices.microphone.value.isStarting || devices.camera.value.isStarting;
  const asksPasscode = meeting.asksPasscode();
  function submit(event: Event): void {
    event.preventDefault();
    const parsed = DisplayName.safeParse(name.value);
    isNeeded.value = !parsed.success;
    const typed = asksPasscode ? passcode.value.peek() : undefined;
    passcode.problem.value = typed?.trim() === "" ? "missing" : null;
    if (parsed.success && !passcode.problem.peek()) meeting.join(parsed.data, typed);
  }
  return (
    <form class="name-form" onSubmit={submit} noValidate>
      <label class="field">
        <span>{t.prejoin.name}</span>
        <input
          type="text"
          autocomplete="name"
          maxLength={80}
          value={name.value}
          aria-invalid={isNeeded.value}
          aria-describedby="name-error"
          onInput={(event) => {
            name.value = event.currentTarget.value;
            isNeeded.value = false;
          }}
        />
      </label>
      <p id="name-error" class="field-error" role="alert">
        {isNeeded.value
          ? t.prejoin.nameNeeded
          : joinProblem.value && !(asksPasscode && joinProblem.value === "wrong-passcode")
          ? problemText(joinProblem.value)
          : ""}
      </p>
      {asksPasscode && <PasscodeField passcode={passcode} />}
      <button type="submit" class="button primary large" disabled={isJoining.value}>
        {isJoining.value
          ? t.prejoin.joining
          : hasDevice || isAsking
          ? t.prejoin.join
          : t.prejoin.joinWithout}
      </button>
      {isAsking && <p class="hint">{t.prejoin.deviceQuestion}</p>}
    </form>
  );
}
