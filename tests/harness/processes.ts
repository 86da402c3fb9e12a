/** How our own processes are started: as `scripts/dev` does it, with no permission beyond it. */
import { type DenoProcess, leastDenoArguments } from "../../scripts/native/least_deno.ts";
import { findCommand } from "../../scripts/lib/command.ts";
import { turnAddresses } from "../../scripts/native/turn_config.ts";
import type { ChildOptions } from "./child.ts";

const LOOPBACK = "127.0.0.1";
const CHECKOUT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
/** Tests come from one address only; its budgets would be spent in seconds. */
const RATE_SCALE = 10_000;
/** What the stack's tokens are signed with, so that tests can sign others. */
export const TOKEN_SECRET = "token-secret-of-a-stack-that-lives-for-seconds";
/** The bus user that hears whose connections end. */
export const SYSTEM_USER = "sys";
/** Admits operators. */
export const ADMIN_TOKEN = "admin-token-of-a-stack-that-lives-for-seconds";
/** Admits integrators' servers. */
export const API_TOKEN = "api-token-of-a-stack-that-lives-for-seconds";
/** Admits whoever scrapes. */
export const METRICS_TOKEN = "metrics-token-of-a-stack-that-lives-for-seconds";
const TURN_SECRET = "turn-secret-of-a-stack-that-lives-for-seconds";

/** Where the neighbours of a process are. */
export interface Neighbours {
  /** `nats://host:port` of each server. */
  readonly natsUrls: readonly string[];
  readonly natsPassword: string;
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** Where files are kept. */
  readonly objectsFolder: string;
  /** Where a process serves its metrics; absent: nowhere. */
  readonly metricsPort?: number;
}

