import type { Bus, Clock, Logger } from "../../kit/mod.ts";
import { RECORD_EVERY_MS, RECORDING_REASON_MAX } from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import { type Command, dueEnd, type OwnerCommand, RECORDED, type Room } from "../room/mod.ts";
import {
  RoomWork,
  type RoomWorkOptions,
  trackCount,
  type Trade,
  type WorkAnswer,
  type WorkedRoom,
  type WorkMeasures,
} from "../workers/mod.ts";
import { RecorderClient } from "./recorder_client.ts";
import type { RecorderDirectory } from "./recorder_directory.ts";

/** All tracks of people who are in the main room. */
const INTEREST = { purpose: "recording", reach: RECORDED } as const;

export interface RoomRecorderOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly recorders: RecorderDirectory;
  readonly recordingMeasures: WorkMeasures;
}

/** What recordings need of their room. */
export interface RecordedRoom extends WorkedRoom {
  /** Tells the room's actor; resolves when it has heard. */
  readonly tell: (body: OwnerCommand) => Promise<void>;
}

type Context = EffectContext<Room, Command>;
type Answer = Extract<WorkAnswer<unknown>, { kind: "listening" }>["answer"];

/** One room's recording: which recorder keeps it, for as long as this host owns the room. */
export class RoomRecorder extends RoomWork<Answer> {
  constructor(options: RoomRecorderOptions, context: Context, room: RecordedRoom) {
    const { clock, logger, recorders: workers } = options;
    const work: RoomWorkOptions = { clock, logger, workers };
    super(work, context, room, recordingTrade(options, context, room));
  }
}

function recordingTrade(
  options: RoomRecorderOptions,
  context: Context,
  { tell }: RecordedRoom,
): Trade<Answer> {
  const { actorId: roomId, epoch } = context;
  const { recordingMeasures: measures } = options;
  const client = new RecorderClient({ ...options, roomId, epoch });
  const status = () => context.state().meeting.recording;
  const isPaused = () => status()?.paused ?? false;
  return {
    ...INTEREST,
    everyMs: RECORD_EVERY_MS,
    load: () => trackCount(context.state(), INTEREST),
    job: () => {
      const recording = status();
      if (!recording) return null;
      const { id, recorder: worker } = recording;
      return { id, worker, dueAt: dueEnd(recording)?.at };
    },
    terms: isPaused,
    order: (recorder, recordingId, tracks) =>
      client.record(recorder, { recordingId, paused: isPaused(), tracks }),
    finish: (recorder, recordingId) => client.finish(recorder, recordingId),
    held: async (recorderId, recordingId) => {
      if (status()?.wasHeld === false) measures.count("started");
      await tell({ type: "holdRecording", recordingId, recorderId });
    },
    released: async (recorderId, recordingId, why) => {
      measures.count("interrupted");
      const reason = why.slice(0, RECORDING_REASON_MAX);
      await tell({ type: "releaseRecording", recordingId, recorderId, reason });
    },
    heard: () => Promise.resolve(),
    due: async (recordingId, reason) => {
      const recording = status();
      const end = recording && dueEnd(recording)?.end;
      await tell({ type: "checkRecording", recordingId, ...(reason && { reason }) });
      if (end === "failed" && status()?.id !== recordingId) measures.count("failed");
    },
  };
}
