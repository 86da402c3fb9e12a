/** What can be measured of a client's media, on the way that carries it now. */
import type { DirectCall } from "./direct/direct_call.ts";
import type { IcePath } from "./ice_path.ts";
import type { MediaPlane } from "./media_plane.ts";
import type { Outgoing } from "./outgoing.ts";
import { type Measured, type Statistics, statisticsOf } from "./statistics.ts";
import type { UplinkStats } from "./uplink_stats.ts";

type GaugedPlane = Measured & Pick<MediaPlane, "uplink" | "paths" | "view">;
type GaugedDirect = Measured & Pick<DirectCall, "uplink" | "isFlowing">;

/** The planes of a client. */
export interface GaugedPlanes {
  readonly active: GaugedPlane | undefined;
  readonly standby: GaugedPlane | undefined;
  readonly kept: readonly GaugedPlane[];
}

export class Gauges {
  readonly #planes: GaugedPlanes;
  readonly #outgoing: Pick<Outgoing, "isHeld" | "locals">;
  readonly #direct: () => GaugedDirect | undefined;

  constructor(
    planes: GaugedPlanes,
    outgoing: Pick<Outgoing, "isHeld" | "locals">,
    direct: () => GaugedDirect | undefined,
  ) {
    this.#planes = planes;
    this.#outgoing = outgoing;
    this.#direct = direct;
  }

  /** What is known of the way that is sent on: to the node in use, or to the other person. */
  async uplink(): Promise<UplinkStats | undefined> {
    const direct = this.#outgoing.isHeld ? this.#direct() : undefined;
    return await (direct ?? this.#planes.active)?.uplink();
  }

  /** What the browser tells of the way that media comes by; none: nothing is there yet. */
  async statistics(): Promise<Statistics | undefined> {
    const direct = this.#direct();
    const isDirect = direct?.isFlowing ?? false;
    const way = isDirect ? direct : this.#planes.active;
    return way && await statisticsOf(way, this.#outgoing.locals.values(), isDirect);
  }

  /** How packets of a plane travel, there and back. */
  async paths(plane: "active" | "standby" = "active"): Promise<(IcePath | undefined)[]> {
    const paths = await this.#planes[plane]?.paths();
    return paths ? [paths.send, paths.recv] : [];
  }

  /** Carried out on the present planes. */
  get iceRestarts(): number {
    return this.#planes.kept.reduce((sum, { view: { ice } }) => sum + (ice?.applied ?? 0), 0);
  }
}
