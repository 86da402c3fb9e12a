/** What a streamer is told by its environment. */
import { z } from "zod";
import {
  drainMs,
  integer,
  listenVariables,
  type MetricsConfig,
  metricsConfig,
  metricsVariables,
  type ProcessConfig,
  processConfig,
  processVariables,
  readConfig,
  type TapListenConfig,
  tapListenConfig,
} from "../../kit/mod.ts";
import { StreamerId } from "../../protocol/mod.ts";
import { type Canvas, canvasOf } from "../worker/layout.ts";
import { VIDEO_KBITS } from "./limits.ts";
import type { LiveTargets } from "./sending/reach.ts";

const STREAMS_LIMIT = 64;
const THREADS_LIMIT = 64;

export interface StreamerConfig extends ProcessConfig {
  readonly streamerId: StreamerId;
  readonly listen: TapListenConfig;
  readonly streamsMax: number;
  readonly targets: LiveTargets;
  readonly ffmpeg: string;
  readonly threads: number;
  readonly canvas: Canvas;
  readonly videoKbits: number;
  readonly font: string | undefined;
  readonly folder: string;
  readonly drainMs: number;
  readonly metrics: MetricsConfig | undefined;
}

/**
 * Reads the process's environment.
 *
 * Throws `ConfigError` naming every wrong variable.
 */
export function readStreamerConfig(
  environment?: (name: string) => string | undefined,
): StreamerConfig {
  const env = readConfig({
    PARLEY_STREAMER_ID: StreamerId.describe("a name of A-Za-z0-9_- that no other has"),
    ...processVariables,
    PARLEY_STREAMER_LISTEN_IP: listenVariables.ip,
    PARLEY_STREAMER_ANNOUNCED_IP: listenVariables.announcedIp,
    PARLEY_STREAMER_PORT: listenVariables.port,
    PARLEY_STREAMER_STREAMS: integer({ min: 1, max: STREAMS_LIMIT }).default(2)
      .describe("live streams that this process takes at most; each takes about a core"),
    PARLEY_LIVE_TARGETS: z.enum(["public", "any"]).default("public")
      .describe("any: streams may go to servers in the operator's own network too"),
    PARLEY_FFMPEG: z.string().startsWith("/").describe("path of ffmpeg"),
    PARLEY_STREAMER_WORK_DIR: z.string().startsWith("/")
      .regex(/^[A-Za-z0-9_./-]+$/)
      .describe("a folder of its own for a moment's files; in memory is best"),
    PARLEY_STREAMER_THREADS: integer({ min: 1, max: THREADS_LIMIT }).default(2)
      .describe("threads of an encoder"),
    PARLEY_STREAMER_HEIGHT: z.enum(["360", "480", "720", "1080"]).default("720")
      .describe("lines of the picture"),
    PARLEY_COMPOSE_FONT: z.string().regex(/^\/[A-Za-z0-9_./-]+$/).optional()
      .describe("a font's file for names; default: the system's sans serif"),
    PARLEY_DRAIN_MS: drainMs(4_000),
    ...metricsVariables,
  }, environment);
  return {
    ...processConfig(env),
    streamerId: env.PARLEY_STREAMER_ID,
    listen: tapListenConfig({
      ip: env.PARLEY_STREAMER_LISTEN_IP,
      announcedIp: env.PARLEY_STREAMER_ANNOUNCED_IP,
      port: env.PARLEY_STREAMER_PORT,
    }, "PARLEY_STREAMER_ANNOUNCED_IP"),
    streamsMax: env.PARLEY_STREAMER_STREAMS,
    targets: env.PARLEY_LIVE_TARGETS,
    ffmpeg: env.PARLEY_FFMPEG,
    threads: env.PARLEY_STREAMER_THREADS,
    canvas: canvasOf(Number(env.PARLEY_STREAMER_HEIGHT)),
    videoKbits: VIDEO_KBITS[env.PARLEY_STREAMER_HEIGHT],
    font: env.PARLEY_COMPOSE_FONT,
    folder: env.PARLEY_STREAMER_WORK_DIR,
    drainMs: env.PARLEY_DRAIN_MS,
    metrics: metricsConfig(env),
  };
}
