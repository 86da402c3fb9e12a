/** `scripts/dev --check`: what is there and what is missing. Changes nothing. */
import { sayDone, sayFailure } from "../lib/console.ts";
import { devRequirements } from "../lib/packages.ts";
import { lanAddress } from "./network.ts";

/** Prints a line a requirement; resolves to whether all are there. */
export async function check(checkout: string): Promise<boolean> {
  let complete = true;
  const report = (there: boolean, text: string) => {
    (there ? sayDone : sayFailure)(text);
    complete &&= there;
  };
  report(true, `deno ${Deno.version.deno} (${Deno.execPath()})`);
  for (const { package: name, purpose, find } of devRequirements) {
    const file = find();
    report(
      file !== undefined,
      file
        ? `${name} (${file})`
        : `${name} is missing: ${purpose}; scripts/dev installs it with apt`,
    );
  }
  const modules = await Deno.stat(`${checkout}/node_modules`).then(() => true, () => false);
  report(modules, modules ? "npm packages" : "npm packages are missing; scripts/dev installs them");
  if (modules) {
    const { checkWorker } = await import("../worker/mod.ts");
    const { found, missingPackages } = await checkWorker();
    const toBuild = missingPackages.length === 0 ? "" : ` (needs ${missingPackages.join(" ")})`;
    report(
      found !== undefined,
      found
        ? `mediasoup's worker (${found.bin})`
        : `mediasoup's worker is missing; scripts/dev downloads it or builds it${toBuild}`,
    );
  }
  const lan = lanAddress();
  sayDone(lan ? `address on the LAN: ${lan}` : "no LAN: Parley will run for this machine only");
  return complete;
}
