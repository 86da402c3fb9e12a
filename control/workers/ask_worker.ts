import {
  type Bus,
  BusUnavailableError,
  NoRespondersError,
  RequestTimeoutError,
} from "../../kit/mod.ts";
import type { ErrorBody } from "../../protocol/mod.ts";

export type Asked<T> =
  | { readonly kind: "answered"; readonly answer: T }
  /** A newer owner of the room has spoken to it. */
  | { readonly kind: "fenced" }
  /** No answer, it heard the question too late, or the bus is out of reach. */
  | { readonly kind: "silent" }
  /** Nobody is there, or it refused; in words. */
  | { readonly kind: "unable"; readonly reason: string };

interface Refused {
  readonly ok: false;
  readonly error: ErrorBody;
}

export interface Question<T extends { readonly ok: true }> {
  readonly subject: string;
  readonly message: unknown;
  /** A schema's `safeParse`. */
  readonly read: (body: unknown) => { readonly data?: T | Refused | undefined };
  readonly timeoutMs: number;
}

/** Never rejects for what the other or the bus does. */
export async function askWorker<T extends { readonly ok: true }>(
  bus: Pick<Bus, "request">,
  { subject, message, read, timeoutMs }: Question<T>,
): Promise<Asked<T>> {
  try {
    const { data } = read(await bus.request(subject, message, timeoutMs));
    if (!data) return { kind: "unable", reason: "its answer could not be read" };
    if (data.ok) return { kind: "answered", answer: data };
    const { code, message: reason } = data.error;
    switch (code) {
      case "stale-epoch":
        return { kind: "fenced" };
      case "expired":
        return { kind: "silent" };
      default:
        return { kind: "unable", reason };
    }
  } catch (error) {
    if (error instanceof NoRespondersError) return { kind: "unable", reason: "nobody is there" };
    if (error instanceof RequestTimeoutError || error instanceof BusUnavailableError) {
      return { kind: "silent" };
    }
    throw error;
  }
}
