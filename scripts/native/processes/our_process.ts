/** A process of ours as this machine runs it: what all of them are told, and the least each may do. */
import { type Account, canUse } from "../account.ts";
import type { Certificate } from "../certificate.ts";
import type { DataFolder } from "../data_folder.ts";
import { probeHttp } from "../health.ts";
import type { Infrastructure } from "../infrastructure.ts";
import { type DenoProcess, leastDenoArguments } from "../least_deno.ts";
import { reachableProgram } from "../reachable.ts";
import type { Secrets } from "../secrets.ts";
import type { Service } from "../service.ts";
import { inherited } from "./inherited.ts";

export const LOOPBACK = "127.0.0.1";
export const ANY_ADDRESS = "0.0.0.0";
/** How long one that is stopped waits for its rooms; where all stop together none of them leaves. */
export const DRAIN_MS = 2_000;
const READY_TIMEOUT_MS = 30_000;
/** A control host hands its rooms over before it ends. */
const STOP_TIMEOUT_MS = 15_000;

export interface ProcessOptions {
  readonly checkout: string;
  readonly deno: string;
  /** mediasoup's worker. */
  readonly workerBin: string;
  readonly data: DataFolder;
  readonly account: Account | undefined;
  readonly secrets: Secrets;
  readonly infrastructure: Infrastructure;
  readonly certificate: Certificate;
  /** `undefined` without a LAN: then there is no HTTPS and media stay on loopback. */
  readonly lan: string | undefined;
}

export interface OurProcess extends Omit<DenoProcess, "checkout"> {
  /** Also its NATS user. */
  readonly name: string;
  /** Answers `/readyz` on loopback. */
  readonly healthPort: number;
  readonly where: string;
}

/** Turns a description into a command line with no permission beyond it. */
export function denoProcess(
  options: ProcessOptions,
  process: OurProcess,
): Service {
  const { account, checkout, data, infrastructure, secrets } = options;
  const variables = {
    PARLEY_ENV: "development",
    PARLEY_LOG_LEVEL: Deno.env.get("PARLEY_LOG_LEVEL") ?? "info",
    PARLEY_NATS_URL: `nats://${LOOPBACK}:${infrastructure.natsPort}`,
    PARLEY_NATS_USER: process.name,
    PARLEY_NATS_PASSWORD: secrets.nats[process.name] ?? "",
    ...process.env,
  };
  return {
    name: process.name,
    command: options.deno,
    args: leastDenoArguments({ ...process, checkout, env: variables }),
    env: {
      PATH: "/usr/bin:/bin",
      NO_COLOR: "1",
      // An account that we drop to has a cache of its own; else the user's own is used.
      ...(account
        ? { HOME: data.folder("deno"), DENO_DIR: data.folder("deno") }
        : { HOME: Deno.env.get("HOME") ?? data.path, ...inherited("DENO_DIR", "XDG_CACHE_HOME") }),
      ...variables,
    },
    cwd: checkout,
    account,
    ready: () => probeHttp(`http://${LOOPBACK}:${process.healthPort}/readyz`),
    readyTimeoutMs: READY_TIMEOUT_MS,
    stopSignal: "SIGTERM",
    stopTimeoutMs: STOP_TIMEOUT_MS,
    where: process.where,
  };
}

/**
 * With which rights our processes run, and from where: with the servers' account's where it can get
 * into the checkout, else with ours, and the permissions of Deno are all that holds them.
 */
export async function withRights(options: ProcessOptions): Promise<ProcessOptions> {
  const { account, checkout, deno, workerBin, data } = options;
  if (!account || !await canUse(account, checkout)) return { ...options, account: undefined };
  const [reachableDeno, reachableWorker] = await Promise.all(
    [deno, workerBin].map((file) => reachableProgram(account, file, data.folder("bin"))),
  );
  return {
    ...options,
    deno: reachableDeno ?? deno,
    workerBin: reachableWorker ?? workerBin,
  };
}
