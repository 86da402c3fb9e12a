/** What is counted of a control host's rooms. */
import type { Clock, Metrics } from "../kit/mod.ts";
import type { ActorCount, ActorLog, ActorObserver } from "./actor/mod.ts";

const MS_PER_S = 1_000;

/** Registers them. `owned`: rooms in memory, read at each scrape. */
export function roomsMeasures(metrics: Metrics, owned: () => number): ActorObserver {
  const counter = metrics.counter(
    "parley_rooms_events_total",
    "What happened to rooms of this host: activated, degraded, fenced and so on.",
  );
  const counts = new Map<ActorCount, number>();
  metrics.gauge("parley_rooms_owned", "Rooms that this host owns and has in memory.", owned);
  metrics.gauge(
    "parley_rooms_degraded",
    "Rooms that go on without the log.",
    () => {
      const of = (what: ActorCount) => counts.get(what) ?? 0;
      const ended = of("recovered") + of("held-facts-lost");
      return Math.min(owned(), Math.max(0, of("degraded") - ended));
    },
  );
  return {
    count(what, by = 1) {
      counts.set(what, (counts.get(what) ?? 0) + by);
      counter.add(by, { event: what });
    },
  };
}

/** The log, with its appends timed. */
export function timedLog(log: ActorLog, metrics: Metrics, clock: Clock): ActorLog {
  const appends = metrics.histogram(
    "parley_log_append_seconds",
    "Appends to rooms' logs, by result.",
  );
  const partOf = log.partOf?.bind(log);
  return {
    async append(actorId, expectedSeq, entryId, entry) {
      const beganMs = clock.monotonicMs();
      const result = await log.append(actorId, expectedSeq, entryId, entry);
      const took = (clock.monotonicMs() - beganMs) / MS_PER_S;
      appends.observe(took, { result: result.ok ? "ok" : result.reason });
      return result;
    },
    read: (actorId) => log.read(actorId),
    lastSeq: (actorId) => log.lastSeq(actorId),
    snapshot: (actorId, seq, snapshot) => log.snapshot(actorId, seq, snapshot),
    trim: (actorId, seq) => log.trim(actorId, seq),
    purge: (actorId, seq) => log.purge(actorId, seq),
    ...(partOf && { partOf }),
  };
}
