/** What a meeting leaves behind: messages, events, polls' answers and the audit trail. */
import { Hono } from "hono";
import { z } from "zod";
import {
  AUDIT_PAGE_MAX,
  type AuditPage,
  EVENTS_PAGE_MAX,
  type EventsPage,
  HISTORY_PAGE_MAX,
  type MessagesPage,
  PollId,
  SEARCH_CHARACTERS_MAX,
} from "../../../protocol/mod.ts";
import type { History, PollRecord, RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit } from "../guards.ts";
import { Refusal } from "../refusals.ts";
import { csv } from "./csv.ts";
import type { Doorman } from "./doorman.ts";
import { ROOM_LIMITS } from "./limits.ts";

export interface HistoryRoutesOptions {
  doorman: Doorman;
  history: History;
  limiter: RateLimiter;
  proxyHops: number;
}

const PAGE = 50;
const count = (max: number, usual: number) =>
  z.coerce.number().int().min(1).max(max).default(usual);
const position = z.coerce.number().int().nonnegative();

const MessagesQuery = z.object({
  before: position.optional(),
  limit: count(HISTORY_PAGE_MAX, PAGE),
  q: z.string().trim().min(1).max(SEARCH_CHARACTERS_MAX).optional(),
});
const EventsQuery = z.object({
  after: position.default(0),
  limit: count(EVENTS_PAGE_MAX, EVENTS_PAGE_MAX),
});
const AuditQuery = z.object({ before: position.optional(), limit: count(AUDIT_PAGE_MAX, PAGE) });

/** To be mounted at `/rooms`. */
export function historyRoutes(options: HistoryRoutesOptions): Hono<{ Bindings: ConnectionInfo }> {
  const { doorman, history, limiter, proxyHops } = options;
  const limited = (limit: keyof typeof ROOM_LIMITS) =>
    rateLimit(limiter, ROOM_LIMITS[limit], proxyHops);
  const routes = new Hono<{ Bindings: ConnectionInfo }>();

  routes.get("/:roomId/messages", limited("history"), async (context) => {
    const { before, limit, q: search } = readQuery(MessagesQuery, context.req.query());
    const { roomId, peerId } = await doorman.member(context);
    // One more than asked for tells whether there are more.
    const found = await history.messages({ roomId, peerId, before, limit: limit + 1, search });
    const messages = found.slice(0, limit).reverse();
    return context.json({ messages, hasOlder: found.length > limit } satisfies MessagesPage);
  });

  routes.get("/:roomId/events", limited("history"), async (context) => {
    const { after, limit } = readQuery(EventsQuery, context.req.query());
    const events = await history.events(doorman.server(context), after, limit);
    const page: EventsPage = { events, after: events.at(-1)?.rev ?? after };
    return context.json(page);
  });

  routes.get("/:roomId/audit", limited("history"), async (context) => {
    const { before, limit } = readQuery(AuditQuery, context.req.query());
    const roomId = await doorman.serverOr(context, "moderate");
    const page: AuditPage = { entries: await history.audit(roomId, before, limit) };
    return context.json(page);
  });

  routes.get("/:roomId/polls/:file{.+\\.csv}", limited("exportPoll"), async (context) => {
    const pollId = PollId.safeParse(context.req.param("file").replace(/\.csv$/, ""));
    const roomId = await doorman.serverOr(context, "polls");
    const poll = pollId.success ? await history.poll(roomId, pollId.data) : undefined;
    if (!poll) throw new Refusal({ code: "unknown-poll", message: "There is no such poll" }, 404);
    return context.body(pollCsv(poll), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="poll-${pollId.data}.csv"`,
    });
  });

  return routes;
}

/** Totals by option, then one line a person, unless the poll is anonymous. */
export function pollCsv({ question, options, anonymous, answers }: PollRecord): string {
  const totals = options.map((option, index) => [
    option,
    answers.filter(({ choices }) => choices.includes(index)).length,
  ]);
  const people = anonymous ? [] : answers.map(({ name, at, choices }) => [
    name ?? "",
    at === null ? "" : new Date(at).toISOString(),
    choices.map((choice) => options[choice] ?? "").join("; "),
  ]);
  return csv([
    [question],
    ["option", "answers"],
    ...totals,
    ...(anonymous ? [] : [["name", "at", "answer"], ...people]),
  ]);
}

function readQuery<T>(schema: z.ZodType<T>, query: Record<string, string>): T {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "the query";
  throw new Refusal({ code: "invalid-message", message: `Cannot read the request: see ${where}` });
}
