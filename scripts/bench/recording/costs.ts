/** What measurements say of one participant. Pure. */

/** What a process used while it kept so many. */
export interface Cost {
  readonly count: number;
  readonly corePercent: number;
  readonly residentMb: number;
}

export interface CaptureCosts {
  /** At the highest count, what the process itself takes included. */
  readonly corePercentPerParticipant: number;
  /** Beyond what the process takes when it does nothing. */
  readonly memoryMbPerParticipant: number;
  /** Extrapolated from the highest count: as if each further one cost as much as those. */
  readonly participantsPerCore: number;
}

export function captureCosts(costs: readonly Cost[], idleMb: number): CaptureCosts {
  const most = costs.reduce<Cost | undefined>(
    (most, cost) => most && most.count >= cost.count ? most : cost,
    undefined,
  );
  if (!most) throw new Error("Cannot tell costs: nothing was measured");
  const corePercentPerParticipant = most.corePercent / most.count;
  return {
    corePercentPerParticipant,
    memoryMbPerParticipant: Math.max(0, most.residentMb - idleMb) / most.count,
    participantsPerCore: Math.floor(100 / corePercentPerParticipant),
  };
}

/** How many times as much the other way costs, in the same call. */
export function ratioOf(
  costs: readonly Pick<Cost, "count" | "corePercent">[],
  other: Pick<Cost, "count" | "corePercent">,
): number {
  const own = costs.find(({ count }) => count === other.count);
  if (!own) throw new Error(`Cannot compare: no call of ${other.count} was measured`);
  return other.corePercent / own.corePercent;
}
