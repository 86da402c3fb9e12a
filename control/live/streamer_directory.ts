import { StreamerBeat, wildcards } from "../../protocol/mod.ts";
import { type Worker, WorkerDirectory, type WorkerDirectoryOptions } from "../workers/mod.ts";

/** The streamers that live; their load is counted in streams. */
export class StreamerDirectory extends WorkerDirectory {
  constructor(options: Omit<WorkerDirectoryOptions, "subject" | "read">) {
    super({ ...options, subject: wildcards.streamerBeats, read });
  }
}

function read(body: unknown): Worker | undefined {
  const beat = StreamerBeat.safeParse(body);
  if (!beat.success) return undefined;
  const { streamerId: id, bootId, draining, streams, streamsMax } = beat.data;
  return { id, bootId, draining, problem: null, tracks: streams, tracksMax: streamsMax };
}
