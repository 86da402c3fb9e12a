/** Samples audio levels at a fixed rate and says who speaks. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ProducerId } from "../../protocol/mod.ts";
import { arrivalClock } from "../link/arrivals.ts";
import type { RemoteTrack } from "../link/tracks.ts";
import { type Meter, openMeter } from "./meter.ts";
import { hear, SILENCE, type Speech } from "./speech.ts";

export const SAMPLE_INTERVAL_MS = 100;
/** The name of this person among the speakers. */
export const SELF = "self";

export interface Speaking {
  /** Producers that carry speech now, and {@linkcode SELF}. */
  readonly speakers: ReadonlySignal<ReadonlySet<string>>;
  dispose(): void;
}

export function createSpeaking(
  remote: ReadonlySignal<ReadonlyMap<ProducerId, RemoteTrack>>,
  own: () => MediaStreamTrack | null,
  /** Told of every sample of the own microphone, at `now` (monotonic ms). */
  heardOwn: (level: number, now: number) => void = () => {},
): Speaking {
  const speakers = signal<ReadonlySet<string>>(new Set());
  let heard = new Map<string, Speech>();
  let meter: Meter | undefined;

  const disposeMeter = effect(() => {
    const track = own();
    if (!track) return;
    const opened = meter = openMeter(track);
    return () => {
      opened.close();
      if (meter === opened) meter = undefined;
    };
  });

  const timer = setInterval(() => {
    const now = performance.now();
    const next = new Map<string, Speech>();
    const sample = (id: string, level: number) =>
      next.set(id, hear(heard.get(id) ?? SILENCE, level, now));
    const ownLevel = meter?.level();
    if (ownLevel !== undefined) {
      sample(SELF, ownLevel);
      heardOwn(ownLevel, now);
    }
    for (const { kind, producerId, receiver } of remote.peek().values()) {
      if (kind === "audio") sample(producerId, levelOf(receiver));
    }
    heard = next;
    const loud = [...next].filter(([, speech]) => speech.isSpeaking).map(([id]) => id);
    const shown = speakers.peek();
    if (loud.length !== shown.size || loud.some((id) => !shown.has(id))) {
      speakers.value = new Set(loud);
    }
  }, SAMPLE_INTERVAL_MS);

  return {
    speakers,
    dispose() {
      clearInterval(timer);
      disposeMeter();
    },
  };
}

/** A level older than this is a browser's memory of a way that is gone. */
const STALE_MS = 1_000;

function levelOf(receiver: RTCRtpReceiver | undefined): number {
  const [source] = receiver?.getSynchronizationSources() ?? [];
  return source && arrivalClock() - source.timestamp < STALE_MS ? source.audioLevel ?? 0 : 0;
}
