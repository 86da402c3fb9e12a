import { CloseCode, type ErrorBody } from "../../protocol/mod.ts";

/** How a socket is closed whose session the room has ended. */
export function closeCodeOf({ code }: ErrorBody): number {
  return code === "session-replaced" ? CloseCode.replaced : CloseCode.ended;
}
