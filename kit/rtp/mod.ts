/** RTP as processes on the private network receive it from media nodes. */
export * from "./frames/mod.ts";
export * from "./reorder.ts";
export * from "./rtcp.ts";
export * from "./rtp_packet.ts";
export * from "./sequence.ts";
export * from "./srtcp.ts";
export * from "./srtp_receiver.ts";
export * from "./tap_socket.ts";
