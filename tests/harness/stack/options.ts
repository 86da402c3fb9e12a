export interface StackOptions {
  controlHosts?: number;
  /** Gateways in processes of their own, `gateway-1` and so on. Default: each control host is one. */
  gateways?: number;
  mediaNodes?: number;
  /** Processes that write captions. Default: none. */
  transcribers?: number;
  /** Processes that keep recordings, each with a disk of its own. Default: none. */
  recorders?: number;
  /** Processes that send live streams, to servers on this machine too. Default: none. */
  streamers?: number;
  /** Processes that make videos of recordings. Default: none. */
  workers?: number;
  /** 1, or 3 for a cluster that outlives one of them. Default: 1. */
  natsServers?: 1 | 3;
  /** NATS users of others' systems, and the rooms that each may command and watch. */
  integrators?: readonly { readonly name: string; readonly rooms: readonly string[] }[];
  /** Whether clients get a second media plane on another node. Default: yes. */
  standby?: boolean;
  /** Variables of all processes beyond the usual ones: another object store, say. */
  variables?: Readonly<Record<string, string>>;
  /** Variables of control processes beyond the usual ones. */
  controlVariables?: Readonly<Record<string, string>>;
  /** Where clients are told to find media nodes. Default: on loopback, where they listen. */
  announcedAddress?: string;
}
