/** A socket to a gateway that is being opened, and what becomes of it. */
import type { ErrorBody } from "../../protocol/mod.ts";
import { GatewaySocket, type OpenWire, type SocketListener } from "./socket.ts";

/** An open socket, and its end. */
export interface Connection {
  readonly socket: GatewaySocket;
  readonly closed: Promise<{ code: number; bye: ErrorBody | undefined }>;
}

export interface Opening {
  readonly url: string;
  /** Rejects with `LinkDown`. */
  readonly connection: Promise<Connection>;
}

export function openSocket(
  url: string,
  openWire: OpenWire,
  listener: Omit<SocketListener, "closed">,
  limitMs: number,
): Opening {
  const closed: PromiseWithResolvers<Awaited<Connection["closed"]>> = Promise.withResolvers();
  const connection = GatewaySocket.open(url, openWire, {
    ...listener,
    closed: (code, bye) => closed.resolve({ code, bye }),
  }, limitMs).then((socket) => ({ socket, closed: closed.promise }));
  return { url, connection };
}
