/** How fast one client may say what others hear. Faster is refused, and held against nobody. */
import type { ErrorBody, MeetingCommand } from "../../protocol/mod.ts";
import { type Bucket, type Limit, takeToken } from "../store/mod.ts";

/** Faster than anybody writes. */
const MESSAGES: Limit = { name: "messages", burst: 10, perSecond: 5 };
/** Faster than anybody enjoys. */
const REACTIONS: Limit = { name: "reactions", burst: 10, perSecond: 5 };
/** Clients say it every few seconds while somebody writes. */
const TYPING: Limit = { name: "typing", burst: 4, perSecond: 2 };
/** Hands, votes and consents, which may be changed again, marked moments, and what is asked for. */
const ANSWERS: Limit = { name: "answers", burst: 10, perSecond: 5 };

/** Media keys go out when somebody comes or goes, and are asked for while they are missing. */
const KEYS: Limit = { name: "keys", burst: 40, perSecond: 10 };
/** A direct call takes two descriptions and a few candidates. */
const DIRECT: Limit = { name: "direct", burst: 60, perSecond: 5 };

/** The buckets of one client: what it may say is kept apart by kind, or a typist could not vote. */
export class CommandLimits {
  readonly #buckets = new Map<Limit, Bucket>();

  /** Why the command is refused now, if it is. */
  refusal({ type }: MeetingCommand, nowMs: number): ErrorBody | undefined {
    const limit = limitOf(type);
    if (!limit) return undefined;
    const { bucket, allowance } = takeToken(this.#buckets.get(limit), limit, nowMs);
    this.#buckets.set(limit, bucket);
    if (allowance.allowed) return undefined;
    const { retryAfterMs } = allowance;
    const message = `Cannot carry out "${type}": there are too many at once`;
    return { code: "rate-limited", message, retryAfterMs };
  }
}

/** What those who lead a meeting do is bounded by the connection's frames alone. */
function limitOf(type: MeetingCommand["type"]): Limit | undefined {
  switch (type) {
    case "sendMessage":
    case "announce":
    case "editMessage":
    case "deleteMessage":
      return MESSAGES;
    case "reactToMessage":
    case "react":
      return REACTIONS;
    case "typing":
      return TYPING;
    case "raiseHand":
    case "vote":
    case "consent":
    case "markHighlight":
    case "askForCaptions":
      return ANSWERS;
    case "passKeys":
    case "askForKeys":
      return KEYS;
    case "passDirect":
      return DIRECT;
    default:
      return undefined;
  }
}
