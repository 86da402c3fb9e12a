/** Every bound of taking jobs, in one place. */

/**
 * A job that nobody speaks of for so long is given to somebody else: a killed worker costs no more. One that
 * has not died after all, and was only late, does what another does too; that makes the same.
 */
export const LEASE_MS = 6_000;
/** Who has a job says so after that share of its lease. */
export const RENEW_SHARE = 0.2;
/** How long one question for a job waits at the server. */
export const PULL_EXPIRES_MS = 20_000;
/** Jobs of all workers together that may be under way; the server gives out no more. */
export const JOBS_UNDER_WAY_MAX = 1_000;
/** A job that has ended its worker, or failed, so often is given up on. */
export const ATTEMPTS_MAX = 5;
/** After a failure; doubled each time. */
export const RETRY_MIN_MS = 5_000;
export const RETRY_MAX_MS = 5 * 60 * 1_000;
/** A job whose object store is away rests so long. */
export const OBJECTS_AWAY_MS = 10_000;
/** A job that has waited so long for what it needs is given up on. */
export const PATIENCE_MAX_MS = 24 * 60 * 60 * 1_000;
/** Pauses while the bus is away. */
export const AWAY_MIN_MS = 200;
export const AWAY_MAX_MS = 5_000;
/** What is asked of JetStream about jobs. */
export const API_TIMEOUT_MS = 5_000;
/** Characters of why a job failed. */
export const REASON_LENGTH_MAX = 400;
