import { freePort } from "../ports.ts";
import type { Service } from "../service.ts";
import { denoProcess, DRAIN_MS, LOOPBACK, type ProcessOptions } from "./our_process.ts";
import { speechEngine } from "./speech_engine.ts";

/** Where voices arrive to be written down. */
const TAP_PORT = 41_000;

export const TRANSCRIBERS = ["transcriber-1"] as const;

export function transcriber(
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
      PARLEY_DRAIN_MS: `${DRAIN_MS}`,
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
