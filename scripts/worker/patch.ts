import { z } from "zod";
import { WorkerError } from "./errors.ts";

/** One replacement in the worker's source. `find` must occur exactly once in `file`. */
export const Patch = z.object({
  file: z.string().min(1),
  why: z.string().min(1),
  find: z.string().min(1),
  replace: z.string(),
});
export type Patch = z.infer<typeof Patch>;

/**
 * Applies one patch to a file's text.
 *
 * @throws WorkerError `worker-patch-mismatch` unless the text holds `find` exactly once: a source
 * that changed must be looked at by a person, not built without its fix.
 */
export function applyPatch(text: string, patch: Patch): string {
  const [before, after, ...more] = text.split(patch.find);
  if (before === undefined || after === undefined || more.length > 0) {
    const found = after === undefined ? 0 : more.length + 1;
    throw new WorkerError(
      "worker-patch-mismatch",
      `Cannot patch ${patch.file}: \`${patch.find}\` occurs ${found} times, expected once`,
    );
  }
  return before + patch.replace + after;
}
