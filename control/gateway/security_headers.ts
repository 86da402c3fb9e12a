import { createMiddleware } from "hono/factory";
import type { PublicConfig } from "../api/mod.ts";

const HSTS_S = 31_536_000;

/** What a page of ours may do, and nothing beyond it. */
export function contentSecurityPolicy(
  gatewayUrls: readonly string[],
  objectsOrigin?: string,
): string {
  const objects = objectsOrigin === undefined ? [] : [objectsOrigin];
  const gateways = [...new Set(gatewayUrls.map((url) => new URL(url).origin))];
  return [
    "default-src 'none'",
    // Effects on one's own picture and sound are WebAssembly; scripts that are text stay forbidden.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    `img-src ${["'self'", "data:", "blob:", ...objects].join(" ")}`,
    `media-src ${["'self'", "blob:", ...objects].join(" ")}`,
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${["'self'", ...gateways, ...objects].join(" ")}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}

/** For every response but the upgrade. */
export function securityHeaders({ gatewayUrls, publicUrl, objectsOrigin }: PublicConfig) {
  const headers = Object.entries({
    "content-security-policy": contentSecurityPolicy(gatewayUrls, objectsOrigin),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(publicUrl.startsWith("https:") && {
      "strict-transport-security": `max-age=${HSTS_S}`,
    }),
  });
  return createMiddleware(async (context, next) => {
    await next();
    for (const [name, value] of headers) context.header(name, value);
  });
}
