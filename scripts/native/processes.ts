/** Our own processes: what each is told, and the least it may do. One entry adds a process. */
import { type Account, canUse } from "./account.ts";
import type { Certificate } from "./certificate.ts";
import type { DataFolder } from "./data_folder.ts";
import { probeHttp } from "./health.ts";
import type { Infrastructure } from "./infrastructure.ts";
import { findCommand } from "../lib/command.ts";
import { type DenoProcess, leastDenoArguments } from "./least_deno.ts";
import { freePort, freePortRange } from "./ports.ts";
import { reachableProgram } from "./reachable.ts";
import type { Secrets } from "./secrets.ts";
import type { Service } from "./service.ts";
import { turnAddresses } from "./turn_config.ts";

const LOOPBACK = "127.0.0.1";
const ANY_ADDRESS = "0.0.0.0";
const READY_TIMEOUT_MS = 30_000;
/** A control host hands its rooms over before it ends. */
const STOP_TIMEOUT_MS = 15_000;
/** How long a stopped media node waits for its rooms; where all stop together none of them leaves. */
const MEDIA_DRAIN_MS = 2_000;

const HTTP_PORT = 8080;
const HTTPS_PORT = 8443;
const MEDIA_PORT = 40_000;
/** Where voices arrive to be written down. */
const TAP_PORT = 41_000;
/** Where media arrive to be kept. */
const RECORDER_PORT = 42_000;

export const CONTROL_HOSTS = ["control-1", "control-2"] as const;
export const MEDIA_NODES = ["media-1", "media-2"] as const;
export const TRANSCRIBERS = ["transcriber-1"] as const;
export const RECORDERS = ["recorder-1"] as const;
export const WORKERS = ["worker-1"] as const;
/** Hears who connects and disconnects. */
export const SYSTEM_USER = "sys";

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

export interface Processes {
  readonly services: readonly Service[];
  /** What to open on this machine. */
  readonly localUrl: string;
  /** What to open on another device. */
  readonly lanUrl: string | undefined;
}

/** A control host's ports. */
interface Listener {
  readonly host: string;
  readonly http: number;
  readonly https: number | undefined;
}

/** Chooses ports and describes the processes; starts nothing. */
export async function prepareProcesses(given: ProcessOptions): Promise<Processes> {
  const options = await withRights(given);
  const { lan } = options;
  const listeners = CONTROL_HOSTS.map((host, index): Listener => ({
    host,
    http: freePort(HTTP_PORT + index),
    https: lan === undefined ? undefined : freePort(HTTPS_PORT + index),
  }));
  const local = listeners.map(({ http }) => `localhost:${http}`);
  const remote = listeners.flatMap(({ https }) => https ? [`${lan}:${https}`] : []);
  const gateways: Gateways = {
    localUrl: `http://${local[0]}`,
    lanUrl: remote[0] && `https://${remote[0]}`,
    sockets: [...local.map((at) => `ws://${at}/ws`), ...remote.map((at) => `wss://${at}/ws`)],
    origins: [
      ...listeners.flatMap((
        { http },
      ) => [`http://localhost:${http}`, `http://${LOOPBACK}:${http}`]),
      ...remote.map((at) => `https://${at}`),
    ],
  };
  return {
    services: [
      ...listeners.map((listener) => controlHost(options, listener, gateways)),
      ...MEDIA_NODES.map((node) => mediaNode(options, node)),
      ...TRANSCRIBERS.map((name) => transcriber(options, name)),
      ...RECORDERS.map((name) => recorder(options, name)),
      ...WORKERS.flatMap((name) => worker(options, name) ?? []),
    ],
    localUrl: gateways.localUrl,
    lanUrl: gateways.lanUrl,
  };
}

interface Gateways {
  readonly localUrl: string;
  readonly lanUrl: string | undefined;
  readonly sockets: readonly string[];
  readonly origins: readonly string[];
}

