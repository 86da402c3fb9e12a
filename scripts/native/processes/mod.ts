/** Our own processes on this machine. One file describes each; one entry here adds it. */
import type { Service } from "../service.ts";
import { controlHost } from "./control_host.ts";
import { chooseListeners, gatewaysOf } from "./gateways.ts";
import { MEDIA_NODES, mediaNode } from "./media_node.ts";
import { type ProcessOptions, withRights } from "./our_process.ts";
import { recorder, RECORDERS } from "./recorder.ts";
import { streamer, STREAMERS } from "./streamer.ts";
import { transcriber, TRANSCRIBERS } from "./transcriber.ts";
import { worker, WORKERS } from "./worker.ts";

export { SYSTEM_USER } from "./control_host.ts";
export { CONTROL_HOSTS } from "./gateways.ts";
export type { ProcessOptions } from "./our_process.ts";
export { MEDIA_NODES, RECORDERS, STREAMERS, TRANSCRIBERS, WORKERS };

export interface Processes {
  readonly services: readonly Service[];
  /** What to open on this machine. */
  readonly localUrl: string;
  /** What to open on another device. */
  readonly lanUrl: string | undefined;
}

/** Chooses ports and describes the processes; starts nothing. */
export async function prepareProcesses(given: ProcessOptions): Promise<Processes> {
  const options = await withRights(given);
  const listeners = chooseListeners(options.lan);
  const gateways = gatewaysOf(listeners, options.lan);
  return {
    services: [
      ...listeners.map((listener) => controlHost(options, listener, gateways)),
      ...MEDIA_NODES.map((node) => mediaNode(options, node)),
      ...TRANSCRIBERS.map((name) => transcriber(options, name)),
      ...RECORDERS.map((name) => recorder(options, name)),
      ...STREAMERS.flatMap((name) => streamer(options, name) ?? []),
      ...WORKERS.flatMap((name) => worker(options, name) ?? []),
    ],
    localUrl: gateways.localUrl,
    lanUrl: gateways.lanUrl,
  };
}
