import { assertEquals } from "@std/assert";
import { transportState } from "./transport_state.ts";

Deno.test("a transport is connected when ICE and DTLS are", () => {
  assertEquals(transportState("new", "new"), undefined);
  assertEquals(transportState("completed", "connecting"), undefined);
  assertEquals(transportState("connected", "connected"), "connected");
  assertEquals(transportState("completed", "connected"), "connected");
});

Deno.test("the worse of ICE and DTLS decides", () => {
  assertEquals(transportState("disconnected", "connected"), "disconnected");
  assertEquals(transportState("disconnected", "closed"), "closed");
  assertEquals(transportState("completed", "failed"), "failed");
  assertEquals(transportState("closed", "connected"), "closed");
});
