import { z } from "zod";

/** Codes the runtime itself answers with; a domain adds its own. */
export const KernelCode = z.enum([
  "invalid-command",
  "expired",
  "overloaded",
  "not-owner",
  "log-unavailable",
  "internal",
  /** Given by the caller's side: nobody answered, or the bus is gone. */
  "unreachable",
]);
export type KernelCode = z.infer<typeof KernelCode>;

export const ReplyError = z.object({
  code: z.string(),
  message: z.string(),
  /** Present when trying again later may help. */
  retryAfterMs: z.number().nonnegative().optional(),
});

/** The answer to a command. */
export const Reply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    /** Whether everything this answer tells of is in the log. */
    durable: z.boolean(),
    epoch: z.int().nonnegative(),
    /** Number of facts applied so far, this command's own included. */
    rev: z.int().nonnegative(),
    result: z.unknown(),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ReplyError }),
]);
export type Reply = z.infer<typeof Reply>;
export type Refusal = Extract<Reply, { ok: false }>;

export function refusal(code: string, message: string, retryAfterMs?: number): Refusal {
  const error = { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return { v: 1, ok: false, error };
}

/**
 * What watchers hear on the event subject, besides the actor's id under its `idKey`. `from` and `to`
 * are revs: a watcher whose last `to` is not this `from` has missed something and asks for a
 * snapshot. `adopted` says that a new owner may not know what watchers had told the old one.
 */
export const NoticeBase = z.object({
  v: z.literal(1),
  epoch: z.int().nonnegative(),
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  body: z.unknown().optional(),
  adopted: z.object({ hostId: z.string() }).optional(),
});
export type NoticeBase = z.infer<typeof NoticeBase>;

/** Asks any control host to make somebody own the actor. */
export const ActivateRequest = z.object({ v: z.literal(1), actorId: z.string() });
export type ActivateRequest = z.infer<typeof ActivateRequest>;

/** `hostId` owns it now, be it the one asked or the one that was faster. */
export const ActivateReply = z.discriminatedUnion("ok", [
  z.object({ v: z.literal(1), ok: z.literal(true), hostId: z.string() }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ReplyError }),
]);
export type ActivateReply = z.infer<typeof ActivateReply>;

/** The runtime's own messages on a command subject: "who owns this?" and "I do now". */
export const OwnerQuery = z.object({ v: z.literal(1), owner: z.literal("?") });
export const OwnerAnswer = z.object({
  v: z.literal(1),
  hostId: z.string(),
  epoch: z.int().nonnegative(),
});
export const OwnerClaim = z.object({
  v: z.literal(1),
  owner: z.object({ hostId: z.string(), epoch: z.int().nonnegative() }),
});
export type OwnerClaim = z.infer<typeof OwnerClaim>;
