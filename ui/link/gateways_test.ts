import { assertEquals } from "@std/assert";
import { usableGateways } from "./gateways.ts";

const NAMED = [
  "ws://localhost:8080/ws",
  "ws://localhost:8081/ws",
  "wss://192.0.2.7:8443/ws",
  "wss://192.0.2.7:8444/ws",
];

Deno.test("page uses the gateway that served it first", () => {
  assertEquals(usableGateways(NAMED, { protocol: "http:", host: "localhost:8081" }), [
    "ws://localhost:8081/ws",
    "ws://localhost:8080/ws",
  ]);
});

Deno.test("page over HTTPS uses no unencrypted gateway", () => {
  assertEquals(usableGateways(NAMED, { protocol: "https:", host: "192.0.2.7:8443" }), [
    "wss://192.0.2.7:8443/ws",
    "wss://192.0.2.7:8444/ws",
  ]);
});

Deno.test("page whose server names none uses where it came from", () => {
  assertEquals(usableGateways([], { protocol: "https:", host: "meet.example" }), [
    "wss://meet.example/ws",
  ]);
});
