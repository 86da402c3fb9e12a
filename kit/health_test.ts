import { assertEquals } from "@std/assert";
import { Health } from "./health.ts";

async function get(health: Health, path: string) {
  const response = await health.handle(new Request(`http://x${path}`));
  return response && [response.status, await response.json()];
}

Deno.test("health is ready only when every check is, and names the one that is not", async () => {
  const health = new Health();
  health.add("bus", () => undefined);
  assertEquals(await get(health, "/readyz"), [200, { ok: true, checks: { bus: "ok" } }]);
  health.add("log", () => Promise.reject(new Error("gone")));
  const expected = { ok: false, checks: { bus: "ok", log: "gone" } };
  assertEquals(await get(health, "/readyz"), [503, expected]);
  assertEquals(await get(health, "/healthz"), [200, { ok: true, checks: {} }]);
  assertEquals(await get(health, "/other"), undefined);
});
