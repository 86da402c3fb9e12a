/** Where people reach the control hosts of this machine. */
import { freePort } from "../ports.ts";
import { LOOPBACK } from "./our_process.ts";

const HTTP_PORT = 8080;
const HTTPS_PORT = 8443;

export const CONTROL_HOSTS = ["control-1", "control-2"] as const;

/** A control host's ports. */
export interface Listener {
  readonly host: string;
  readonly http: number;
  readonly https: number | undefined;
}

export interface Gateways {
  readonly localUrl: string;
  readonly lanUrl: string | undefined;
  readonly sockets: readonly string[];
  readonly origins: readonly string[];
}

/** Chooses the ports; `lan` is this machine's address there, where it has one. */
export function chooseListeners(lan: string | undefined): readonly Listener[] {
  return CONTROL_HOSTS.map((host, index): Listener => ({
    host,
    http: freePort(HTTP_PORT + index),
    https: lan === undefined ? undefined : freePort(HTTPS_PORT + index),
  }));
}

export function gatewaysOf(listeners: readonly Listener[], lan: string | undefined): Gateways {
  const local = listeners.map(({ http }) => `localhost:${http}`);
  const remote = listeners.flatMap(({ https }) => https ? [`${lan}:${https}`] : []);
  return {
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
}
