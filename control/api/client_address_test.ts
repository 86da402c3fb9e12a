import { assertEquals } from "@std/assert";
import { clientAddress } from "./client_address.ts";

const from = (hostname: string) => ({
  remoteAddr: { transport: "tcp" as const, hostname, port: 1 },
});

Deno.test("without proxies a forwarded address is a mere claim", () => {
  const headers = new Headers({ "x-forwarded-for": "203.0.113.9" });
  assertEquals(clientAddress(headers, from("192.0.2.1"), 0), "192.0.2.1");
  assertEquals(clientAddress(headers, undefined, 0), "unknown");
});

Deno.test("behind proxies the outermost one's entry counts, not what stands before it", () => {
  const headers = new Headers({ "x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.0.0.2" });
  assertEquals(clientAddress(headers, from("10.0.0.1"), 2), "203.0.113.9");
  assertEquals(clientAddress(headers, from("10.0.0.1"), 1), "10.0.0.2");
  assertEquals(clientAddress(new Headers(), from("10.0.0.1"), 2), "10.0.0.1");
});

Deno.test("an IPv6 subscriber is one budget, a mapped IPv4 address that of IPv4", () => {
  const address = (hostname: string) => clientAddress(new Headers(), from(hostname), 0);
  assertEquals(address("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
  assertEquals(address("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  assertEquals(address("2001:db8::1"), "2001:db8:0:0::/64");
  assertEquals(address("::ffff:192.0.2.1"), "192.0.2.1");
});
