import { type Browser, chromium } from "playwright-core";
import { findCommand } from "../../scripts/lib/command.ts";

/** Fake devices that ask nobody, sound without a click, and no service that a test has no use for. */
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

export interface ChromiumOptions {
  /** More flags; of those given twice the later counts. */
  flags?: readonly string[];
  /** The caller ends the browser on signals, in an order of its own. */
  handlesSignals?: boolean;
  /** The network namespace it runs in; default: this machine's. */
  namespace?: string;
}

const IN_NAMESPACE = new URL("../harness/impairment/chromium_in_namespace.sh", import.meta.url);

/** Starts the Chromium of this machine. */
export async function launchChromium(
  { flags = [], handlesSignals = false, namespace }: ChromiumOptions = {},
): Promise<Browser> {
  const executablePath = findCommand("chromium") ?? findCommand("chromium-browser") ??
    findCommand("google-chrome");
  if (!executablePath) throw new Error("Cannot start a browser: no chromium is on PATH");
  const driverHandles = !handlesSignals;
  return await chromium.launch({
    executablePath: namespace === undefined ? executablePath : IN_NAMESPACE.pathname,
    ...(namespace !== undefined && {
      env: {
        ...Deno.env.toObject(),
        PARLEY_NAMESPACE: namespace,
        PARLEY_CHROMIUM: executablePath,
      },
    }),
    args: [...FLAGS, ...flags],
    handleSIGINT: driverHandles,
    handleSIGTERM: driverHandles,
    handleSIGHUP: driverHandles,
  });
}
