/** Live captions, from the side of the room's owner: who writes them, and who is told. */
export { RoomCaptions } from "./room_captions.ts";
export { TranscriberDirectory } from "./transcriber_directory.ts";
