/** Work on recordings, taken from a queue in JetStream with leases. */
export { Attempts } from "./attempts.ts";
export { JobQueue, type JobQueueOptions, type TakenJob } from "./job_queue.ts";
export {
  type GivenUp,
  type JobHandler,
  JobPostponedError,
  type JobTurn,
  JobWorker,
  type JobWorkerOptions,
} from "./job_worker.ts";
export { ATTEMPTS_MAX, LEASE_MS } from "./limits.ts";
export { type JobVerdict, retryDelayMs } from "./verdict.ts";