function controlHost(
  options: ProcessOptions,
  listener: Listener,
  gateways: Gateways,
): Service {
  const { checkout, infrastructure, secrets, certificate } = options;
  const ui = `${checkout}/dist/ui`;
  const objects = options.data.folder("objects");
  const ffmpeg = findCommand("ffmpeg");
  return denoProcess(options, {
    name: listener.host,
    entry: "control/main.ts",
    env: {
      PARLEY_HOST_ID: listener.host,
      PARLEY_ROLES: "host,gateway,projector",
      PARLEY_NATS_SYSTEM_USER: SYSTEM_USER,
      PARLEY_NATS_SYSTEM_PASSWORD: secrets.nats[SYSTEM_USER] ?? "",
      PARLEY_POSTGRES_URL: infrastructure.postgresUrl,
      PARLEY_REDIS_URL: infrastructure.redisUrl,
      PARLEY_TOKEN_SECRET: secrets.token,
      PARLEY_ADMIN_TOKEN: secrets.admin,
      PARLEY_HTTP_HOST: LOOPBACK,
      PARLEY_HTTP_PORT: `${listener.http}`,
      ...(listener.https === undefined ? {} : {
        PARLEY_HTTPS_PORT: `${listener.https}`,
        PARLEY_TLS_CERT_FILE: certificate.certFile,
        PARLEY_TLS_KEY_FILE: certificate.keyFile,
      }),
      PARLEY_PUBLIC_URL: gateways.lanUrl ?? gateways.localUrl,
      PARLEY_ORIGINS: gateways.origins.join(","),
      PARLEY_GATEWAY_URLS: gateways.sockets.join(","),
      PARLEY_UI_DIR: ui,
      PARLEY_TURN_URLS: infrastructure.turnUrls.join(","),
      PARLEY_TURN_SECRET: secrets.turn,
      PARLEY_OBJECTS_DIR: objects,
      ...(ffmpeg !== undefined && { PARLEY_FFMPEG: ffmpeg }),
    },
    net: [
      `${LOOPBACK}:${infrastructure.natsPort}`,
      `${LOOPBACK}:${infrastructure.postgresPort}`,
      `${LOOPBACK}:${infrastructure.redisPort}`,
      `${LOOPBACK}:${listener.http}`,
      ...(listener.https === undefined ? [] : [`${ANY_ADDRESS}:${listener.https}`]),
      ...turnAddresses(infrastructure.turnUrls.join(",")),
    ],
    read: [ui, certificate.certFile, certificate.keyFile, objects],
    write: [objects],
    ...(ffmpeg !== undefined && { run: [ffmpeg] }),
    healthPort: listener.http,
    where: listener.https === undefined
      ? `${LOOPBACK}:${listener.http}`
      : `${LOOPBACK}:${listener.http} and ${ANY_ADDRESS}:${listener.https}`,
  });
}

function mediaNode(
  options: ProcessOptions,
  node: typeof MEDIA_NODES[number],
): Service {
  const workers = Math.max(1, Math.floor(navigator.hardwareConcurrency / MEDIA_NODES.length));
  const firstPort = freePortRange(MEDIA_PORT, workers);
  const healthPort = freePort(0);
  const address = options.lan ?? LOOPBACK;
  return denoProcess(options, {
    name: node,
    entry: "media-node/main.ts",
    env: {
      PARLEY_NODE_ID: node,
      MEDIASOUP_WORKER_BIN: options.workerBin,
      PARLEY_MEDIA_LISTEN_IP: options.lan === undefined ? LOOPBACK : ANY_ADDRESS,
      PARLEY_MEDIA_ANNOUNCED_ADDRESS: address,
      PARLEY_MEDIA_WORKERS: `${workers}`,
      PARLEY_MEDIA_PORT: `${firstPort}`,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      PARLEY_DRAIN_MS: `${MEDIA_DRAIN_MS}`,
    },
    net: [`${LOOPBACK}:${options.infrastructure.natsPort}`, `${LOOPBACK}:${healthPort}`],
    read: [options.workerBin],
    run: [options.workerBin],
    healthPort,
    where: `${address}:${firstPort}${workers > 1 ? `-${firstPort + workers - 1}` : ""}`,
  });
}

