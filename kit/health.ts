/** One thing a process needs; says what is wrong, or `undefined` when all is well. Throwing is "wrong". */
export type HealthCheck = () => string | undefined | Promise<string | undefined>;

/** A check that has not answered by then counts as failed. */
const CHECK_TIMEOUT_MS = 1_000;

/**
 * `/healthz` and `/readyz` as a fetch handler: healthy is "don't restart me", ready is "send me
 * work". Answers 200 or 503 with the checks by name; `undefined` for every other path.
 */
export class Health {
  readonly #checks = new Map<string, HealthCheck>();

  /** Adds a check of readiness. */
  add(name: string, check: HealthCheck): void {
    this.#checks.set(name, check);
  }

  async handle(request: Request): Promise<Response | undefined> {
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return respond({ ok: true, checks: {} });
    if (pathname === "/readyz") return respond(await this.readiness());
    return undefined;
  }

  /** Runs every check at once. */
  async readiness(): Promise<{ ok: boolean; checks: Record<string, string> }> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await run(check)] as const),
    );
    const ok = results.every(([, problem]) => problem === undefined);
    const checks = Object.fromEntries(results.map(([name, problem]) => [name, problem ?? "ok"]));
    return { ok, checks };
  }
}

async function run(check: HealthCheck): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${CHECK_TIMEOUT_MS} ms`), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([(async () => await check())(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

function respond(body: { ok: boolean; checks: Record<string, string> }): Response {
  const headers = { "cache-control": "no-store" };
  return Response.json(body, { status: body.ok ? 200 : 503, headers });
}
