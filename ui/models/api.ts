/** The HTTP API, as far as the page needs it. */
import {
  type CallRating,
  type ChangeMeeting,
  ClientConfig,
  type CreateMeeting,
  ErrorBody,
  MeetingInfo,
  MeetingTicket,
  NetworkCheck,
  type RequestTicket,
} from "../../protocol/mod.ts";
import { z } from "zod";
import { LinkDown, Refusal } from "../link/errors.ts";

/** A request that takes longer is given up. */
export const HTTP_TIMEOUT_MS = 10_000;

const Failure = z.object({ error: ErrorBody });

const pathOf = (code: string) => `/api/meetings/${code}`;

export const api = {
  config: () => call(ClientConfig, "GET", "/api/config"),
  createMeeting: (body: z.input<typeof CreateMeeting>) =>
    call(MeetingTicket, "POST", "/api/meetings", { body }),
  meeting: (code: string) => call(MeetingInfo, "GET", pathOf(code)),
  changeMeeting: (code: string, hostKey: string, body: ChangeMeeting) =>
    call(MeetingInfo, "PATCH", pathOf(code), { body, secret: hostKey }),
  removeMeeting: (code: string, hostKey: string) =>
    call(z.null(), "DELETE", pathOf(code), { secret: hostKey }),
  networkCheck: (code: string) => call(NetworkCheck, "POST", `${pathOf(code)}/network-checks`),
  ticket: (code: string, body: RequestTicket) =>
    call(MeetingTicket, "POST", `${pathOf(code)}/tickets`, { body }),
  /** What the holder of a seat says of the call, also after it. */
  rate: async ({ roomId, token }: Pick<MeetingTicket, "roomId" | "token">, body: CallRating) => {
    const path = `/api/rooms/${encodeURIComponent(roomId)}/rating`;
    await call(z.null(), "POST", path, { body, secret: token });
  },
};

/** How far the server's clock is ahead of this device's, in ms; to a second. */
let clockAheadMs = 0;

/** Epoch ms by the server's clock, which decides when meetings open. */
export const serverNow = (): number => Date.now() + clockAheadMs;

interface Sent {
  readonly body?: unknown;
  /** Sent as bearer (RFC 6750). */
  readonly secret?: string;
}

/** Rejects with {@linkcode Refusal} when refused, {@linkcode LinkDown} when out of reach. */
export async function call<T extends z.ZodType>(
  schema: T,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  { body, secret }: Sent = {},
): Promise<z.infer<T>> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    answer = response.status === 204 ? null : await response.json();
  } catch (cause) {
    throw new LinkDown(`Cannot ${method} ${path}: the server is out of reach`, { cause });
  }
  noteClock(response.headers.get("date"));
  if (response.ok) return schema.parse(answer);
  const failure = Failure.safeParse(answer);
  throw new Refusal(
    failure.success ? failure.data.error : { code: "internal", message: response.statusText },
  );
}

/** A difference below what the header can tell is none. */
const CLOCK_RESOLUTION_MS = 2_000;

function noteClock(date: string | null): void {
  const difference = Date.parse(date ?? "") - Date.now();
  if (Number.isNaN(difference)) return;
  clockAheadMs = Math.abs(difference) < CLOCK_RESOLUTION_MS ? 0 : difference;
}
