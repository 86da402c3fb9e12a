import type { RemoteTransport } from "../../worker/proof_peer.ts";
import type { LocalPeer } from "./wire.ts";

/** A server that forwards, as far as the bench knows one. */
export interface Sfu extends AsyncDisposable {
  readonly name: string;
  /** Whose processor time is counted. */
  pids(): Promise<number[]>;
  /** Takes the load from a peer; resolves with where the peer shall connect to. */
  publish(local: LocalPeer): Promise<RemoteTransport>;
  /** Once the publisher is connected: sends all of it to a peer. */
  subscribe(local: LocalPeer): Promise<RemoteTransport>;
}
