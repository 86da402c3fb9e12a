/** What measurements say of one participant. Pure. */

/** Less of somebody than that, of 1 Mbit/s and a voice, and the machine did not carry the load. */
const KEPT_MBPS_MIN = 0.8;

/** What a process used while it kept so many. */
export interface Cost {
  readonly count: number;
  readonly corePercent: number;
  readonly residentMb: number;
  /** Of each participant. */
  readonly keptMbps: number;
}

/** Whether what it was to keep is there: packets that are lost or waited for cost less. */
export const isCarried = ({ keptMbps }: Pick<Cost, "keptMbps">): boolean =>
  keptMbps >= KEPT_MBPS_MIN;

export interface CaptureCosts {
  /** At the highest count that was carried, what the process itself takes included. */
  readonly corePercentPerParticipant: number;
  /** Beyond what the process takes when it does nothing. */
  readonly memoryMbPerParticipant: number;
  /** Extrapolated from the highest count: as if each further one cost as much as those. */
  readonly participantsPerCore: number;
}

export function captureCosts(costs: readonly Cost[], idleMb: number): CaptureCosts {
  const most = costs.filter(isCarried).reduce<Cost | undefined>(
    (most, cost) => most && most.count >= cost.count ? most : cost,
    undefined,
  );
  if (!most) throw new Error("Cannot tell costs: the machine carried no call");
  const corePercentPerParticipant = most.corePercent / most.count;
  return {
    corePercentPerParticipant,
    memoryMbPerParticipant: Math.max(0, most.residentMb - idleMb) / most.count,
    participantsPerCore: Math.floor(100 / corePercentPerParticipant),
  };
}

/** How many times as much the other way costs, in the same call; undefined: that was not carried. */
export function ratioOf(
  costs: readonly Pick<Cost, "count" | "corePercent" | "keptMbps">[],
  other: Pick<Cost, "count" | "corePercent">,
): number | undefined {
  const own = costs.filter(isCarried).find(({ count }) => count === other.count);
  return own && other.corePercent / own.corePercent;
}
