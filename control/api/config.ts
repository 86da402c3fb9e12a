import { z } from "zod";
import { integer, list, type Mode, secret } from "../../kit/mod.ts";

/** What the development set-up may use and nobody else. */
export const SAMPLE_TOKEN_SECRET = "sample-token-secret-for-development-only";

export const SAMPLE_ADMIN_TOKEN = "sample-admin-token-for-development-only";

export const SAMPLE_API_TOKEN = "sample-api-token-for-development-only";

const PROXY_HOPS_MAX = 8;
const RATE_SCALE_MAX = 1_000_000;

const Origins = list().pipe(
  z.array(z.string().refine(isOrigin, "exact origins such as https://meet.example.org")),
);
const GatewayUrls = list().pipe(z.array(z.url({ protocol: /^wss?$/ })).max(32));

/** Variables of the API and of everything that faces browsers, for a process's `readConfig`. */
export const publicVariables = {
  PARLEY_PUBLIC_URL: z.url({ protocol: /^https?$/ })
    .describe("the address people open, https://meet.example.org; links are made from it"),
  PARLEY_ORIGINS: Origins.optional()
    .describe("origins whose pages may connect, exact, by commas; default: that of the public URL"),
  PARLEY_GATEWAY_URLS: GatewayUrls.optional()
    .describe("WebSocket URLs of all gateways, by commas; default: /ws at the public URL"),
  PARLEY_TOKEN_SECRET: secret("signs meeting tokens", SAMPLE_TOKEN_SECRET),
  PARLEY_TOKEN_SECRET_PREVIOUS: secret("the former one, still accepted", SAMPLE_TOKEN_SECRET)
    .optional(),
  PARLEY_ADMIN_TOKEN: secret("admits operators to /admin; absent: nobody", SAMPLE_ADMIN_TOKEN)
    .optional(),
  PARLEY_API_TOKEN: secret(
    "admits integrators' servers to rooms' events; absent: none",
    SAMPLE_API_TOKEN,
  )
    .optional(),
  PARLEY_PROXY_HOPS: integer({ min: 0, max: PROXY_HOPS_MAX }).default(0)
    .describe("how many proxies in front of us append to X-Forwarded-For"),
  PARLEY_RATE_SCALE: integer({ min: 1, max: RATE_SCALE_MAX }).default(1)
    .describe("multiplies the limits per address; for load tests from one address"),
};
type PublicVariables = z.infer<z.ZodObject<typeof publicVariables>> & { mode: Mode };

/** How browsers reach us and whom we believe. */
export interface PublicConfig {
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly origins: ReadonlySet<string>;
  readonly gatewayUrls: readonly string[];
  readonly proxyHops: number;
  readonly development: boolean;
  /** Where the page brings and fetches files, if that is not here. */
  readonly objectsOrigin?: string;
}

export function publicConfig(values: PublicVariables): PublicConfig {
  const publicUrl = values.PARLEY_PUBLIC_URL.replace(/\/+$/, "");
  return {
    publicUrl,
    origins: new Set(values.PARLEY_ORIGINS ?? [new URL(publicUrl).origin]),
    gatewayUrls: values.PARLEY_GATEWAY_URLS ?? [`${publicUrl.replace(/^http/, "ws")}/ws`],
    proxyHops: values.PARLEY_PROXY_HOPS,
    development: values.mode === "development",
  };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}
