import { RecorderBeat, wildcards } from "../../protocol/mod.ts";
import { type Worker, WorkerDirectory, type WorkerDirectoryOptions } from "../workers/mod.ts";

/** The recorders that live. */
export class RecorderDirectory extends WorkerDirectory {
  constructor(options: Omit<WorkerDirectoryOptions, "subject" | "read">) {
    super({ ...options, subject: wildcards.recorderBeats, read });
  }
}

function read(body: unknown): Worker | undefined {
  const beat = RecorderBeat.safeParse(body);
  if (!beat.success) return undefined;
  const { recorderId: id, bootId, draining, problem, tracks, tracksMax } = beat.data;
  return { id, bootId, draining, problem, tracks, tracksMax };
}
