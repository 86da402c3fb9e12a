import { findCommand } from "../../lib/command.ts";
import type { Service } from "../service.ts";
import { turnAddresses } from "../turn_config.ts";
import type { Gateways, Listener } from "./gateways.ts";
import { ANY_ADDRESS, denoProcess, LOOPBACK, type ProcessOptions } from "./our_process.ts";

/** Hears who connects and disconnects. */
export const SYSTEM_USER = "sys";

/** Hosts rooms, holds sockets and writes history: every role in each. */
export function controlHost(
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
      // A receiver to try live streams with is on this machine.
      PARLEY_LIVE_TARGETS: "any",
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
