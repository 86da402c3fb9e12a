/** What one client reports of how its call looks and sounds: counted, and passed on to be kept. */
import type { Bus } from "../../kit/mod.ts";
import { type QualityReport, subjects } from "../../protocol/mod.ts";
import type { SessionSeat } from "../api/mod.ts";
import { type Bucket, type Limit, takeToken } from "../store/mod.ts";
import type { GatewayContext } from "./context.ts";

/** Twice as often as clients report. */
const REPORTS: Limit = { name: "quality", burst: 3, perSecond: 0.4 };

export interface QualityContext extends Pick<GatewayContext, "clock" | "logger" | "measures"> {
  readonly bus: Pick<Bus, "connected" | "publish">;
}

export class QualityLine {
  readonly #context: QualityContext;
  readonly #seat: SessionSeat;
  #bucket: Bucket | undefined;
  #path: string | undefined;

  constructor(context: QualityContext, seat: SessionSeat) {
    this.#context = context;
    this.#seat = seat;
  }

  /** Never throws and waits for nothing: a report that can't be passed on is counted, and gone. */
  take(report: QualityReport): void {
    const { bus, clock, logger, measures } = this.#context;
    const { bucket, allowance } = takeToken(this.#bucket, REPORTS, clock.monotonicMs());
    this.#bucket = bucket;
    if (!allowance.allowed) return measures.qualityDropped("too-many");
    measures.quality(report, this.#isNewPath(report));
    // The client of the bus would hold it in memory until the bus is back.
    if (!bus.connected) return measures.qualityDropped("bus-away");
    const { roomId, peerId, sessionId } = this.#seat;
    const at = Math.round(clock.wallMs());
    try {
      bus.publish(subjects.quality(roomId), { v: 1, roomId, peerId, sessionId, at, report });
    } catch (error) {
      measures.qualityDropped("bus-away");
      logger.debug({ err: error, roomId, sessionId }, "a report of quality was dropped");
    }
  }

  #isNewPath({ path }: QualityReport): boolean {
    if (!path) return false;
    const name = `${path.candidate}/${path.protocol}`;
    if (name === this.#path) return false;
    this.#path = name;
    return true;
  }
}
