import type { Clock, Logger } from "../../kit/mod.ts";
import type { IceConfig, IceServer } from "../../protocol/mod.ts";
import type { TurnConfig } from "./config.ts";
import { credentialsFor } from "./turn.ts";
import { type ProbeTurn, TurnHealth } from "./turn_health.ts";
import { ordered, type TurnServer, turnServers } from "./turn_servers.ts";

export interface TurnDeskOptions {
  readonly config: TurnConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probe?: ProbeTurn;
}

/** Hands out STUN and TURN servers with credentials; knows which of them answer. */
export class TurnDesk implements Disposable {
  readonly #options: TurnDeskOptions;
  readonly #servers: readonly TurnServer[];
  readonly #health: TurnHealth;

  constructor(options: TurnDeskOptions) {
    this.#options = options;
    const { urls, secret } = options.config;
    this.#servers = secret === undefined ? [] : turnServers(urls);
    // With one server there is nothing to choose.
    const watched = this.#servers.length > 1 ? this.#servers : [];
    this.#health = new TurnHealth({ ...options, servers: watched });
  }

  /** What a client's ICE works with; `user` counts for quotas. */
  async ice(user: string): Promise<IceConfig> {
    const { policy } = this.#options.config;
    return {
      iceServers: await this.#iceServers(user),
      ...(policy === "relay" && { iceTransportPolicy: policy }),
    };
  }

  [Symbol.dispose](): void {
    this.#health[Symbol.dispose]();
  }

  /** One entry a server, the best first. */
  async #iceServers(user: string): Promise<IceServer[]> {
    const { config: { urls, secret, region }, clock } = this.#options;
    const stun = urls.filter((url) => url.startsWith("stun")).map((url) => url.split("#")[0] ?? "");
    const best = ordered(this.#servers, {
      region,
      user,
      isHealthy: (server) => this.#health.isHealthy(server),
    });
    const credentials = secret === undefined ? {} : await credentialsFor(user, secret, clock);
    return [
      ...(stun.length > 0 ? [{ urls: stun }] : []),
      ...best.map(({ urls }) => ({ urls: [...urls], ...credentials })),
    ];
  }
}
