/** The built page: its files, and `index.html` for every address that the page itself draws. */
import { type Context, Hono } from "hono";
import { serveStatic } from "hono/deno";
import { streamSSE } from "hono/streaming";
import { type Clock, sleep } from "../../kit/mod.ts";

/** Vite puts a hash of the content into every name under this path. */
const HASHED = "/assets/";
const IMMUTABLE = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";

const RELOAD_POLL_MS = 300;
/** Tabs of one developer. */
const RELOAD_LISTENERS_MAX = 16;

export function createPage(uiDir: string): Hono {
  const page = new Hono();
  page.get("/", index(uiDir));
  for (const path of ["/m/*", "/recordings", "/recordings/*", "/r"]) page.get(path, index(uiDir));
  page.get(
    "*",
    serveStatic({
      root: uiDir,
      onFound: (_path, context) => {
        const isHashed = context.req.path.startsWith(HASHED);
        context.header("cache-control", isHashed ? IMMUTABLE : REVALIDATE);
      },
    }),
  );
  return page;
}

function index(uiDir: string) {
  return serveStatic({
    root: uiDir,
    path: "index.html",
    onFound: (_path, context) => context.header("cache-control", REVALIDATE),
  });
}

/** Development only: an event stream that says `reload` whenever the page was built anew. */
export function reloadOnBuild(
  uiDir: string,
  clock: Clock,
): (context: Context) => Promise<Response> {
  let listeners = 0;
  return async (context) => {
    // Before the answer: what is built after it is news.
    let known = await builtAt(uiDir);
    if (listeners >= RELOAD_LISTENERS_MAX) return context.text("too many tabs", 503);
    listeners++;
    return streamSSE(context, async (stream) => {
      const ended = new AbortController();
      stream.onAbort(() => ended.abort());
      try {
        while (!ended.signal.aborted) {
          await sleep(clock, RELOAD_POLL_MS, ended.signal);
          const latest = await builtAt(uiDir);
          // Absent while a build replaces it.
          if (latest === undefined || latest === known) continue;
          if (known !== undefined) await stream.writeSSE({ event: "reload", data: "" });
          known = latest;
        }
      } finally {
        listeners--;
      }
    });
  };
}

async function builtAt(uiDir: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(`${uiDir}/index.html`)).mtime?.getTime();
  } catch {
    return undefined;
  }
}
