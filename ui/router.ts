/** The kinds of address, over the History API. */
import { signal } from "@preact/signals";
import { RecordingId } from "../protocol/mod.ts";
import { parseCode } from "./models/meeting_code.ts";

export type Route =
  | { page: "home" }
  | { page: "meeting"; code: string }
  | { page: "recordings" }
  | { page: "recording"; id: RecordingId }
  | { page: "shared" } // The token stands behind the #, which browsers tell nobody.
  | { page: "nowhere" };

export function parseRoute(path: string): Route {
  if (path === "/" || path === "/index.html") return { page: "home" };
  if (/^\/recordings\/?$/.test(path)) return { page: "recordings" };
  const [, id] = /^\/recordings\/([^/]+)\/?$/.exec(path) ?? [];
  const recording = RecordingId.safeParse(id);
  if (recording.success) return { page: "recording", id: recording.data };
  if (/^\/r\/?$/.test(path)) return { page: "shared" };
  const [, code] = /^\/m\/([0-9 -]+)\/?$/.exec(path) ?? [];
  const parsed = code && parseCode(code);
  return parsed ? { page: "meeting", code: parsed } : { page: "nowhere" };
}

export const meetingPath = (code: string): string => `/m/${code}`;

export const RECORDINGS_PATH = "/recordings";
export const recordingPath = (id: RecordingId): string => `${RECORDINGS_PATH}/${id}`;

export const route = signal<Route>({ page: "home" });

export function startRouter(): void {
  const read = () => route.value = parseRoute(location.pathname);
  globalThis.addEventListener("popstate", read);
  read();
}

export function go(path: string): void {
  history.pushState(null, "", path);
  route.value = parseRoute(location.pathname);
  globalThis.scrollTo(0, 0);
}
