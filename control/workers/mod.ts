/**
 * Processes that serve rooms beside the media nodes: transcribers, recorders, streamers. Who of them is
 * there, what a room's owner says to them, and in which rounds.
 */
export { type Asked } from "./ask_worker.ts";
export { OwnersLine, type OwnersLineOptions } from "./owners_line.ts";
export {
  type Job,
  RoomWork,
  type RoomWorkOptions,
  type Trade,
  type WorkAnswer,
  type WorkedRoom,
} from "./room_work.ts";
export { Rounds } from "./rounds.ts";
export { type Interest, trackCount } from "./tapped.ts";
export { type Counted, WorkMeasures } from "./work_measures.ts";
export { type Worker, WorkerDirectory, type WorkerDirectoryOptions } from "./worker_directory.ts";
