import { findCommand } from "../../lib/command.ts";
import { freePort } from "../ports.ts";
import type { Service } from "../service.ts";
import { denoProcess, LOOPBACK, type ProcessOptions } from "./our_process.ts";

export const WORKERS = ["worker-1"] as const;

/** `undefined` without ffmpeg: then recordings wait for a worker elsewhere. */
export function worker(options: ProcessOptions, name: typeof WORKERS[number]): Service | undefined {
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
