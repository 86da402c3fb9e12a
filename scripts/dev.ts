/**
 * Runs Parley on one machine: real servers and all our processes under one supervisor. Started by
 * `scripts/dev`, which brings Deno.
 */
import { sayFailure } from "./lib/console.ts";
import {
  captionRequirements,
  devRequirements,
  installPackages,
  missing,
  type Requirement,
} from "./lib/packages.ts";
import { installModules } from "./lib/modules.ts";
import { check } from "./native/check.ts";
import { parseOptions, USAGE } from "./native/options.ts";

const CHECKOUT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if ("problem" in options) {
    sayFailure(options.problem);
    return 2;
  }
  try {
    switch (options.mode) {
      case "help":
        console.log(USAGE);
        return 0;
      case "check":
        return await check(CHECKOUT) ? 0 : 1;
      case "run":
      case "infra":
        await installPackages(missing(wanted()).map((requirement) => requirement.package));
        await installModules(CHECKOUT);
        return await run(options.mode === "infra");
      default:
        return options.mode satisfies never;
    }
  } catch (error) {
    sayFailure(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** Captions are made where their engine is, and it is installed for who asks for it. */
function wanted(): Requirement[] {
  const captions = Deno.env.get("PARLEY_CAPTIONS") === "on";
  return [...devRequirements, ...(captions ? captionRequirements : [])];
}

/** Loaded late: it needs the npm packages. */
async function run(infrastructureOnly: boolean): Promise<number> {
  const { runStack } = await import("./native/stack.ts");
  return await runStack({ checkout: CHECKOUT, infrastructureOnly });
}
