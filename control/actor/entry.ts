import { z } from "zod";
import { decode } from "../../kit/mod.ts";

/** The facts of one command, as they stand in an entry. */
const CommandRecord = z.object({
  id: z.string(),
  deadlineAt: z.number(),
  events: z.array(z.unknown()),
});

/** One message of an actor's log: what one append wrote. */
export const Entry = z.object({
  v: z.literal(1),
  hostId: z.string(),
  epoch: z.int().positive(),
  /** Facts before this entry; the next entry's `rev` is this plus the facts in here. */
  rev: z.int().nonnegative(),
  /** Epoch ms of the append. */
  at: z.number(),
  /** The first entry of a new owner: its epoch begins here. */
  adopted: z.literal(true).optional(),
  /** Everything before was archived: the actor is what its definition says of archived ones, its epoch and rev go on. */
  archived: z.literal(true).optional(),
  commands: z.array(CommandRecord),
});
export type Entry = z.infer<typeof Entry>;

/** The state after some entry, so that older ones need not be kept. */
export const Snapshot = z.object({
  v: z.literal(1),
  epoch: z.int().positive(),
  rev: z.int().nonnegative(),
  /** Remembered command ids with their deadlines, oldest first. */
  ids: z.array(z.tuple([z.string(), z.number()])),
  state: z.unknown(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** The log holds something that can't be: a bug or a damaged store, never a race. */
export class LogCorruptError extends Error {
  override readonly name = "LogCorruptError";
  readonly code = "log-corrupt";
}

/** What was read does not join up: it was purged while being read, so reading again helps. */
export class LogGapError extends Error {
  override readonly name = "LogGapError";
  readonly code = "log-gap";
}

/** Parses bytes from the log; what is wrong is told without quoting it. */
export function parseStored<T>(schema: z.ZodType<T>, data: Uint8Array, what: string): T {
  return checkStored(schema, decode(data), what);
}

/** Parses a value found inside a stored one, such as an event or a state. */
export function checkStored<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new LogCorruptError(`Cannot read ${what}: ${explain(parsed.error)}`);
}

const EXPLANATION_CHARACTERS_MAX = 300;

/** What a schema disliked, in one short line. */
export function explain(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "value"}: ${issue.message}`)
    .join("; ").slice(0, EXPLANATION_CHARACTERS_MAX);
}
