/** Recordings over HTTP: found, watched, shared, deleted. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  ChangeRecording,
  LinkAsset,
  OpenShared,
  RecordingId,
  RepeatJob,
  SearchRecordings,
  ShareRecording,
} from "../../../protocol/mod.ts";
import { SealBrokenError } from "../../../kit/mod.ts";
import { ObjectsUnavailableError, type RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit, readBody } from "../guards.ts";
import { Refusal } from "../refusals.ts";
import type { RecordingDesk } from "./desk.ts";
import { RECORDING_LIMITS } from "./limits.ts";
import type { LinkDesk } from "./link_desk.ts";
import { unauthorized, unknownRecording } from "./reader.ts";
import type { ShareDesk } from "./share_desk.ts";

export interface RecordingRoutesOptions {
  readonly desk: RecordingDesk;
  readonly links: LinkDesk;
  readonly shares: ShareDesk;
  readonly limiter: RateLimiter;
  readonly proxyHops: number;
}

const RETRY_AFTER_MS = 2_000;
/** RFC 6750, 2.1. */
const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/;

const ListQuery = SearchRecordings.omit({ keys: true, limit: true }).extend({
  limit: z.coerce.number().pipe(SearchRecordings.shape.limit.unwrap()).optional(),
});

/** To be mounted at `/recordings`. */
export function recordingRoutes(
  options: RecordingRoutesOptions,
): Hono<{ Bindings: ConnectionInfo }> {
  const { desk, links, shares, limiter, proxyHops } = options;
  const limited = (limit: keyof typeof RECORDING_LIMITS) =>
    rateLimit(limiter, RECORDING_LIMITS[limit], proxyHops);
  const routes = new Hono<{ Bindings: ConnectionInfo }>();

  routes.get("/", limited("list"), async (context) => {
    const query = ListQuery.safeParse(context.req.query());
    if (!query.success) {
      const where = query.error.issues[0]?.path.join(".") || "the query";
      const message = `Cannot read the request: see ${where}`;
      throw new Refusal({ code: "invalid-message", message });
    }
    const page = await desk.search({ ...query.data, keys: [keyOf(context)] });
    if (page.refusedKeys.length > 0) throw unauthorized();
    return context.json(page);
  });

  routes.post("/search", limited("list"), async (context) => {
    return context.json(await desk.search(await readBody(context, SearchRecordings)));
  });

  routes.post("/shared", limited("openShared"), async (context) => {
    return context.json(await shares.open(await readBody(context, OpenShared)));
  });

  routes.get("/:id", limited("read"), async (context) => {
    return context.json(await desk.find(keyOf(context), idOf(context)));
  });

  routes.patch("/:id", limited("change"), async (context) => {
    const wish = await readBody(context, ChangeRecording);
    return context.json(await desk.change(keyOf(context), idOf(context), wish));
  });

  routes.delete("/:id", limited("change"), async (context) => {
    await desk.remove(keyOf(context), idOf(context));
    return context.body(null, 204);
  });

  routes.get("/:id/audit", limited("read"), async (context) => {
    return context.json(await desk.acts(keyOf(context), idOf(context)));
  });

  routes.post("/:id/links", limited("read"), async (context) => {
    const wish = await readBody(context, LinkAsset);
    return context.json(await available(links.link(keyOf(context), idOf(context), wish)), 201);
  });

  routes.get("/:id/play/:pass/:name", limited("play"), async (context) => {
    const pass = context.req.param("pass");
    const played = await available(links.play(idOf(context), pass, context.req.param("name")));
    if ("url" in played) return context.redirect(played.url, 302);
    return context.body(played.bytes, 200, { "content-type": played.mediaType });
  });

  routes.post("/:id/jobs", limited("change"), async (context) => {
    const wish = await readBody(context, RepeatJob);
    return context.json(await desk.repeat(keyOf(context), idOf(context), wish), 202);
  });

  routes.get("/:id/shares", limited("read"), async (context) => {
    return context.json(await shares.list(keyOf(context), idOf(context)));
  });

  routes.post("/:id/shares", limited("change"), async (context) => {
    const wish = await readBody(context, ShareRecording);
    return context.json(await shares.make(keyOf(context), idOf(context), wish), 201);
  });

  routes.delete("/:id/shares/:shareId", limited("change"), async (context) => {
    await shares.revoke(keyOf(context), idOf(context), context.req.param("shareId"));
    return context.body(null, 204);
  });

  return routes;
}

function keyOf(context: Context): string {
  const key = BEARER.exec(context.req.header("authorization") ?? "")?.[1];
  if (key === undefined) throw unauthorized();
  return key;
}

function idOf(context: Context): RecordingId {
  const id = RecordingId.safeParse(context.req.param("id"));
  if (id.success) return id.data;
  throw unknownRecording();
}

async function available<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SealBrokenError) {
      const message = "What is stored of the recording is damaged";
      throw new Refusal({ code: "unavailable", message });
    }
    if (!(error instanceof ObjectsUnavailableError)) throw error;
    const message = "Recordings are unavailable just now";
    throw new Refusal({ code: "unavailable", message, retryAfterMs: RETRY_AFTER_MS });
  }
}
