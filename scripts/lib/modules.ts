/** The npm packages of deno.json in node_modules, at the versions of deno.lock. */
import { mustRun } from "./command.ts";

/**
 * Brings node_modules up to date; a few dozen milliseconds when it is. In CI a lock file that does
 * not match deno.json is an error, elsewhere it is brought up to date too.
 */
export async function installModules(checkout: string): Promise<void> {
  const frozen = Deno.env.get("CI") === "true" ? ["--frozen"] : [];
  await mustRun(Deno.execPath(), ["install", "--quiet", ...frozen], { cwd: checkout });
}
