import { originOf } from "../processes.ts";

/** A control process as clients reach it. */
export interface Gateway {
  readonly name: string;
  readonly httpUrl: string;
  readonly socketUrl: string;
  /** What a browser on its page would send. */
  readonly origin: string;
}

export function gatewayAt(name: string, port: number): Gateway {
  return {
    name,
    httpUrl: originOf(port),
    socketUrl: `ws://localhost:${port}/ws`,
    origin: originOf(port),
  };
}
