import type { ErrorBody } from "../../protocol/mod.ts";

/** The client's end of a session. */
export interface Wire {
  send(frame: string): void;
  /** Says `bye` with the error, if there is one, and closes the socket. */
  close(code: number, error?: ErrorBody): void;
  /** Another socket has resumed the session: closes this one, and the room hears nothing of it. */
  superseded(): void;
}
