/** What those who lead set for everybody. */
import { useSignal } from "@preact/signals";
import { type Right, rightsOf, type Settings, type SettingsPatch } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";
import { CodecChoice } from "./codec_choice.tsx";
import { TimelineButton } from "../quality/timeline.tsx";
import { EncryptionSwitch } from "../encryption/encryption_switch.tsx";

const CHOSEN_RIGHTS = ["speak", "video", "share", "chat", "react"] as const;

export function HostTools({ call }: { call: Call }) {
  const isMuting = useSignal(false);
  const { settings } = call.meeting.value;
  const change = (settings: SettingsPatch) => call.command({ type: "changeSettings", settings });
  const hasHands = call.peers.value.some(({ handRaisedAt }) => handRaisedAt !== undefined);
  return (
    <footer class="host-tools">
      <div class="host-buttons">
        <button type="button" class="button quiet" onClick={() => isMuting.value = true}>
          {t.people.muteAll}
        </button>
        {hasHands && (
          <button
            type="button"
            class="button quiet"
            onClick={() => call.command({ type: "lowerAllHands" })}
          >
            {t.people.lowerAllHands}
          </button>
        )}
        <TimelineButton api={call.api} />
      </div>
      <details>
        <summary>{t.people.tools}</summary>
        <div class="host-switches">
          <Switch
            label={t.people.lock}
            hint={t.people.lockHint}
            isOn={settings.locked}
            set={(locked) => change({ locked })}
          />
          <Switch
            label={t.people.waitingRoom}
            hint={t.people.waitingRoomHint}
            isOn={settings.lobby}
            set={(lobby) => change({ lobby })}
          />
          <Switch
            label={t.people.joinBeforeHost}
            hint={t.people.joinBeforeHostHint}
            isOn={settings.joinBeforeHost}
            set={(joinBeforeHost) => change({ joinBeforeHost })}
          />
          <EncryptionSwitch call={call} />
          <Switch
            label={t.share.several}
            hint={t.share.severalHint}
            isOn={settings.shares === "several"}
            set={(isOn) => change({ shares: isOn ? "several" : "one" })}
          />
          <Switch
            label={t.people.direct}
            hint={t.people.directHint}
            isOn={settings.direct}
            set={(direct) => change({ direct })}
          />
          <CodecChoice call={call} />
          <fieldset>
            <legend>{t.people.allowed}</legend>
            {CHOSEN_RIGHTS.map((right) => (
              <Switch
                key={right}
                label={t.people.may[right]}
                isOn={rightsOf({ role: "participant" }, settings).has(right)}
                set={(isOn) =>
                  change({ rights: { participant: withRight(settings, right, isOn) } })}
              />
            ))}
          </fieldset>
        </div>
      </details>
      {isMuting.value && <MuteAll call={call} closed={() => isMuting.value = false} />}
    </footer>
  );
}

function withRight(settings: Settings, right: Right, isOn: boolean): Right[] {
  const others = [...rightsOf({ role: "participant" }, settings)].filter((has) => has !== right);
  return isOn ? [...others, right] : others;
}

function Switch(
  { label, hint, isOn, set }: {
    label: string;
    hint?: string;
    isOn: boolean;
    set: (isOn: boolean) => void;
  },
) {
  return (
    <label class="switch">
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        onChange={(event) => {
          set(event.currentTarget.checked);
          event.currentTarget.checked = isOn; // Until the room says so.
        }}
      />
    </label>
  );
}

function MuteAll({ call, closed }: { call: Call; closed: () => void }) {
  const mayUnmute = useSignal(true);
  return (
    <Dialog
      heading={t.people.muteAllQuestion}
      hint={t.people.muteAllHint}
      closed={closed}
      actions={[{
        label: t.people.muteAll,
        run: () => call.command({ type: "muteAll", mayUnmute: mayUnmute.peek() }),
      }]}
    >
      <label class="check">
        <input
          type="checkbox"
          checked={mayUnmute.value}
          onChange={(event) => mayUnmute.value = event.currentTarget.checked}
        />
        <span>{t.people.mayUnmute}</span>
      </label>
    </Dialog>
  );
}
