/** The owner's side of media: brings nodes and clients to what its rooms say. */
export { MediaKeeper } from "./media_keeper.ts";
export { NodeClient } from "./node_client.ts";
export type { RoomMediaOptions } from "./room_media.ts";
