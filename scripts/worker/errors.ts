/** Stable codes of everything that can stop the worker from being provided. */
export type WorkerErrorCode =
  | "worker-env-not-a-file"
  | "worker-source-missing"
  | "worker-recipe-invalid"
  | "worker-patch-mismatch"
  | "worker-packages-missing"
  | "worker-command-failed"
  | "worker-download-failed"
  | "worker-proof-failed";

/** A failure to provide mediasoup's worker, with a code that callers may branch on. */
export class WorkerError extends Error {
  override readonly name = "WorkerError";
  constructor(readonly code: WorkerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** What went wrong, in words, whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // `fetch` says only "fetch failed" itself.
  const told = error instanceof TypeError && error.cause instanceof Error;
  return told ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
}
