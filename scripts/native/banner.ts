/** What `scripts/dev` ends its start with: where to go, and how to join from a second device. */
import { paint, say } from "../lib/console.ts";

export interface BannerFacts {
  readonly localUrl: string;
  readonly lanUrl: string | undefined;
  /** SHA-256 of our certificate, to compare with the browser's. */
  readonly fingerprint256: string;
  readonly dataPath: string;
}

export function banner({ localUrl, lanUrl, fingerprint256, dataPath }: BannerFacts): string {
  const device = lanUrl === undefined
    ? ["No LAN found: other devices can't join. Set PARLEY_LAN_ADDRESS if there is one."]
    : [
      `On a phone or second computer in the same network: ${paint("bold", lanUrl)}`,
      "The browser will warn, since this machine made the certificate itself: choose to go on.",
      `(its SHA-256 is ${fingerprint256.slice(0, 23)}…; browsers give cameras to HTTPS pages only)`,
    ];
  return [
    "",
    `${paint("green", "Parley is running.")} Open ${paint("bold", localUrl)}`,
    ...device,
    `Logs and data: ${dataPath}. Stop with Ctrl-C.`,
    "",
  ].map((line) => line && `  ${line}`).join("\n");
}

export function sayBanner(facts: BannerFacts): void {
  say(banner(facts));
}
