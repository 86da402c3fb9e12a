import { z } from "zod";
import { integer, list, secret } from "../../kit/mod.ts";
import { Region } from "../../protocol/mod.ts";
import type { Listeners } from "./serve.ts";

const PORT_MAX = 65_535;
/** Three ways into each of eight servers. */
const TURN_URLS_MAX = 24;
/** What the development set-up may use and nobody else. */
export const SAMPLE_TURN_SECRET = "sample-turn-secret-for-development-only";

const port = () => integer({ min: 0, max: PORT_MAX });

/** Variables of the gateway beyond `publicVariables`, for a process's `readConfig`. */
export const gatewayVariables = {
  PARLEY_HTTP_HOST: z.string().default("127.0.0.1").describe("the address to listen on"),
  PARLEY_HTTP_PORT: port().default(8_080).describe("HTTP and WebSocket; 0: any free port"),
  PARLEY_HTTPS_PORT: port().optional().describe("the same over TLS; needs both files"),
  PARLEY_HTTPS_HOST: z.string().default("0.0.0.0").describe("the address to listen on with TLS"),
  PARLEY_TLS_CERT_FILE: z.string().optional().describe("certificate chain, PEM"),
  PARLEY_TLS_KEY_FILE: z.string().optional().describe("its private key, PEM"),
  PARLEY_UI_DIR: z.string().optional().describe("the built page; absent: no page is served"),
  PARLEY_TURN_URLS: list().pipe(
    z.array(z.string().regex(/^(stun|turn)s?:[^\s#]+(#[\w-]{1,32})?$/).max(255)).max(TURN_URLS_MAX),
  ).default([]).describe(
    "turn:host:port?transport=udp and the like, by commas, of one server or several; #region at a URL's end tells where its server is",
  ),
  PARLEY_ICE_POLICY: z.enum(["all", "relay"]).default("all").describe(
    "relay: media of all clients go through TURN",
  ),
  PARLEY_REGION: Region.optional().describe(
    "where this process is: its region's TURN servers come first",
  ),
  PARLEY_TURN_SECRET: secret("shared with the TURN servers", SAMPLE_TURN_SECRET).optional(),
};
type GatewayVariables = z.infer<z.ZodObject<typeof gatewayVariables>>;

export interface TurnConfig {
  readonly urls: readonly string[];
  readonly secret: string | undefined;
  /** `relay`: clients use no other way. */
  readonly policy: "all" | "relay";
  /** Where this process is. */
  readonly region: string | undefined;
}

export interface GatewayConfig {
  readonly uiDir: string | undefined;
  readonly turn: TurnConfig;
}

export function gatewayConfig(values: GatewayVariables): GatewayConfig {
  return {
    uiDir: values.PARLEY_UI_DIR,
    turn: {
      urls: values.PARLEY_TURN_URLS,
      secret: values.PARLEY_TURN_SECRET,
      policy: values.PARLEY_ICE_POLICY,
      region: values.PARLEY_REGION,
    },
  };
}

/** Where to listen. Throws if TLS is wanted and half of what it needs is missing. */
export function listenersConfig(values: GatewayVariables): Listeners {
  const {
    PARLEY_HTTP_HOST: host,
    PARLEY_HTTP_PORT: port,
    PARLEY_HTTPS_PORT: tlsPort,
    PARLEY_HTTPS_HOST: tlsHost,
    PARLEY_TLS_CERT_FILE: certFile,
    PARLEY_TLS_KEY_FILE: keyFile,
  } = values;
  if (tlsPort === undefined) return { host, port };
  if (certFile === undefined || keyFile === undefined) {
    throw new Error(
      "Cannot serve HTTPS: PARLEY_TLS_CERT_FILE and PARLEY_TLS_KEY_FILE should both name files",
    );
  }
  return { host, port, tls: { host: tlsHost, port: tlsPort, certFile, keyFile } };
}
