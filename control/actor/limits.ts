/** The runtime's bounds. Each is a promise about memory or time; a bench or a test may change one. */
export interface ActorLimits {
  /** Commands received and not yet answered, per actor; beyond it `overloaded`. */
  mailboxCommands: number;
  /** Extra room for what effects submit, so that results come in while callers are turned away. */
  mailboxReserve: number;
  /** Effects running at once per actor; beyond it callers are answered `overloaded`. */
  effectsRunning: number;
  /** Commands in one append. */
  batchCommands: number;
  /** Most bytes of one command's facts. An append ends with the command that passes this, so twice
   * this stays below the server's `max_payload` of 1 MiB. */
  batchBytes: number;
  /** Command ids remembered per actor; the oldest is forgotten first. */
  dedupeIds: number;
  /** How long after its deadline an id is remembered: the clocks of two hosts may differ so much. */
  dedupeGraceMs: number;
  /** Entries between snapshots: what an activation has to fetch at most. */
  snapshotEveryEntries: number;
  /** Facts between snapshots, since under load an entry holds many: what it has to fold at most. */
  snapshotEveryEvents: number;
  /** Facts between trims of the log behind a snapshot. Rarer than snapshots: a trim makes the server
   * look through the whole stream, about 10 ms at 40,000 messages. */
  trimEveryEvents: number;
  /** Actors in memory; beyond it the quietest leave, and if none is quiet activation is refused. */
  residents: number;
  /** Quiet for so long, an actor leaves memory. */
  idleMs: number;
  /** How often quiet actors are looked for. */
  sweepEveryMs: number;
  /** Activations in progress at once. */
  activations: number;
  /** How often the claim of an actor is appended while its outcome is unknown. */
  claimAttempts: number;
  /** Pause before an append is repeated. */
  appendRetryMs: number;
  /** How long commands wait for a log that does not take an append; then facts are held. Together with
   * the log's own time limit for one append this is how long the first caller waits. */
  appendPatienceMs: number;
  /** Facts held for a log that is away, per actor; beyond it `log-unavailable`. */
  heldFacts: number;
  /** Bytes of those facts, per actor. */
  heldBytes: number;
  /** Actors of one host that ask the log at once whether they are still its own. */
  checksAtOnce: number;
  /** Rebuilds of one actor after exceptions, before it is left alone until somebody activates it. */
  restarts: number;
  /** After so long without an exception the count of restarts begins anew. */
  restartWindowMs: number;
  /** How long an owner has to say that it is there. */
  ownerQueryMs: number;
  /** What `overloaded` advises. */
  overloadedRetryMs: number;
  /** What `log-unavailable` advises, and how often one actor of a host tries a log that is away. */
  logRetryMs: number;
  /** How long an actor that leaves waits for its mailbox to empty, and for the log if facts are held. */
  drainMs: number;
}

export const ACTOR_LIMITS: Readonly<ActorLimits> = {
  mailboxCommands: 1_024,
  mailboxReserve: 256,
  effectsRunning: 256,
  batchCommands: 256,
  batchBytes: 384 * 1024,
  dedupeIds: 4_096,
  dedupeGraceMs: 60_000,
  snapshotEveryEntries: 200,
  snapshotEveryEvents: 2_000,
  trimEveryEvents: 10_000,
  residents: 20_000,
  idleMs: 60_000,
  sweepEveryMs: 5_000,
  activations: 256,
  claimAttempts: 5,
  appendRetryMs: 100,
  appendPatienceMs: 400,
  heldFacts: 10_000,
  heldBytes: 4 * 1024 * 1024,
  checksAtOnce: 64,
  restarts: 3,
  restartWindowMs: 60_000,
  ownerQueryMs: 250,
  overloadedRetryMs: 100,
  logRetryMs: 250,
  drainMs: 5_000,
};
