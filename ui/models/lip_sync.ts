/**
 * Keeps pictures with their voices. Left to the browser a picture waits for its voice from the first
 * frame on, whenever somebody comes into sight: for as long as sound is buffered, some 100 ms. So the
 * two are received as if they had nothing to do with each other (`consumerOptions`), pictures are
 * shown as they come, and once somebody has been seen for a moment their picture is held for as long
 * as their voice. Sound that is later than the picture by 125 ms or earlier by 45 ms is noticed by
 * nobody (ITU-R BT.1359), and the browser gets to a new hold by 100 ms a second.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { ProducerId } from "../../protocol/mod.ts";
import { canHold, hold } from "../link/holding.ts";
import type { Statistics } from "../link/statistics.ts";
import type { RemoteTrack } from "../link/tracks.ts";

/** How often it is measured how long voices are held. */
export const LOOK_EVERY_MS = 2_000;
/** A picture is never held longer: by then nobody minds the lips. */
export const HOLD_MAX_MS = 1_000;
/** Less of a change is none. */
export const HOLD_STEP_MS = 20;

/** What a receiver has held so far, in all: milliseconds and samples. */
export interface Buffered {
  readonly heldMs: number;
  readonly samples: number;
}

export interface LipSyncOptions {
  /** The tracks that are shown. */
  remote: ReadonlySignal<ReadonlyMap<ProducerId, RemoteTrack>>;
  statistics: () => Promise<Statistics | undefined>;
  /** Whether a picture has been on the screen for a moment. */
  isSeen: (producerId: ProducerId) => boolean;
  every: (ms: number, run: () => void) => () => void;
}

export interface LipSync {
  /** Measures and holds, once. */
  look(): Promise<void>;
  dispose(): void;
}

export function createLipSync({ remote, statistics, isSeen, every }: LipSyncOptions): LipSync {
  let before: ReadonlyMap<string, Buffered> = new Map();

  async function look(): Promise<void> {
    const tracks = remote.peek();
    const pictures = [...tracks.values()].filter(({ kind }) => kind === "video");
    const isHeld = ({ receiver }: RemoteTrack) => (receiver?.jitterBufferTarget ?? null) !== null;
    const seen = new Set(pictures.filter(({ producerId }) => isSeen(producerId)));
    for (const picture of pictures) {
      if (!seen.has(picture) && picture.receiver) hold(picture.receiver, null);
    }
    const isNeeded = [...seen].some((picture) =>
      isHeld(picture) || tracks.has(voiceOf(picture.producerId))
    );
    const measured = isNeeded ? await statistics() : undefined;
    // A direct connection keeps them together by itself.
    if (!measured || measured.isDirect) return;
    const buffered = voicesIn(measured);
    for (const { plane, producerId, receiver } of seen) {
      const voice = tracks.get(voiceOf(producerId));
      if (!receiver || !voice || voice.plane !== plane) continue;
      const { id } = voice.track;
      const holdMs = nextHold(receiver.jitterBufferTarget, before.get(id), buffered.get(id));
      if (holdMs !== undefined) hold(receiver, holdMs);
    }
    before = buffered;
  }

  const stop = canHold()
    ? every(LOOK_EVERY_MS, () => {
      look().catch((error) => console.warn("Cannot keep pictures with their voices:", error));
    })
    : () => {};

  return { look, dispose: stop };
}

/** The sound that belongs to a picture; ids end with the track's key. */
export function voiceOf(picture: ProducerId): ProducerId {
  return picture.replace(/:cam$/, ":mic").replace(/:screen-(\d+)$/, ":screen-audio-$1");
}

/** For how long a picture is to be held; undefined: as before, since nothing was heard or little changed. */
export function nextHold(
  heldMs: number | null,
  before: Buffered | undefined,
  now: Buffered | undefined,
): number | undefined {
  if (!before || !now || now.samples <= before.samples) return undefined;
  const voiceMs = (now.heldMs - before.heldMs) / (now.samples - before.samples);
  const next = Math.min(HOLD_MAX_MS, Math.max(0, Math.round(voiceMs)));
  return Math.abs(next - (heldMs ?? 0)) < HOLD_STEP_MS ? undefined : next;
}

/** By the browser's ids of tracks. */
function voicesIn({ reports }: Pick<Statistics, "reports">): ReadonlyMap<string, Buffered> {
  const voices = new Map<string, Buffered>();
  for (const stats of reports.flatMap((report) => [...report.values()])) {
    if (stats.type !== "inbound-rtp" || stats.kind !== "audio") continue;
    const { trackIdentifier, jitterBufferDelay, jitterBufferEmittedCount } = stats;
    voices.set(String(trackIdentifier), {
      heldMs: Number(jitterBufferDelay ?? 0) * 1_000,
      samples: Number(jitterBufferEmittedCount ?? 0),
    });
  }
  return voices;
}
