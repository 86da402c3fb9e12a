/** A process's way to the register of rooms: it is kept where the log is, and fares as that does. */
import type { RoomRegister } from "../../control/hosts/mod.ts";
import type { SimLog } from "./sim_log.ts";

export function simRegister(register: RoomRegister, way: SimLog): RoomRegister {
  return {
    enter: (roomId) => way.ask(() => register.enter(roomId)),
    strike: (roomId, place) => way.ask(() => register.strike(roomId, place)),
    list: (part) => way.ask(() => register.list(part)),
  };
}
