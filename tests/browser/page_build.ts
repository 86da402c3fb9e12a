import { buildUi } from "../../scripts/native/ui_build.ts";

const CHECKOUT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

/** The page that gateways serve is the one that the sources say. */
export async function ensurePage(): Promise<void> {
  const build = await buildUi({ checkout: CHECKOUT, deno: Deno.execPath() });
  if (build.outcome === "failed") throw new Error(`Cannot build the page: ${build.output}`);
}

/** Where pictures of calls are kept for a look. */
export async function screenshotFolder(): Promise<string> {
  const folder = `${CHECKOUT}/.parley/screenshots`;
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}
