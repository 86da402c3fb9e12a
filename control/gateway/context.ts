import type { Bus, Clock, Logger } from "../../kit/mod.ts";
import type { RequestActor } from "../actor/mod.ts";
import type { PublicConfig, Tokens } from "../api/mod.ts";
import type { RateLimiter } from "../store/mod.ts";
import type { GatewayConfig } from "./config.ts";
import type { Goodbyes } from "./goodbyes.ts";
import type { GatewayMeasures } from "./measures.ts";
import type { RoomFeeds } from "./room_feeds.ts";
import type { SessionTable } from "./session_table.ts";
import type { TurnDesk } from "./turn_desk.ts";

/** What all connections of a gateway share. */
export interface GatewayContext {
  readonly config: GatewayConfig & PublicConfig;
  readonly bus: Bus;
  readonly requestRoom: RequestActor;
  readonly tokens: Tokens;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
  readonly feeds: RoomFeeds;
  readonly goodbyes: Goodbyes;
  readonly sessions: SessionTable;
  readonly turn: TurnDesk;
  readonly measures: GatewayMeasures;
}
