/** A meeting's part of the HTTP API, as its members and integrators' servers use it. */
import { ApiError } from "./meetings.ts";
import { API_TOKEN } from "./processes.ts";
import type { Gateway } from "./stack.ts";

export interface RoomApi {
  /** The parsed JSON, or the text of anything else. Rejects with {@linkcode ApiError}. */
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** Where a link leads that it gave. */
  urlOf(link: string): URL;
}

/** With a member's access token, or as an integrator's server. */
export function roomApi(gateway: Gateway, roomId: string, token: string = API_TOKEN): RoomApi {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const response = await fetch(`${gateway.httpUrl}/api/rooms/${roomId}/${path}`, {
      ...init,
      headers,
    });
    const text = await response.text();
    if (!response.ok) throw new ApiError(response.status, text);
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return isJson ? JSON.parse(text) : text;
  };
  return {
    get: (path) => ask(path),
    urlOf: (link) => new URL(link, gateway.httpUrl),
    post: (path, body) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
  };
}
