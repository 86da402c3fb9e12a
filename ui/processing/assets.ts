/** Files that effects load when they are first used; the build gives them names with hashes. */

const LOAD_LIMIT_MS = 20_000;

/** Rejects also for an answer that is none, so that nobody takes an error page for a program. */
export async function loadFile(
  url: URL,
  priority: RequestPriority = "auto",
): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(LOAD_LIMIT_MS), priority });
  if (!response.ok) {
    throw new Error(`Cannot load ${url.pathname}: the answer is ${response.status}`);
  }
  return await response.arrayBuffer();
}
