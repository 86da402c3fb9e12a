/** Who may use the operators' routes: whoever knows the token. */
import { createHash, timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../refusals.ts";

/** RFC 6750, 2.1. */
const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/;

/** Lets requests with the operator's token pass. How wrong a token is, the time of the answer does not tell. */
export function requireToken(token: string) {
  const wanted = digest(token);
  return createMiddleware(async (context, next) => {
    const given = BEARER.exec(context.req.header("authorization") ?? "")?.[1];
    if (given === undefined || !timingSafeEqual(digest(given), wanted)) {
      context.header("www-authenticate", 'Bearer realm="parley"');
      const message = "Cannot do this: the operator's token is missing or wrong";
      throw new Refusal({ code: "unauthorized", message });
    }
    await next();
  });
}

/** Of one length, whatever was given. */
function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
