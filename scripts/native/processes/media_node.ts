import { freePort, freePortRange } from "../ports.ts";
import type { Service } from "../service.ts";
import {
  ANY_ADDRESS,
  denoProcess,
  DRAIN_MS,
  LOOPBACK,
  type ProcessOptions,
} from "./our_process.ts";

const MEDIA_PORT = 40_000;

export const MEDIA_NODES = ["media-1", "media-2"] as const;

export function mediaNode(
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
      PARLEY_DRAIN_MS: `${DRAIN_MS}`,
    },
    net: [`${LOOPBACK}:${options.infrastructure.natsPort}`, `${LOOPBACK}:${healthPort}`],
    read: [options.workerBin],
    run: [options.workerBin],
    healthPort,
    where: `${address}:${firstPort}${workers > 1 ? `-${firstPort + workers - 1}` : ""}`,
  });
}
