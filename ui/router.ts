/** Three kinds of address, over the History API. */
import { signal } from "@preact/signals";
import { parseCode } from "./models/meeting_code.ts";

export type Route = { page: "home" } | { page: "meeting"; code: string } | { page: "nowhere" };

export function parseRoute(path: string): Route {
  if (path === "/" || path === "/index.html") return { page: "home" };
  const [, code] = /^\/m\/([0-9 -]+)\/?$/.exec(path) ?? [];
  const parsed = code && parseCode(code);
  return parsed ? { page: "meeting", code: parsed } : { page: "nowhere" };
}

export const meetingPath = (code: string): string => `/m/${code}`;

export const route = signal<Route>({ page: "home" });

export function startRouter(): void {
  const read = () => route.value = parseRoute(location.pathname);
  globalThis.addEventListener("popstate", read);
  read();
}

export function go(path: string): void {
  history.pushState(null, "", path);
  route.value = parseRoute(path);
  globalThis.scrollTo(0, 0);
}
