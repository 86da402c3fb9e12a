/** Bars that show how somebody looks and sounds here; they open the details. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PeerId } from "../../../protocol/mod.ts";
import type { Level } from "../../models/quality/level.ts";
import type { QualityModel } from "../../models/quality/quality.ts";
import { t } from "../../strings/mod.ts";

/** The call's quality, for tiles, wherever they are drawn; none: no bars. */
export const QualityContext = createContext<QualityModel | null>(null);

const HEIGHTS = [5, 9, 13];
const LIT: Readonly<Record<Level, number>> = { good: 3, fair: 2, poor: 1, lost: 0 };

export function Bars({ level }: { level: Level }) {
  return (
    <svg class="bars" viewBox="0 0 16 14" data-level={level} aria-hidden="true">
      {HEIGHTS.map((height, at) => (
        <rect
          key={height}
          x={at * 5.5}
          y={14 - height}
          width="4"
          height={height}
          rx="1.2"
          data-lit={at < LIT[level]}
        />
      ))}
      {level === "lost" && <path class="bars-cross" d="M2 2l6 6m0-6l-6 6" />}
    </svg>
  );
}

/** On somebody's tile. */
export function TileQuality({ peerId, name }: { peerId: PeerId; name: string }) {
  const quality = useContext(QualityContext);
  if (!quality?.isMeasured.value) return null;
  const level = quality.levelOf(peerId);
  const label = t.quality.bars(name, t.quality.level[level]);
  return (
    <button
      type="button"
      class="tile-quality"
      data-testid="bars"
      data-level={level}
      aria-label={label}
      title={label}
      onClick={() => quality.details.value = peerId}
    >
      <Bars level={level} />
    </button>
  );
}

/** In the bar above the call: one's own connection. */
export function OwnQuality({ quality, selfId }: { quality: QualityModel; selfId: PeerId }) {
  if (!quality.isMeasured.value) return null;
  const level = quality.levelOf(selfId);
  const label = t.quality.own(t.quality.level[level]);
  return (
    <button
      type="button"
      class="icon-button"
      data-testid="own-quality"
      data-level={level}
      aria-label={label}
      title={label}
      onClick={() => quality.details.value = selfId}
    >
      <Bars level={level} />
    </button>
  );
}
