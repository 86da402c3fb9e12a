/**
 * Addresses that a relay has no business with: everything that IANA's registries of special-purpose
 * addresses (RFC 6890 and its updates) do not call global, and multicast. As coturn writes ranges.
 */

const V4 = [
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

const V6 = [
  // The way around the IPv4 list: CVE-2026-27624, coturn before 4.9.
  "::ffff:0.0.0.0-::ffff:255.255.255.255",
  "::1", // Not `::`, which coturn denies by itself: a range from there on takes in all of IPv4.
  "64:ff9b::-64:ff9b::ffff:ffff",
  "64:ff9b:1::-64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
  "100::-100::ffff:ffff:ffff:ffff",
  "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", // Teredo, benchmarks, ORCHID and the like.
  "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
  "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", // 6to4 holds IPv4 addresses, private ones too.
  "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
  "5f00::-5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  "fe80::-feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", // Link-local and the former site-local.
  "ff00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

export const DENIED_RANGES: readonly string[] = [...V4, ...V6];
