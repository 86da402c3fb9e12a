import { assertEquals } from "@std/assert";
import { otherRelays, relaysLast } from "./relays.ts";

const stun = { urls: ["stun:192.0.2.9:3478"] };
const near = {
  urls: ["turn:192.0.2.1:3478?transport=udp", "turns:192.0.2.1:5349?transport=tcp"],
  username: "u",
  credential: "c",
};
const far = { urls: ["turn:[2001:db8::2]:3478?transport=udp"], username: "u", credential: "c" };
const ice = { iceServers: [stun, near, far], iceTransportPolicy: "relay" as const };

Deno.test("a second way goes by another relay than the first, by whichever port that is reached", () => {
  assertEquals(otherRelays(ice, new Set(["192.0.2.1:5349"])), { ...ice, iceServers: [stun, far] });
  assertEquals(otherRelays(ice, new Set(["[2001:db8::2]:3478"])), {
    ...ice,
    iceServers: [stun, near],
  });
});

Deno.test("where the first way uses no relay, or every one there is, the second may use all", () => {
  assertEquals(otherRelays(ice, new Set()), ice);
  const single = { iceServers: [stun, near] };
  assertEquals(otherRelays(single, new Set(["192.0.2.1:3478"])), single);
});

Deno.test("a dead relay is asked last, and is not left out", () => {
  const dead = new Set(["192.0.2.1:3478"]);
  assertEquals(relaysLast(ice, dead), { ...ice, iceServers: [stun, far, near] });
  assertEquals(relaysLast(ice, new Set()), ice);
});
