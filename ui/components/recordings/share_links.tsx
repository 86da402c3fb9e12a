/** The links a recording has: until when they work, how often they were opened, and how to end them. */
import type { RecordingShare } from "../../../protocol/mod.ts";
import { serverNow } from "../../models/api.ts";
import { dateText } from "../../models/language.ts";
import type { Sharing } from "../../models/recordings/sharing.ts";
import { t } from "../../strings/mod.ts";

export function ShareLinks({ sharing }: { sharing: Sharing }) {
  const words = t.recordings.share;
  const links = sharing.links.value;
  return (
    <section class="share-links" aria-label={words.links} data-testid="share-links">
      <h3>{words.links}</h3>
      {links === "loading"
        ? <p class="hint">{words.loading}</p>
        : links === "failed"
        ? (
          <p role="alert">
            {words.failed}{" "}
            <button type="button" class="link-button" onClick={sharing.load}>
              {t.recordings.retry}
            </button>
          </p>
        )
        : links.length === 0
        ? <p class="hint">{words.noLinks}</p>
        : (
          <ul>
            {links.map((share) => <ShareRow key={share.id} share={share} sharing={sharing} />)}
          </ul>
        )}
    </section>
  );
}

function ShareRow({ share, sharing }: { share: RecordingShare; sharing: Sharing }) {
  const words = t.recordings.share;
  const name = share.name ?? words.unnamed;
  const isOver = share.expiresAt <= serverNow();
  const told = [
    isOver ? words.expired : words.until(dateText(share.expiresAt)),
    ...(share.hasPassword ? [words.protected] : []),
    words.views(share.views),
  ];
  return (
    <li data-testid="share-link">
      <span>
        <strong>{name}</strong>
        <span class="hint">{told.join(", ")}</span>
      </span>
      <button
        type="button"
        class="button quiet"
        aria-label={words.revokeNamed(name)}
        disabled={sharing.isBusy.value}
        onClick={() => sharing.revoke(share.id)}
      >
        {words.revoke}
      </button>
    </li>
  );
}
