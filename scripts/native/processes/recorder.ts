import { freePort } from "../ports.ts";
import type { Service } from "../service.ts";
import { denoProcess, DRAIN_MS, LOOPBACK, type ProcessOptions } from "./our_process.ts";

/** Where media arrive to be kept. */
const RECORDER_PORT = 42_000;

export const RECORDERS = ["recorder-1"] as const;

export function recorder(options: ProcessOptions, name: typeof RECORDERS[number]): Service {
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
      PARLEY_DRAIN_MS: `${DRAIN_MS}`,
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
