/** Where a host switches encryption, told before what goes with it. */
import { useSignal } from "@preact/signals";
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";

export function EncryptionSwitch({ call }: { call: Call }) {
  const isAsking = useSignal(false);
  const { isOn, isAble, switchTo } = call.encryption;
  const isAlone = call.peers.value.length === 1;
  const words = t.encryption;
  if (!call.can("govern")) return null;
  return (
    <>
      <label class="switch">
        <span>
          {words.setting}
          <small>
            {!isAble ? words.settingUnable : isAlone ? words.settingHint : words.settingAlone}
          </small>
        </span>
        <input
          type="checkbox"
          role="switch"
          checked={isOn.value}
          disabled={!isAlone || !isAble}
          onChange={(event) => {
            event.currentTarget.checked = isOn.value; // Until the room says so.
            isAsking.value = true;
          }}
        />
      </label>
      {isAsking.value && (
        <Dialog
          heading={isOn.value ? words.turnOff : words.turnOn}
          {...(isOn.value && { hint: words.turnOffHint })}
          testId="encryption-question"
          closed={() => isAsking.value = false}
          actions={[{
            label: isOn.value ? words.doTurnOff : words.doTurnOn,
            run: () => switchTo(!isOn.peek()),
          }]}
        >
          {!isOn.value && <Consequences />}
        </Dialog>
      )}
    </>
  );
}

/** What encryption takes away, and what it does not give. */
export function Consequences() {
  const words = t.encryption;
  return (
    <div class="encryption-consequences">
      <p>{words.disables}</p>
      <ul>{words.disabled.map((what) => <li key={what}>{what}</li>)}</ul>
      <p class="hint">{words.remains}</p>
    </div>
  );
}
