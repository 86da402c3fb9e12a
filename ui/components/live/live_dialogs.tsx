/** Where a live stream is to go, and what is asked before it stops. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { LIVE_ADDRESS_MAX } from "../../../protocol/mod.ts";
import type { CallLive } from "../../models/live/call_live.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";

export function LiveDialogs({ live }: { live: CallLive }) {
  const asked = live.asked.value;
  const closed = () => live.asked.value = null;
  switch (asked) {
    case null:
      return null;
    case "start":
      return <StartDialog live={live} closed={closed} />;
    case "stop":
      return (
        <Dialog
          heading={t.live.stopQuestion}
          hint={t.live.stopHint}
          testId="stop-live"
          closed={closed}
          actions={[{ label: t.live.stop, isDanger: true, run: live.stop }]}
        />
      );
    default:
      return asked satisfies never;
  }
}

/** What is typed is forgotten with the dialog. */
function StartDialog({ live, closed }: { live: CallLive; closed: () => void }) {
  const server = useSignal("");
  const key = useSignal("");
  const [serverHint, keyHint] = [useId(), useId()];
  return (
    <Dialog
      heading={t.live.question}
      hint={t.live.hint}
      testId="start-live"
      closed={closed}
      actions={[{ label: t.live.begin, run: () => live.start(server.peek(), key.peek()) }]}
    >
      <label class="field">
        <span>{t.live.server}</span>
        <input
          type="text"
          inputMode="url"
          value={server.value}
          maxLength={LIVE_ADDRESS_MAX}
          required
          pattern="\s*(rtmps?|srt)://.+"
          title={t.live.serverHint}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-describedby={serverHint}
          autofocus
          onInput={(event) => server.value = event.currentTarget.value}
        />
      </label>
      <p id={serverHint} class="hint">{t.live.serverHint}</p>
      <label class="field">
        <span>{t.live.key}</span>
        <input
          type="password"
          value={key.value}
          maxLength={LIVE_ADDRESS_MAX}
          autocomplete="off"
          aria-describedby={keyHint}
          onInput={(event) => key.value = event.currentTarget.value}
        />
      </label>
      <p id={keyHint} class="hint">{t.live.keyHint}</p>
    </Dialog>
  );
}
