import { assert, assertEquals } from "@std/assert";
import type { TransportInfo } from "../../protocol/mod.ts";
import { probeAnswer } from "./probe_sdp.ts";

const candidate = {
  foundation: "tcpcandidate",
  priority: 1_076_302_079,
  ip: "203.0.113.9",
  address: "m1.example.org",
  port: 40_000,
  type: "host",
} as const;
const TRANSPORT: TransportInfo = {
  id: "check:recv:1",
  iceParameters: { usernameFragment: "ufrag", password: "secret", iceLite: true },
  iceCandidates: [
    { ...candidate, foundation: "udpcandidate", protocol: "udp" },
    { ...candidate, protocol: "tcp", tcpType: "passive" },
  ],
  dtlsParameters: {
    fingerprints: [{ algorithm: "sha-1", value: "11:22" }, {
      algorithm: "sha-256",
      value: "AA:BB",
    }],
  },
};
const candidatesOf = (sdp: string) =>
  sdp.split("\r\n").filter((line) => line.includes("candidate:"));

Deno.test("a probe's answer names the node's ICE and the candidates of the ways wanted", () => {
  const sdp = probeAnswer(TRANSPORT, ["udp"]);
  for (const line of ["a=ice-ufrag:ufrag", "a=ice-pwd:secret", "a=fingerprint:sha-256 AA:BB"]) {
    assert(sdp.includes(`${line}\r\n`), line);
  }
  assertEquals(candidatesOf(sdp), [
    "a=candidate:udpcandidate 1 udp 1076302079 m1.example.org 40000 typ host",
  ]);
  assertEquals(candidatesOf(probeAnswer(TRANSPORT, ["tcp"])), [
    "a=candidate:tcpcandidate 1 tcp 1076302079 m1.example.org 40000 typ host tcptype passive",
  ]);
});
