/** Sockets, sessions, the page and the process's health, over one Hono app. */
export {
  type GatewayConfig,
  gatewayConfig,
  gatewayVariables,
  listenersConfig,
  SAMPLE_TURN_SECRET,
} from "./config.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { TurnDesk } from "./turn_desk.ts";
export { type Listeners, serve, type Served } from "./serve.ts";
