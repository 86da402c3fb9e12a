/**
 * Processes that serve rooms beside the media nodes: transcribers, recorders. Who of them is there, what
 * a room's owner says to them, and in which rounds.
 */
export { type Asked, askWorker } from "./ask_worker.ts";
export { Rounds } from "./rounds.ts";
export { type Worker, WorkerDirectory, type WorkerDirectoryOptions } from "./worker_directory.ts";
