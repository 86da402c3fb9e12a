import type { StackOptions } from "./options.ts";

/** What the processes of a stack are called, which is also how the bus knows them. */
export interface StackNames {
  readonly controls: readonly string[];
  /** Those that keep sockets; the control hosts themselves unless gateways are apart. */
  readonly faces: readonly string[];
  readonly medias: readonly string[];
  readonly transcribers: readonly string[];
  readonly recorders: readonly string[];
  readonly streamers: readonly string[];
  readonly workers: readonly string[];
}

export function namesOf(options: StackOptions): StackNames {
  const controls = names("control", options.controlHosts ?? 1);
  const apart = names("gateway", options.gateways ?? 0);
  return {
    controls,
    faces: apart.length > 0 ? apart : controls,
    medias: names("media", options.mediaNodes ?? 2),
    transcribers: names("transcriber", options.transcribers ?? 0),
    recorders: names("recorder", options.recorders ?? 0),
    streamers: names("streamer", options.streamers ?? 0),
    workers: names("worker", options.workers ?? 0),
  };
}

/** Counted from 1: `control-1`. */
function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
}
