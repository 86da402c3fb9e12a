/** Moments after which the ways into the network may be other ones. */

/** A clock is looked at so often to see whether the machine slept. */
const TICK_MS = 2_000;
/** A gap beyond that in which no timer ran: asleep, not merely busy. */
const SLEPT_MS = 4_000;

/** Calls back after each; returns its own unsubscribe. */
export function onNetworkChange(changed: () => void): () => void {
  const stops = [listen(globalThis, "online", changed)];

  const connection = networkInformation();
  if (connection) {
    let { type } = connection; // Its other news, say of speed, mean no other network.
    stops.push(listen(connection, "change", () => {
      if (connection.type === type) return;
      type = connection.type;
      if (type !== "none") changed();
    }));
  }

  let tickedAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now(); // Unlike the monotonic clock, it goes on while the machine sleeps.
    if (now - tickedAt > TICK_MS + SLEPT_MS) changed();
    tickedAt = now;
  }, TICK_MS);
  stops.push(() => clearInterval(timer));

  return () => stops.forEach((stop) => stop());
}

/** Network Information API, which not every browser has. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
  /** How fast it has been: `slow-2g`, `2g`, `3g`, `4g`, which is all that is faster. */
  readonly effectiveType?: string;
  /** The person asked their browser or system to save data. */
  readonly saveData?: boolean;
}

export function networkInformation(): NetworkInformation | undefined {
  const { connection } = navigator as Navigator & { connection?: NetworkInformation };
  return connection;
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
