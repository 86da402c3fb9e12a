import { assert, assertEquals } from "@std/assert";
import { addressOf, ordered, TURN_SERVERS_MAX, turnServers } from "./turn_servers.ts";

const URLS = [
  "stun:a.example.org",
  "turn:a.example.org:3478?transport=udp#eu",
  "turns:a.example.org?transport=tcp",
  "turn:b.example.org#us",
  "turn:[2001:db8::7]:3479",
];
const isHealthy = () => true;

Deno.test("URLs of one host are one server, and a region is no part of a URL", () => {
  assertEquals(turnServers(URLS), [
    {
      host: "a.example.org",
      urls: ["turn:a.example.org:3478?transport=udp", "turns:a.example.org?transport=tcp"],
      region: "eu",
    },
    { host: "b.example.org", urls: ["turn:b.example.org"], region: "us" },
    { host: "[2001:db8::7]", urls: ["turn:[2001:db8::7]:3479"], region: undefined },
  ]);
});

Deno.test("a server listens where its URL says, or on its scheme's port", () => {
  assertEquals(addressOf("turn:[2001:db8::7]:3479?transport=udp"), {
    hostname: "2001:db8::7",
    port: 3479,
    isTls: false,
  });
  assertEquals(addressOf("turns:a.example.org").port, 5349);
  assertEquals(addressOf("turn:a.example.org").port, 3478);
});

Deno.test("servers that answer come first, of them those nearby", () => {
  const servers = turnServers(URLS);
  const hosts = (region: string | undefined, dead: string[] = []) =>
    ordered(servers, {
      region,
      user: "ann",
      isHealthy: ({ host }) => !dead.includes(host),
    }).map(({ host }) => host);
  assertEquals(hosts("us")[0], "b.example.org");
  assertEquals(hosts("eu")[0], "a.example.org");
  assertEquals(hosts("eu", ["a.example.org"]).at(-1), "a.example.org");
});

Deno.test("people spread over many servers, each keeps theirs, and nobody gets more than a few", () => {
  const servers = turnServers(Array.from({ length: 8 }, (_, n) => `turn:t${n}.example.org`));
  const firsts = Array.from({ length: 200 }, (_, n) => {
    const mine = ordered(servers, { region: undefined, isHealthy, user: `p${n}` });
    assertEquals(mine.length, TURN_SERVERS_MAX);
    assertEquals(mine, ordered(servers, { region: undefined, isHealthy, user: `p${n}` }));
    return mine[0]?.host;
  });
  const most = Math.max(...Map.groupBy(firsts, String).values().map((all) => all.length));
  assert(new Set(firsts).size === 8 && most < 60, `${most} of 200 on one server`);
});
