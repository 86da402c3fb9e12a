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

/** What went wrong, in one line, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
