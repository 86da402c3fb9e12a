import { findCommand } from "../../lib/command.ts";
import { freePort } from "../ports.ts";
import type { Service } from "../service.ts";
import { denoProcess, DRAIN_MS, LOOPBACK, type ProcessOptions } from "./our_process.ts";

/** Where media arrive to be sent elsewhere. */
const STREAMER_PORT = 43_000;

export const STREAMERS = ["streamer-1"] as const;

/** `undefined` without ffmpeg: then live streams wait for a streamer elsewhere, and fail. */
export function streamer(
  options: ProcessOptions,
  name: typeof STREAMERS[number],
): Service | undefined {
  const ffmpeg = findCommand("ffmpeg");
  if (ffmpeg === undefined) return undefined;
  const work = `${options.data.folder("work")}/${name}`;
  const port = freePort(STREAMER_PORT);
  const healthPort = freePort(0);
  return denoProcess(options, {
    name,
    entry: "recorder/live/main.ts",
    env: {
      PARLEY_STREAMER_ID: name,
      PARLEY_STREAMER_LISTEN_IP: LOOPBACK,
      PARLEY_STREAMER_PORT: `${port}`,
      PARLEY_STREAMER_WORK_DIR: work,
      // A receiver to try it with is on this machine.
      PARLEY_LIVE_TARGETS: "any",
      PARLEY_FFMPEG: ffmpeg,
      PARLEY_HEALTH_PORT: `${healthPort}`,
      PARLEY_DRAIN_MS: `${DRAIN_MS}`,
    },
    // Streams go wherever hosts of meetings say.
    net: "any",
    read: [work],
    write: [work],
    run: [ffmpeg],
    healthPort,
    where: `${LOOPBACK}:${port}`,
  });
}
