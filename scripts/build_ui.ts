/**
 * Builds the client into `dist/ui`: `deno task build:ui`. Vite is imported instead of named on a
 * command line, so that its version is the one that `deno.json` pins.
 */
import { build } from "vite";

const CONFIG = new URL("../ui/vite.config.ts", import.meta.url).pathname;

if (import.meta.main) await build({ configFile: CONFIG, logLevel: "warn" });
