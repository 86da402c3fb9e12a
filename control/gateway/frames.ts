/** From what arrives on a socket to a message, or to the reason why it is none. Pure. */
import {
  ClientMessage,
  CloseCode,
  type ErrorBody,
  MAX_FRAME_BYTES,
  type ServerMessage,
} from "../../protocol/mod.ts";

/** RFC 6455, 7.4.1: a message too big to process. */
const MESSAGE_TOO_BIG = 1009;
const UTF8_BYTES_PER_UNIT_MAX = 3;

export type Frame =
  | { ok: true; message: ClientMessage }
  // `closeWith`: such a frame alone ends the connection.
  | { ok: false; id: number | null; error: ErrorBody; closeWith?: number };

const TYPES: ReadonlySet<string> = new Set(
  ClientMessage.options.map((option) => option.shape.type.value),
);

/** Never throws, whatever `data` is. */
export function readFrame(data: unknown): Frame {
  if (typeof data !== "string") {
    const message = "Cannot read the frame: it should be text";
    return bad(null, "invalid-message", message, CloseCode.policy);
  }
  if (exceeds(data, MAX_FRAME_BYTES)) {
    const message = `Cannot read the frame: it exceeds ${MAX_FRAME_BYTES} bytes`;
    return bad(null, "message-too-large", message, MESSAGE_TOO_BIG);
  }
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return bad(null, "invalid-message", "Cannot read the frame: it is not JSON");
  }
  const parsed = ClientMessage.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const id = idOf(value);
  const type = fieldOf(value, "type");
  if (typeof type === "string" && !TYPES.has(type)) {
    return bad(id, "unknown-type", "Cannot handle the message: its type is unknown");
  }
  const where = parsed.error.issues[0]?.path.join(".") || "the whole of it";
  return bad(id, "invalid-message", `Cannot read the message: see ${where}`.slice(0, 200));
}

/** One frame to a client. */
export function writeFrame(message: ServerMessage): string {
  return JSON.stringify(message);
}

export function refusalFrame(id: number | null, error: ErrorBody): string {
  return writeFrame({ type: "refusal", id, error });
}

export function answerFrame(id: number, result: unknown): string {
  return writeFrame({ type: "answer", id, ok: true, result });
}

function bad(
  id: number | null,
  code: string,
  message: string,
  closeWith?: number,
): Extract<Frame, { ok: false }> {
  return { ok: false, id, error: { code, message }, ...(closeWith !== undefined && { closeWith }) };
}

function exceeds(text: string, bytesMax: number): boolean {
  if (text.length > bytesMax) return true;
  if (text.length * UTF8_BYTES_PER_UNIT_MAX <= bytesMax) return false;
  return new TextEncoder().encode(text).length > bytesMax;
}

function idOf(value: unknown): number | null {
  const id = fieldOf(value, "id");
  return typeof id === "number" && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

function fieldOf(value: unknown, name: "id" | "type"): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
