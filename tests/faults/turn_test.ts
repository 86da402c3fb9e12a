/** What our relay refuses, asked by a client of our own (OWASP ASVS 5.0, 17.1.1 and 17.1.2). */
import { assertEquals } from "@std/assert";
import { credentialsFor, TURN_TTL_S } from "../../control/gateway/turn.ts";
import { systemClock } from "../../kit/mod.ts";
import { TURN_SECRET, TurnServer } from "../harness/turn_server.ts";
import { TurnClient, type TurnTransport } from "../harness/turn_client.ts";

/** One or more of every range that is nobody's business of a relay. */
const DENIED_V4 = [
  ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254"],
  ...["127.0.0.2", "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255"],
  ...["192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255"],
  ...["198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1"],
  "255.255.255.255",
];
/** The same by way of IPv6, CVE-2026-27624; what is allowed as IPv4 among them. */
const DENIED_MAPPED = [
  "0.0.0.0",
  "10.1.2.3",
  "127.0.0.1",
  "169.254.169.254",
  "192.168.1.1",
  "8.8.8.8",
]
  .map((address) => `::ffff:${address}`);
const DENIED_V6 = [
  ...["::", "::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1"],
  ...["2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1"],
  "ff02::1",
];

const FORBIDDEN = 403;
const UNAUTHORIZED = 401;
const QUOTA_REACHED = 486;

Deno.test("the relay reaches public addresses and its media nodes, and no special ones", async () => {
  await using server = await TurnServer.start({ relayAddresses: ["127.0.0.1", "::1"] });
  using client = await member(server, "ann");
  assertEquals(await client.allocate(), "ok");
  assertEquals(await answers(client, ["127.0.0.1", "8.8.8.8"]), {
    "127.0.0.1": "ok",
    "8.8.8.8": "ok",
  });
  assertEquals(await allowedOf(client, DENIED_V4), []);
  using six = await member(server, "ben");
  assertEquals(await six.allocate({ family: "v6" }), "ok");
  assertEquals(await answers(six, ["2606:4700::1111"]), { "2606:4700::1111": "ok" });
  assertEquals(await allowedOf(six, [...DENIED_V6, ...DENIED_MAPPED]), []);
});

Deno.test("a mapped address gets nobody through an IPv4 relay", async () => {
  await using server = await TurnServer.start();
  using client = await member(server, "ann");
  assertEquals(await client.allocate(), "ok");
  assertEquals(await allowedOf(client, DENIED_MAPPED), []);
});

Deno.test("loopback is denied where no media node is on it", async () => {
  await using server = await TurnServer.start({ mediaAddresses: ["198.51.100.1"] });
  using client = await member(server, "ann");
  assertEquals(await client.allocate(), "ok");
  assertEquals(await answers(client, ["127.0.0.1", "198.51.100.1"]), {
    "127.0.0.1": FORBIDDEN,
    "198.51.100.1": "ok",
  });
});

Deno.test("the relay knows whom we sent, for ten minutes, by UDP, TCP and TLS, and relays no TCP", async () => {
  await using server = await TurnServer.start({ tls: true });
  for (const transport of ["udp", "tcp", "tls"] as const) {
    using client = await member(server, "ann", { transport });
    assertEquals(await client.allocate(), "ok", transport);
  }
  using tcpRelay = await member(server, "ann", { transport: "tcp" });
  assertEquals(await tcpRelay.allocate({ overTcp: true }) === "ok", false);
  using late = await member(server, "ann", { issuedAgoS: TURN_TTL_S + 1 });
  assertEquals(await late.allocate(), UNAUTHORIZED, "expired");
  using forged = await member(server, "ann", { secret: "a secret of somebody's own" });
  assertEquals(await forged.allocate(), UNAUTHORIZED, "another secret");
  using renamed = await TurnClient.connect({ ...addressOf(server), username: "ann", password: "" });
  assertEquals(await renamed.allocate(), UNAUTHORIZED, "no time in the name");
});

Deno.test("quotas hold: of one user over all credentials, and of all", async () => {
  await using server = await TurnServer.start({ quotas: { user: 2, total: 3 } });
  using clients = new DisposableStack();
  const allocate = async (name: string, issuedAgoS: number) => {
    const client = clients.use(await member(server, name, { issuedAgoS }));
    return await client.allocate();
  };
  assertEquals(await allocate("ann", 0), "ok");
  assertEquals(await allocate("ann", 1), "ok");
  assertEquals(await allocate("ann", 2), QUOTA_REACHED, "of a user");
  assertEquals(await allocate("ben", 0), "ok");
  assertEquals(await allocate("cem", 0), QUOTA_REACHED, "of all");
});

interface Membership {
  readonly transport?: TurnTransport;
  readonly issuedAgoS?: number;
  readonly secret?: string;
}

/** Somebody with credentials as our gateways make them. */
async function member(
  server: TurnServer,
  name: string,
  { transport = "udp", issuedAgoS = 0, secret = TURN_SECRET }: Membership = {},
): Promise<TurnClient> {
  const clock = { ...systemClock, wallMs: () => systemClock.wallMs() - issuedAgoS * 1_000 };
  const { username, credential } = await credentialsFor(name, secret, clock);
  const { certificate: ca } = server;
  return await TurnClient.connect({
    ...addressOf(server, transport),
    transport,
    ...(ca !== undefined && { ca }),
    username,
    password: credential,
  });
}

function addressOf({ host, port, tlsPort }: TurnServer, transport?: TurnTransport) {
  return { host, port: transport === "tls" ? tlsPort ?? 0 : port };
}

async function answers(client: TurnClient, peers: readonly string[]) {
  const answers: Record<string, "ok" | number> = {};
  for (const peer of peers) answers[peer] = await client.permit(peer);
  return answers;
}

/** Those that it would relay to, though it should not. */
async function allowedOf(client: TurnClient, peers: readonly string[]): Promise<string[]> {
  const all = await answers(client, peers);
  return peers.filter((peer) => all[peer] === "ok");
}
