/** What the rest of the client hears of its seat. */
import type {
  ErrorBody,
  Joined,
  LobbyState,
  MediaUpdate,
  Resumed,
  RoomChange,
  RoomSnapshot,
  Signal,
} from "../../protocol/mod.ts";

/** `waiting`: not let in yet; nothing is heard of the room. */
export type LinkStatus = "connecting" | "waiting" | "joined" | "reconnecting" | "ended";

export type LinkEvent =
  | { type: "status"; status: LinkStatus }
  | { type: "opened" } // The socket is open; the join goes out now.
  | { type: "joined"; joined: Joined } // The first time, and whenever the session had to be new.
  | { type: "resumed"; resumed: Resumed }
  | { type: "snapshot"; epoch: number; snapshot: RoomSnapshot }
  | {
    type: "changes";
    epoch: number;
    adopted?: true | undefined;
    from: number;
    to: number;
    changes: RoomChange[];
  }
  | { type: "media"; media: MediaUpdate }
  | { type: "lobby"; lobby: LobbyState } // Not let in yet; how that stands.
  | { type: "signal"; signal: Signal }
  | { type: "ended"; error: ErrorBody };
