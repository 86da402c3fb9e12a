/**
 * The configuration of coturn: a relay that reaches no address of a private network but our media
 * nodes' (OWASP ASVS 5.0, 17.1.1 and 17.1.2). Pure text.
 *
 * Credentials are short-lived and made by control hosts from the shared secret ("TURN REST API").
 */

/** IPv4 ranges that are nobody's business of a relay: RFC 6890 and its updates. */
const DENIED_V4 = [
  "0.0.0.0-0.255.255.255",
  "10.0.0.0-10.255.255.255",
  "100.64.0.0-100.127.255.255",
  "127.0.0.0-127.255.255.255",
  "169.254.0.0-169.254.255.255",
  "172.16.0.0-172.31.255.255",
  "192.0.0.0-192.0.0.255",
  "192.0.2.0-192.0.2.255",
  "192.88.99.0-192.88.99.255",
  "192.168.0.0-192.168.255.255",
  "198.18.0.0-198.19.255.255",
  "198.51.100.0-198.51.100.255",
  "203.0.113.0-203.0.113.255",
  "224.0.0.0-255.255.255.255",
];

/** IPv6 likewise; the first closes the way around the IPv4 list (CVE-2026-27624, coturn < 4.9). */
const DENIED_V6 = [
  "::ffff:0.0.0.0-::ffff:255.255.255.255",
  "::1", // A range from `::` on would deny all of IPv4: coturn 4.6 compares the two.
  "64:ff9b::-64:ff9b::ffff:ffff",
  "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
  "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  "ff00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

/** Allocations at once: one user's tabs, and everybody's. */
const USER_ALLOCATIONS_MAX = 12;
const ALLOCATIONS_MAX = 1_200;
const NONCE_LIFETIME_SECONDS = 600;

export interface TurnConfigOptions {
  readonly port: number;
  readonly listenAddresses: readonly string[];
  /** Where relayed packets come from. */
  readonly relayAddress: string;
  /** The media nodes' addresses, the only peers inside the denied ranges. */
  readonly mediaAddresses: readonly string[];
  readonly secret: string;
  readonly realm: string;
  /** Folder of the process id and of the user database that coturn wants even when unused. */
  readonly folder: string;
}

/** The text of `turnserver.conf`. It holds the secret: write it readable by the server alone. */
export function turnConfig(options: TurnConfigOptions): string {
  const loopback = options.mediaAddresses.some((address) => address.startsWith("127."));
  return [
    `listening-port=${options.port}`,
    ...options.listenAddresses.map((address) => `listening-ip=${address}`),
    `relay-ip=${options.relayAddress}`,
    `realm=${options.realm}`,
    "use-auth-secret",
    `static-auth-secret=${options.secret}`,
    `stale-nonce=${NONCE_LIFETIME_SECONDS}`,
    "fingerprint",
    "no-cli",
    "no-tls",
    "no-dtls",
    "no-tcp-relay",
    "no-multicast-peers",
    `user-quota=${USER_ALLOCATIONS_MAX}`,
    `total-quota=${ALLOCATIONS_MAX}`,
    // Without a LAN the media nodes are on loopback, which coturn refuses unless told.
    ...(loopback ? ["allow-loopback-peers"] : []),
    ...options.mediaAddresses.map((address) => `allowed-peer-ip=${address}`),
    ...[...DENIED_V4, ...DENIED_V6].map((range) => `denied-peer-ip=${range}`),
    `userdb=${options.folder}/turndb`,
    `pidfile=${options.folder}/turnserver.pid`,
    "log-file=stdout",
    "simple-log",
    "",
  ].join("\n");
}
