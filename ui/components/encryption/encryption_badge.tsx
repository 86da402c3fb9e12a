/** The lock in the bar above an encrypted call, and what is behind it. */
import { useSignal } from "@preact/signals";
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { ShieldIcon } from "../icons.tsx";
import { EncryptionDialog } from "./encryption_dialog.tsx";

export function EncryptionBadge({ call }: { call: Call }) {
  const isShown = useSignal(false);
  const { isOn, verified } = call.encryption;
  if (!isOn.value) return null;
  const others = call.peers.value.filter(({ id }) => id !== call.selfId);
  const known = others.filter(({ id }) => verified.value.has(id)).length;
  const label = t.encryption.badgeLabel(known, others.length);
  return (
    <>
      <button
        type="button"
        class="chip encryption-badge"
        data-testid="encrypted"
        data-verified={others.length > 0 && known === others.length}
        aria-label={label}
        title={label}
        onClick={() => isShown.value = true}
      >
        <ShieldIcon />
        <span class="chip-text">{t.encryption.badge}</span>
      </button>
      {isShown.value && <EncryptionDialog call={call} closed={() => isShown.value = false} />}
    </>
  );
}