export interface ControlOptions extends Neighbours {
  readonly name: string;
  readonly httpPort: number;
  /** HTTP ports of all gateways, this one's too where it is one. */
  readonly gatewayPorts: readonly number[];
  /** Default: all. */
  readonly roles?: readonly ("host" | "gateway" | "projector")[];
  /** Variables beyond the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface MediaOptions extends Neighbours {
  readonly name: string;
  readonly workerBin: string;
  readonly mediaPort: number;
  readonly healthPort: number;
  /** Variables beyond the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The folder of the built page; there after `deno task build:ui`. */
export const UI_FOLDER = `${CHECKOUT}/dist/ui`;
/** A page of this origin may connect; the same for all hosts of a stack. */
export const originOf = (port: number) => `http://localhost:${port}`;

export function controlProcess(options: ControlOptions): ChildOptions {
  const { name, httpPort, gatewayPorts, natsUrls, postgresUrl, redisUrl, objectsFolder } = options;
  const ffmpeg = findCommand("ffmpeg");
  const { roles = ["host", "gateway", "projector"], variables } = options;
  const { metricsPort } = options;
  const busUrls = variables?.["PARLEY_NATS_URL"]?.split(",") ?? natsUrls;
  return denoProcess(options, {
    entry: "control/main.ts",
    env: {
      PARLEY_HOST_ID: name,
      PARLEY_ROLES: roles.join(","),
      PARLEY_NATS_SYSTEM_USER: SYSTEM_USER,
      PARLEY_NATS_SYSTEM_PASSWORD: options.natsPassword,
      PARLEY_POSTGRES_URL: postgresUrl,
      PARLEY_REDIS_URL: redisUrl,
      PARLEY_TOKEN_SECRET: TOKEN_SECRET,
      PARLEY_ADMIN_TOKEN: ADMIN_TOKEN,
      PARLEY_HTTP_HOST: LOOPBACK,
      PARLEY_HTTP_PORT: `${httpPort}`,
      PARLEY_PUBLIC_URL: originOf(gatewayPorts[0] ?? httpPort),
      PARLEY_ORIGINS: gatewayPorts.map(originOf).join(","),
      PARLEY_GATEWAY_URLS: gatewayPorts.map((port) => `ws://localhost:${port}/ws`).join(","),
      PARLEY_UI_DIR: UI_FOLDER,
      PARLEY_TURN_URLS: "",
      PARLEY_TURN_SECRET: TURN_SECRET,
      PARLEY_RATE_SCALE: `${RATE_SCALE}`,
      PARLEY_LOG_REPLICAS: `${natsUrls.length}`,
      PARLEY_API_TOKEN: API_TOKEN,
      PARLEY_LIVE_TARGETS: "any",
      PARLEY_OBJECTS_DIR: objectsFolder,
      ...(ffmpeg !== undefined && { PARLEY_FFMPEG: ffmpeg }),
      ...metricsOf(metricsPort),
      ...variables,
    },
    net: [
      ...busUrls.map(addressOf),
      `${LOOPBACK}:${new URL(postgresUrl).port}`,
      `${LOOPBACK}:${new URL(redisUrl).port}`,
      ...(roles.includes("gateway") ? [`${LOOPBACK}:${httpPort}`] : []),
      ...(metricsPort === undefined ? [] : [`${LOOPBACK}:${metricsPort}`]),
      ...turnAddresses(variables?.["PARLEY_TURN_URLS"]),
      ...servicesOf(variables),
    ],
    read: [UI_FOLDER, objectsFolder],
    write: [objectsFolder],
    ...(ffmpeg !== undefined && { run: [ffmpeg] }),
  });
}

export function mediaProcess(options: MediaOptions): ChildOptions {
  const { name, workerBin, mediaPort, healthPort, natsUrls, variables, metricsPort } = options;
  return denoProcess(options, {
    entry: "media-node/main.ts",
    env: {
      PARLEY_NODE_ID: name,
      MEDIASOUP_WORKER_BIN: workerBin,
      PARLEY_MEDIA_LISTEN_IP: LOOPBACK,
      PARLEY_MEDIA_ANNOUNCED_ADDRESS: LOOPBACK,
      PARLEY_MEDIA_WORKERS: "1",
      PARLEY_MEDIA_PORT: `${mediaPort}`,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      // A stack that is taken down waits for no room to leave.
      PARLEY_DRAIN_MS: "0",
      ...metricsOf(metricsPort),
      ...variables,
    },
    net: [
      ...natsUrls.map(addressOf),
      `${LOOPBACK}:${healthPort}`,
      ...(metricsPort === undefined ? [] : [`${LOOPBACK}:${metricsPort}`]),
    ],
    read: [workerBin],
    run: [workerBin],
  });
}

export interface RecorderOptions extends Neighbours {
  readonly name: string;
  readonly healthPort: number;
  /** What has not left for the store survives the process there. */
  readonly spoolFolder: string;
  /** Variables beyond the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
}

export function recorderProcess(options: RecorderOptions): ChildOptions {
  const { name, healthPort, natsUrls, objectsFolder, spoolFolder, metricsPort, variables } =
    options;
  return denoProcess(options, {
    entry: "recorder/main.ts",
    env: {
      PARLEY_RECORDER_ID: name,
      PARLEY_RECORDER_LISTEN_IP: LOOPBACK,
      PARLEY_RECORDER_SPOOL_DIR: spoolFolder,
      // A test's disk may be nearly full of other things.
      PARLEY_RECORDER_FREE_MIB: "64",
      PARLEY_OBJECTS_DIR: objectsFolder,
      PARLEY_LOG_REPLICAS: `${natsUrls.length}`,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      // A stack that is taken down waits for nobody to take over.
      PARLEY_DRAIN_MS: "0",
      ...metricsOf(metricsPort),
      ...variables,
    },
    // It answers media nodes, whose taps have any port.
    net: [LOOPBACK],
    read: [spoolFolder, objectsFolder],
    write: [spoolFolder, objectsFolder],
    sys: ["statfs"],
  });
}

export interface StreamerOptions extends Pick<Neighbours, "natsUrls" | "natsPassword"> {
  readonly name: string;
  readonly healthPort: number;
  /** Of its own, for a moment's files. */
  readonly workFolder: string;
  /** Variables beyond the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
}

export function streamerProcess(options: StreamerOptions): ChildOptions {
  const { name, healthPort, workFolder, variables } = options;
  const ffmpeg = findCommand("ffmpeg");
  if (!ffmpeg) throw new Error("Cannot stream: ffmpeg is missing");
  return denoProcess(options, {
    entry: "recorder/live/main.ts",
    env: {
      PARLEY_STREAMER_ID: name,
      PARLEY_STREAMER_LISTEN_IP: LOOPBACK,
      PARLEY_STREAMER_WORK_DIR: workFolder,
      PARLEY_STREAMER_THREADS: "1",
      PARLEY_STREAMER_HEIGHT: "360",
      PARLEY_LIVE_TARGETS: "any",
      PARLEY_FFMPEG: ffmpeg,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      // A stack that is taken down waits for nobody to take over.
      PARLEY_DRAIN_MS: "0",
      ...variables,
    },
    net: "any",
    read: [workFolder],
    write: [workFolder],
    run: [ffmpeg],
  });
}

export interface WorkerOptions extends Pick<Neighbours, "natsUrls" | "natsPassword"> {
  readonly name: string;
  readonly healthPort: number;
  readonly objectsFolder: string;
  /** Where it works; several workers may share it. */
  readonly workFolder: string;
  /** Variables beyond the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
}

export function workerProcess(options: WorkerOptions): ChildOptions {
  const { name, healthPort, natsUrls, objectsFolder, workFolder, variables } = options;
  const ffmpeg = findCommand("ffmpeg");
  const ffprobe = findCommand("ffprobe");
  if (!ffmpeg || !ffprobe) throw new Error("Cannot compose recordings: ffmpeg is missing");
  return denoProcess(options, {
    entry: "recorder/worker/main.ts",
    env: {
      PARLEY_WORKER_ID: name,
      PARLEY_FFMPEG: ffmpeg,
      PARLEY_FFPROBE: ffprobe,
      PARLEY_WORK_DIR: workFolder,
      PARLEY_OBJECTS_DIR: objectsFolder,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      PARLEY_COMPOSE_NICE: "0",
      PARLEY_COMPOSE_HEIGHT: "360",
      ...variables,
    },
    net: [...natsUrls.map(addressOf), `${LOOPBACK}:${healthPort}`, ...servicesOf(variables)],
    read: [workFolder, objectsFolder],
    write: [workFolder, objectsFolder],
    run: [ffmpeg, ffprobe],
    sys: ["setPriority"],
  });
}

export interface TranscriberOptions extends Neighbours {
  readonly name: string;
  readonly healthPort: number;
  /** Variables beyond the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** With the engine of a bare machine; it has to be installed. */
export function transcriberProcess(options: TranscriberOptions): ChildOptions {
  const { name, healthPort, natsUrls, objectsFolder, variables } = options;
  const pocketsphinx = findCommand("pocketsphinx_continuous");
  if (pocketsphinx === undefined) throw new Error("Cannot transcribe: pocketsphinx is missing");
  return denoProcess(options, {
    entry: "transcriber/main.ts",
    env: {
      PARLEY_TRANSCRIBER_ID: name,
      PARLEY_TRANSCRIBER_LISTEN_IP: LOOPBACK,
      PARLEY_POCKETSPHINX: pocketsphinx,
      PARLEY_OBJECTS_DIR: objectsFolder,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      // A stack that is taken down waits for no room to leave.
      PARLEY_DRAIN_MS: "0",
      ...variables,
    },
    // Its UDP port is any, for two stacks may run at a time.
    net: [
      ...natsUrls.map(addressOf),
      `${LOOPBACK}:${healthPort}`,
      `${LOOPBACK}:0`,
      ...servicesOf(variables),
    ],
    read: [objectsFolder],
    write: [objectsFolder],
    run: [pocketsphinx],
  });
}

function denoProcess(
  { name, natsUrls, natsPassword }:
    & Pick<Neighbours, "natsUrls" | "natsPassword">
    & { name: string },
  process: Omit<DenoProcess, "checkout">,
): ChildOptions {
  const variables = {
    PARLEY_ENV: "development",
    PARLEY_LOG_LEVEL: Deno.env.get("PARLEY_LOG_LEVEL") ?? "info",
    PARLEY_NATS_URL: natsUrls.join(","),
    PARLEY_NATS_USER: name,
    PARLEY_NATS_PASSWORD: natsPassword,
    ...process.env,
  };
  return {
    name,
    command: Deno.execPath(),
    args: leastDenoArguments({ ...process, checkout: CHECKOUT, env: variables }),
    env: { NO_COLOR: "1", ...inherited("HOME", "DENO_DIR", "XDG_CACHE_HOME"), ...variables },
    cwd: CHECKOUT,
  };
}

const metricsOf = (port: number | undefined): Record<string, string> =>
  port === undefined ? {} : { PARLEY_METRICS_PORT: `${port}`, PARLEY_METRICS_TOKEN: METRICS_TOKEN };

const addressOf = (url: string) => new URL(url).host;

/** Where services are that a process was told of beyond its neighbours. */
function servicesOf(variables: Readonly<Record<string, string>> = {}): string[] {
  return ["PARLEY_S3_ENDPOINT", "PARLEY_SPEECH_URL"].flatMap((name) => {
    const url = variables[name];
    return url === undefined ? [] : [addressOf(url)];
  });
}

function inherited(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
