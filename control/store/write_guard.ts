import { FaultGuard } from "../../kit/mod.ts";

/**
 * postgres.js (3.4.9, `src/connection.js`) writes in a turn of its own. A command that comes while its
 * connection is being closed, such as the end of a transaction, finds no socket there, and that is thrown
 * where nobody can catch it. Whoever waits for that command runs into the time limit of its query.
 */
export function guardWrites(): FaultGuard {
  return new FaultGuard(isWriteWithoutSocket, () => {});
}

export function isWriteWithoutSocket(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes("(reading 'write')") &&
    /nextWrite \(\S*\/postgres[@/]/.test(error.stack ?? "");
}
