/** What measurements say of one participant. Pure. */

/** Less of somebody than that, of 1 Mbit/s and a voice, and the machine did not carry the load. */
const KEPT_MBPS_MIN = 0.8;
/** Of 30 a second that everybody sends: with fewer the browser was not carried. */
const PICTURES_MIN = 25;

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

/** What a browser used while it recorded so many. */
export interface BrowserCost {
  readonly count: number;
  /** Of one core: all of the browser's processes, and what records it. */
  readonly corePercent: number;
  /** Shown of each participant. */
  readonly shownPerSecond: number;
  /** In the file that came of it. */
  readonly recordedPerSecond: number;
}

/** How many times as much a browser costs, in the same call. */
export interface Times {
  readonly ratio: number;
  /** The browser left pictures out, which cost it nothing: on a machine that can do it, it costs more. */
  readonly isAtLeast: boolean;
}

/** `undefined`: our own way was not carried. */
export function timesOf(
  costs: readonly Pick<Cost, "count" | "corePercent" | "keptMbps">[],
  browser: BrowserCost,
): Times | undefined {
  const own = costs.filter(isCarried).find(({ count }) => count === browser.count);
  if (!own) return undefined;
  const { corePercent, shownPerSecond, recordedPerSecond } = browser;
  const isAtLeast = Math.min(shownPerSecond, recordedPerSecond) < PICTURES_MIN;
  return { ratio: corePercent / own.corePercent, isAtLeast };
}
