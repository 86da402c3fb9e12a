import { assertEquals } from "@std/assert";
import { createHmac } from "node:crypto";
import { ManualClock } from "./testing/manual_clock.ts";
import { credentialsFor } from "./turn.ts";

Deno.test("TURN credentials name their user, end within ten minutes and are the HMAC of both", async () => {
  const clock = new ManualClock();
  const username = `${clock.wallMs() / 1_000 + 600}:ann`;
  const credential = createHmac("sha1", "shared").update(username).digest("base64");
  assertEquals(await credentialsFor("ann", "shared", clock), { username, credential });
});
