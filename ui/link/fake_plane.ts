/** A media plane without WebRTC, for tests. */
import type { MediaKind } from "../../protocol/mod.ts";
import { FakeTrack } from "./fake_track.ts";
import type { Carrier } from "./retired_planes.ts";
import type { RemoteTrack } from "./tracks.ts";

export class FakePlane implements Carrier {
  readonly id: number;
  readonly generation: number;
  readonly remotes: RemoteTrack[] = [];
  isConnected = true;
  isClosed = false;
  /** Whether its tracks are on the wire. */
  isInUse: boolean;
  /** When its node last sent a packet. */
  heard = -Infinity;
  readonly senders = {
    use: (isInUse: boolean): void => {
      this.isInUse = isInUse;
    },
  };

  constructor(id: number, { generation = id, isInUse = true } = {}) {
    this.id = id;
    this.generation = generation;
    this.isInUse = isInUse;
  }

  heardAt(): Promise<number> {
    return Promise.resolve(this.heard);
  }

  close(): void {
    this.isClosed = true;
  }

  /** A track of `producerId` comes through it. */
  receive(producerId: string, kind: MediaKind = "video"): RemoteTrack {
    const key = `${this.id}/${producerId}`;
    const track = new FakeTrack(key, kind);
    const of = { plane: this.id, key, consumerId: key, producerId };
    const remote: RemoteTrack = { ...of, kind, track, receiver: undefined };
    this.remotes.push(remote);
    return remote;
  }
}
