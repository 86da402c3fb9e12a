/** Recordings, from the side of the room's owner: who keeps them, and who is told. */
export { RecorderDirectory } from "./recorder_directory.ts";
export { RoomRecorder } from "./room_recorder.ts";
