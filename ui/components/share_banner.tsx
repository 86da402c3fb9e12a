/** Says for as long as it is so that this person's screen is seen by others, and lets them end it. */
import type { ShareStyle } from "../link/share_style.ts";
import type { Call } from "../models/call.ts";
import type { Share } from "../models/screens.ts";
import { t } from "../strings/mod.ts";
import { useTrack } from "./hooks.ts";
import { ScreenIcon } from "./icons.tsx";

const STYLES: readonly ShareStyle[] = ["text", "motion"];

export function ShareBanner({ call }: { call: Call }) {
  const share = call.screens.shared.value;
  if (!share) return null;
  return (
    <section class="share-banner" aria-label={t.share.yours} data-testid="share-banner">
      <SharePreview share={share} />
      <div class="share-what">
        <p>
          <ScreenIcon />
          <span>
            {t.share.yours}
            {share.hasSound && ` (${t.share.withSound})`}
          </span>
        </p>
        <StyleSwitch share={share} choose={call.screens.setStyle} />
      </div>
      <button type="button" class="button danger quiet" onClick={() => call.screens.stop()}>
        {t.share.stop}
      </button>
    </section>
  );
}

function SharePreview({ share }: { share: Share }) {
  const ref = useTrack<HTMLVideoElement>(share.isWholeScreen ? null : share.picture);
  if (share.isWholeScreen) return <span class="visually-hidden">{t.share.noPreview}</span>;
  return <video ref={ref} class="share-preview" aria-label={t.share.preview} muted playsInline />;
}

function StyleSwitch(
  { share, choose }: { share: Share; choose: (style: ShareStyle) => void },
) {
  return (
    <fieldset class="share-style">
      <legend>{t.share.style}</legend>
      {STYLES.map((style) => (
        <label key={style} title={style === "text" ? t.share.textHint : t.share.motionHint}>
          <input
            type="radio"
            name="share-style"
            checked={share.style === style}
            onChange={() =>
              choose(style)}
          />
          <span>{t.share[style]}</span>
        </label>
      ))}
    </fieldset>
  );
}
