/** What happens in one round of the kill matrix. Pure: the same seed makes the same rounds. */
import { Random } from "../simulation/random.ts";

export const VICTIMS = [
  "recorder",
  "media-node",
  "control-host",
  "object-store",
  "postgres",
  "worker",
] as const;
export type Victim = (typeof VICTIMS)[number];

/** `upload`: just after the recording has stopped. */
export type Phase = "meeting" | "upload" | "composing";

export interface RoundPlan {
  readonly victim: Victim;
  readonly phase: Phase;
  /** How much of the phase is over when it dies, 0 to 1. */
  readonly share: number;
  /** How long it stays away. */
  readonly downMs: number;
  /** Of what is recorded. */
  readonly lengthMs: number;
  /** Whether the recording is stopped, or the meeting is over. */
  readonly end: "stopRecording" | "end";
  /** Of an object store: whether its connections break, or nothing arrives any more. */
  readonly isSilent: boolean;
}

const DOWN_MS = { from: 300, to: 4_000 } as const;
/** What has no part in a phase does not die there. */
const PHASES: Readonly<Record<Victim, Readonly<Partial<Record<Phase, number>>>>> = {
  recorder: { meeting: 0.6, upload: 0.4 },
  "media-node": { meeting: 1 },
  "control-host": { meeting: 0.5, upload: 0.25, composing: 0.25 },
  "object-store": { meeting: 0.4, upload: 0.3, composing: 0.3 },
  postgres: { meeting: 0.4, upload: 0.3, composing: 0.3 },
  worker: { composing: 1 },
};

export function planRound(
  victim: Victim,
  { seed, round, lengthMs: { from, to } }: {
    seed: number;
    round: number;
    lengthMs: { readonly from: number; readonly to: number };
  },
): RoundPlan {
  const random = new Random(seed, `${victim}/${round}`);
  return {
    victim,
    phase: phaseOf(PHASES[victim], random),
    share: random.next(),
    downMs: random.between(DOWN_MS.from, DOWN_MS.to),
    lengthMs: random.between(from, to),
    end: random.chance(0.5) ? "stopRecording" : "end",
    isSilent: random.chance(0.5),
  };
}

function phaseOf(weights: Readonly<Partial<Record<Phase, number>>>, random: Random): Phase {
  const { meeting = 0, upload = 0, composing = 0 } = weights;
  return random.weighted({ meeting, upload, composing });
}
