/** Between the page and the worker that encrypts. */
import type { PeerId, ProducerId } from "../../protocol/mod.ts";
import type { SenderKey } from "./sender_key.ts";

export type ToWorker =
  | { readonly type: "use"; readonly key: SenderKey }
  | { readonly type: "learn"; readonly peerId: PeerId; readonly keys: readonly SenderKey[] }
  | { readonly type: "forget"; readonly peerId: PeerId };

/** What a transform is for; given with it. */
export interface TransformOptions {
  readonly direction: "send" | "receive";
  /** The sender of the track. */
  readonly peerId: PeerId;
  /** The producer's id, which its receivers know it by. */
  readonly track: ProducerId;
}

/** `open`: it is decrypted. `locked`: its key is not here. `broken`: there is a key and it does not fit. */
export type TrackState = "open" | "locked" | "broken";

export interface FromWorker {
  readonly type: "track";
  readonly peerId: PeerId;
  readonly track: ProducerId;
  readonly state: TrackState;
}
