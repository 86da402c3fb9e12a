import { TranscriberBeat, wildcards } from "../../protocol/mod.ts";
import { type Worker, WorkerDirectory, type WorkerDirectoryOptions } from "../workers/mod.ts";

/** The transcribers that live. */
export class TranscriberDirectory extends WorkerDirectory {
  constructor(options: Omit<WorkerDirectoryOptions, "subject" | "read">) {
    super({ ...options, subject: wildcards.transcriberBeats, read });
  }
}

function read(body: unknown): Worker | undefined {
  const beat = TranscriberBeat.safeParse(body);
  if (!beat.success) return undefined;
  const { transcriberId: id, bootId, draining, voices, voicesMax } = beat.data;
  return { id, bootId, draining, problem: null, tracks: voices, tracksMax: voicesMax };
}
