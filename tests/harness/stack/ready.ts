import type { Child } from "../child.ts";
import { until } from "../until.ts";

/** A second on a quiet machine; where several stacks start at a time, each process waits for its turn. */
const READY_LIMIT_MS = 60_000;

/** Resolves once the process says so at that URL, or in its log where it serves none. */
export async function untilReady(child: Child, readyUrl: string | undefined): Promise<void> {
  try {
    await until(
      `${child.name} is ready`,
      () => {
        if (!child.alive) throw new Error(`Cannot start ${child.name}: it ended`);
        return readyUrl === undefined ? saidReady(child) : readiness(readyUrl);
      },
      (state) => state === "ok",
      READY_LIMIT_MS,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n${child.tail}`, { cause: error });
  }
}

/** "ok" once a process has said in its log that it is ready. */
function saidReady({ lines }: Child): string {
  return lines.some((line) => line.includes('"msg":"ready"')) ? "ok" : "silent";
}

/** "ok", or what is wrong. */
async function readiness(url: string): Promise<string> {
  try {
    const response = await fetch(url);
    const text = await response.text();
    return response.ok ? "ok" : text;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
