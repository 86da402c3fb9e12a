import { z } from "zod";
import type { Bus } from "./bus.ts";
import { type Clock, sleep, systemClock } from "./clock.ts";
import type { Logger } from "./log.ts";
import { connectNats } from "./nats_bus.ts";

/** What NATS publishes in its system account when a connection of any account ends, or begins. */
const DISCONNECTS = "$SYS.ACCOUNT.*.DISCONNECT";
const CONNECTS = "$SYS.ACCOUNT.*.CONNECT";
/** Between attempts to connect for the first time; afterwards the connection comes back by itself. */
const RETRY_MS = 2_000;

/** The part of `io.nats.server.advisory.v1.client_connect` and `…client_disconnect` that we need. */
const Advisory = z.object({ client: z.object({ name: z.string().min(1) }) });

export interface DisconnectsOptions {
  servers: readonly string[];
  /** A user of the system account. */
  user: string;
  password: string;
  /** Of this connection, unlike that of any process. */
  name: string;
  logger: Logger;
  /** The connection of that name has ended; its process may be back in a moment. */
  onDisconnect: (name: string) => void;
  /** There is a connection of that name again, or for the first time. */
  onConnect?: (name: string) => void;
  clock?: Clock;
}

/**
 * Tells within milliseconds whose connection to the bus has ended, from what the server says in its
 * system account. Connects in the background and for ever; without it things are noticed later, never
 * wrongly, so nothing here throws.
 */
export function watchDisconnects(options: DisconnectsOptions): { close(): Promise<void> } {
  const closing = new AbortController();
  const watching = watch(options, closing.signal).catch((error) =>
    options.logger.error({ err: error }, "disconnects are no longer watched")
  );
  return {
    async close() {
      closing.abort();
      await watching;
    },
  };
}

async function watch(options: DisconnectsOptions, signal: AbortSignal): Promise<void> {
  const bus = await connect(options, signal);
  if (!bus) return;
  const follow = (subject: string, tell: (name: string) => void) =>
    bus.subscribe(subject, {}, ({ body }) => {
      const advisory = Advisory.safeParse(body);
      if (advisory.success) tell(advisory.data.client.name);
    });
  follow(DISCONNECTS, options.onDisconnect);
  if (options.onConnect) follow(CONNECTS, options.onConnect);
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await bus.close();
}

/** `undefined` when it was told to stop first. */
async function connect(options: DisconnectsOptions, signal: AbortSignal): Promise<Bus | undefined> {
  const { clock = systemClock, logger } = options;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      return await connectNats(options);
    } catch (error) {
      if (attempt === 1) logger.warn({ err: error }, "disconnects are not watched yet");
      await sleep(clock, RETRY_MS, signal);
    }
  }
  return undefined;
}