function transcriber(
  options: ProcessOptions,
  name: typeof TRANSCRIBERS[number],
): Service {
  const engine = speechEngine();
  const objects = options.data.folder("objects");
  const port = freePort(TAP_PORT);
  const healthPort = freePort(0);
  return denoProcess(options, {
    name,
    entry: "transcriber/main.ts",
    env: {
      PARLEY_TRANSCRIBER_ID: name,
      PARLEY_TRANSCRIBER_LISTEN_IP: LOOPBACK,
      PARLEY_TRANSCRIBER_PORT: `${port}`,
      PARLEY_OBJECTS_DIR: objects,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      PARLEY_DRAIN_MS: `${MEDIA_DRAIN_MS}`,
      ...engine.env,
    },
    net: [
      `${LOOPBACK}:${options.infrastructure.natsPort}`,
      `${LOOPBACK}:${healthPort}`,
      `${LOOPBACK}:${port}`,
      ...engine.net,
    ],
    read: [objects],
    write: [objects],
    ...(engine.run && { run: engine.run }),
    healthPort,
    where: `${LOOPBACK}:${port}`,
  });
}

function recorder(options: ProcessOptions, name: typeof RECORDERS[number]): Service {
  const objects = options.data.folder("objects");
  const spool = options.data.folder("spool");
  const port = freePort(RECORDER_PORT);
  const healthPort = freePort(0);
  return denoProcess(options, {
    name,
    entry: "recorder/main.ts",
    env: {
      PARLEY_RECORDER_ID: name,
      PARLEY_RECORDER_LISTEN_IP: LOOPBACK,
      PARLEY_RECORDER_PORT: `${port}`,
      PARLEY_RECORDER_SPOOL_DIR: `${spool}/${name}`,
      PARLEY_OBJECTS_DIR: objects,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      PARLEY_DRAIN_MS: `${MEDIA_DRAIN_MS}`,
    },
    // It answers media nodes, whose taps have any port.
    net: [LOOPBACK],
    read: [spool, objects],
    write: [spool, objects],
    sys: ["statfs"],
    healthPort,
    where: `${LOOPBACK}:${port}`,
  });
}

/** `undefined` without ffmpeg: then recordings wait for a worker elsewhere. */
function worker(options: ProcessOptions, name: typeof WORKERS[number]): Service | undefined {
  const ffmpeg = findCommand("ffmpeg");
  const ffprobe = findCommand("ffprobe");
  if (ffmpeg === undefined || ffprobe === undefined) return undefined;
  const objects = options.data.folder("objects");
  const work = options.data.folder("work");
  const healthPort = freePort(0);
  return denoProcess(options, {
    name,
    entry: "recorder/worker/main.ts",
    env: {
      PARLEY_WORKER_ID: name,
      PARLEY_FFMPEG: ffmpeg,
      PARLEY_FFPROBE: ffprobe,
      PARLEY_WORK_DIR: work,
      PARLEY_OBJECTS_DIR: objects,
      PARLEY_HEALTH_PORT: `${healthPort}`,
    },
    net: [`${LOOPBACK}:${options.infrastructure.natsPort}`, `${LOOPBACK}:${healthPort}`],
    read: [work, objects],
    write: [work, objects],
    run: [ffmpeg, ffprobe],
    sys: ["setPriority"],
    healthPort,
    where: "the bus",
  });
}

interface SpeechEngine {
  readonly env: Record<string, string>;
  readonly net: readonly string[];
  readonly run?: readonly string[];
}

/** The service that is named, or what this machine has; without either recordings are told so. */
function speechEngine(): SpeechEngine {
  const service = inherited(
    "PARLEY_SPEECH_URL",
    "PARLEY_SPEECH_TOKEN",
    "PARLEY_SPEECH_MODEL",
    "PARLEY_SPEECH_LANGUAGE",
  );
  const { PARLEY_SPEECH_URL: url } = service;
  if (url !== undefined) {
    const env = { PARLEY_SPEECH_ENGINE: "http", ...service };
    return { env, net: [addressOf(url)] };
  }
  const pocketsphinx = findCommand("pocketsphinx_continuous");
  return pocketsphinx === undefined
    ? { env: { PARLEY_SPEECH_ENGINE: "none" }, net: [] }
    : { env: { PARLEY_POCKETSPHINX: pocketsphinx }, net: [], run: [pocketsphinx] };
}

/** `host:port` of a URL, whose port may be that of its scheme. */
function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

interface OurProcess extends Omit<DenoProcess, "checkout"> {
  /** Also its NATS user. */
  readonly name: string;
  /** Answers `/readyz` on loopback. */
  readonly healthPort: number;
  readonly where: string;
}

/** Turns a description into a command line with no permission beyond it. */
function denoProcess(
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
async function withRights(options: ProcessOptions): Promise<ProcessOptions> {
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

function inherited(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
