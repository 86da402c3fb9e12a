import { assertEquals } from "@std/assert";
import { createHmac } from "node:crypto";
import { ManualClock } from "./testing/manual_clock.ts";
import { iceServers } from "./turn.ts";

Deno.test("TURN credentials name their peer, end within ten minutes and are the HMAC of both", async () => {
  const clock = new ManualClock();
  const urls = ["stun:turn.example.org", "turn:turn.example.org?transport=udp"];
  const [stun, turn] = await iceServers({ urls, secret: "shared" }, "ann", clock);
  assertEquals(stun, { urls: ["stun:turn.example.org"] });
  const username = `${clock.wallMs() / 1_000 + 600}:ann`;
  const credential = createHmac("sha1", "shared").update(username).digest("base64");
  assertEquals(turn, { urls: ["turn:turn.example.org?transport=udp"], username, credential });
});

Deno.test("without a secret no TURN server is named", async () => {
  const urls = ["turn:turn.example.org"];
  assertEquals(await iceServers({ urls, secret: undefined }, "ann", new ManualClock()), []);
});
