/** What one session of a client has of the room's media: the plane in use and the one that stands by. */
import type { MediaUpdate, PlaneView, Tile, View } from "../../protocol/mod.ts";

/** One pair of transports on one media node. */
export interface ClientPlane {
  readonly generation: number;
  ready: string[];
  ice: { wanted: number; applied: number };
  /** Its transports by id, each with the ICE user name that tells it from a later one of that id. */
  transports: ReadonlyMap<string, string>;
  /** What the room was told of it: its DTLS answers and the tracks it sends. */
  answered: "no" | "being told" | "yes";
}

export class ClientMedia {
  tiles: Tile[] = [];
  /** Nothing is heard on the plane in use. */
  silent = false;
  #active: ClientPlane | undefined;
  #standby: ClientPlane | undefined;

  get active(): ClientPlane | undefined {
    return this.#active;
  }

  get standby(): ClientPlane | undefined {
    return this.#standby;
  }

  get planes(): ClientPlane[] {
    return [this.#active, this.#standby].flatMap((plane) => plane ?? []);
  }

  /** The whole of it, as it is stated. */
  get view(): View {
    return {
      ...(this.#active ? stated(this.#active) : { generation: 0, ready: [] }),
      tiles: [...this.tiles],
      ...(this.#standby && { standby: stated(this.#standby) }),
      ...(this.silent && { silent: true }),
    };
  }

  take(update: MediaUpdate): void {
    const { generation, use, consumers, closed } = update;
    if (use === "closed") {
      if (this.#standby?.generation === generation) this.#standby = undefined;
      return;
    }
    const plane = this.#planeOf(update);
    if (!plane) return;
    plane.ready = plane.ready.filter((id) => !closed.includes(id));
    plane.ready = [...new Set([...plane.ready, ...consumers.map(({ id }) => id)])];
    if (use === "standby" || plane === this.#active) return;
    // The second plane is the one in use now.
    this.#active = plane;
    this.#standby = undefined;
    this.silent = false;
  }

  /** The network has changed: the way to the nodes has to be found anew. */
  restartIce(): void {
    for (const plane of this.planes) plane.ice.wanted++;
  }

  #planeOf(update: MediaUpdate): ClientPlane | undefined {
    const { generation, use, transports, ice = 0 } = update;
    const known = this.planes.find((plane) => plane.generation === generation);
    if (known) {
      if (!transports || ice <= known.ice.applied) return known;
      known.ice = { wanted: Math.max(ice, known.ice.wanted), applied: ice };
      known.transports = identities(transports);
      return known;
    }
    // Of a plane without its transports: those were told while nobody listened, and will be again.
    if (!transports || generation < (this.#active?.generation ?? 0)) return undefined;
    const plane: ClientPlane = {
      generation,
      ready: [],
      ice: { wanted: ice, applied: ice },
      transports: identities(transports),
      answered: "no",
    };
    if (use === "standby") this.#standby = plane;
    else {
      this.#active = plane;
      this.silent = false;
      if ((this.#standby?.generation ?? 0) < generation) this.#standby = undefined;
    }
    return plane;
  }
}

function stated({ generation, ready, ice }: ClientPlane): PlaneView {
  return { generation, ready: [...ready], ...(ice.wanted > 0 && { ice: { ...ice } }) };
}

function identities(
  { send, recv }: NonNullable<MediaUpdate["transports"]>,
): ReadonlyMap<string, string> {
  return new Map([send, recv].map(({ id, iceParameters }) => [id, iceParameters.usernameFragment]));
}
