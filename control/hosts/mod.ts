/** Control hosts among each other: who lives, who owns which room, adoption and hand-over. */
export * from "./control_hosts.ts";
export * from "./jetstream_register.ts";
export { MemoryRegister, registerPartOf, type RoomRegister } from "./room_register.ts";
export type { HandOverResult } from "./hand_over.ts";
