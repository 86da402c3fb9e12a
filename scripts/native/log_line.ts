/** A line of structured log as a person reads it; the log file keeps it as it was. */
import { z } from "zod";

const Entry = z.looseObject({
  level: z.string(),
  msg: z.string(),
});

/** The same on every line, or said by the line's prefix. */
const LEFT_OUT = [
  "level",
  "msg",
  "time",
  "service",
  "hostId",
  "nodeId",
  "recorderId",
  "streamerId",
  "transcriberId",
  "workerId",
];
const VALUE_CHARACTERS_MAX = 400;

/** `info listening http=8080`, with an error's stack below; other lines as they are. */
export function readableLine(line: string): string {
  const entry = parse(line);
  if (!entry) return line;
  const { level, msg, err, ...rest } = entry;
  const fields = Object.entries(rest)
    .filter(([name]) => !LEFT_OUT.includes(name))
    .map(([name, value]) => `${name}=${brief(value)}`);
  const head = [level, msg, ...fields].join(" ");
  const stack = z.looseObject({ stack: z.string() }).safeParse(err).data?.stack;
  return stack === undefined ? head : `${head}\n${stack}`;
}

function parse(line: string) {
  if (!line.startsWith("{")) return undefined;
  try {
    return Entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // A brace that is no JSON.
  }
}

function brief(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}…` : text;
}
