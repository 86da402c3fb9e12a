/** Brings what happened in rooms into Postgres, and to integrators. */
export { Archivist, type ArchivistOptions } from "./archivist.ts";
export { projectorConfig, type ProjectorSettings, projectorVariables } from "./config.ts";
export { EVENT_STREAM, EventStream, type EventStreamOptions } from "./event_stream.ts";
export { LeftRooms, type LeftRoomsOptions } from "./left_rooms.ts";
export { Projector, type ProjectorOptions } from "./projector.ts";
export {
  EVENTS_READ_MAX,
  followRecordings,
  recordingVariables,
  TIMELINE_TYPES,
  timelineOf,
} from "./recordings/mod.ts";
