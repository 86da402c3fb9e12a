/** The code that people read to each other, and with whom it was compared. */
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { PeerView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { CheckIcon } from "../icons.tsx";

export function EncryptionDialog({ call, closed }: { call: Call; closed: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { encryption, peers, selfId } = call;
  const code = encryption.code.value;
  const others = peers.value.filter((peer) => peer.id !== selfId);
  const isVerified = others.every((peer) => encryption.verified.value.has(peer.id));
  useLayoutEffect(() => ref.current?.showModal(), []);
  return (
    <dialog
      ref={ref}
      class="dialog encryption-dialog"
      aria-labelledby={id}
      data-testid="encryption-dialog"
      onClose={closed}
    >
      <form method="dialog">
        <header class="dialog-header">
          <h2 id={id}>{t.encryption.heading}</h2>
        </header>
        <p class="hint">{t.encryption.hint}</p>
        <h3>{t.encryption.code}</h3>
        <p class="safety-code" data-testid="safety-code" aria-live="polite">
          {code ? code.map((group, at) => <span key={at}>{group}</span>) : t.encryption.makingCode}
        </p>
        <p class="hint">{t.encryption.codeHint}</p>
        <h3>{t.encryption.people}</h3>
        <ul class="encryption-people">
          {peers.value.map((peer) => <Person key={peer.id} call={call} peer={peer} />)}
        </ul>
        <div class="dialog-actions">
          <button type="submit" class="button">{t.encryption.close}</button>
          {others.length > 0 && !isVerified && (
            <button
              type="button"
              class="button primary"
              disabled={code === null}
              onClick={encryption.confirm}
            >
              {t.encryption.match}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

function Person({ call: { encryption, selfId }, peer }: { call: Call; peer: PeerView }) {
  const isSelf = peer.id === selfId;
  const isVerified = encryption.verified.value.has(peer.id);
  const trouble = encryption.troubleOf(peer);
  const state = trouble ?? (isVerified ? "verified" : "notVerified");
  return (
    <li data-state={isSelf ? "self" : state}>
      <span>{isSelf ? t.encryption.you(peer.name) : peer.name}</span>
      {!isSelf && (
        <span class="encryption-state">
          {state === "verified" && <CheckIcon />}
          {t.encryption[state]}
        </span>
      )}
    </li>
  );
}
