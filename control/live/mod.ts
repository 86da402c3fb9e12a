/** Live streams, from the side of the room's owner: who sends them, and who is told. */
export { RoomLive } from "./room_live.ts";
export { StreamerDirectory } from "./streamer_directory.ts";
