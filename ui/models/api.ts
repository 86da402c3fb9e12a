/** The HTTP API, as far as the page needs it. */
import { ClientConfig, ErrorBody, MeetingInfo, MeetingTicket } from "../../protocol/mod.ts";
import { z } from "zod";
import { LinkDown, Refusal } from "../link/errors.ts";

/** A request that takes longer is given up. */
export const HTTP_TIMEOUT_MS = 10_000;

const Failure = z.object({ error: ErrorBody });

export const api = {
  config: () => call(ClientConfig, "GET", "/api/config"),
  createMeeting: (title = "") => call(MeetingTicket, "POST", "/api/meetings", { title }),
  meeting: (code: string) => call(MeetingInfo, "GET", `/api/meetings/${code}`),
  ticket: (code: string, name?: string) =>
    call(MeetingTicket, "POST", `/api/meetings/${code}/tickets`, name ? { name } : {}),
};

/** Rejects with {@linkcode Refusal} when refused, {@linkcode LinkDown} when out of reach. */
async function call<T extends z.ZodType>(
  schema: T,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<z.infer<T>> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    answer = await response.json();
  } catch (cause) {
    throw new LinkDown(`Cannot ${method} ${path}: the server is out of reach`, { cause });
  }
  if (response.ok) return schema.parse(answer);
  const failure = Failure.safeParse(answer);
  throw new Refusal(
    failure.success ? failure.data.error : { code: "internal", message: response.statusText },
  );
}
