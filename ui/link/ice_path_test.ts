import { assertEquals } from "@std/assert";
import { icePath } from "./ice_path.ts";

const PAIR = {
  type: "candidate-pair",
  state: "succeeded",
  localCandidateId: "L",
  remoteCandidateId: "R",
  currentRoundTripTime: 0.021,
  consentRequestsSent: 4,
  responsesReceived: 4,
  packetsSent: 120,
  lastPacketReceivedTimestamp: 5_000,
};
const relayed = { type: "local-candidate", candidateType: "relay", protocol: "udp" };

const reportOf = (stats: Record<string, Record<string, unknown>>) => Object.entries(stats);

Deno.test("the selected pair tells how packets travel, how fast, and when something last came", () => {
  const path = icePath(reportOf({
    T: { type: "transport", selectedCandidatePairId: "P" },
    other: { ...PAIR, localCandidateId: "none", nominated: true },
    P: PAIR,
    L: { type: "local-candidate", candidateType: "srflx", protocol: "udp" },
  }));
  assertEquals(path, {
    candidate: "srflx",
    protocol: "udp",
    rttMs: 21,
    checks: { sent: 4, answered: 3 },
    packetsSent: 120,
    heardAt: 5_000,
  });
});

Deno.test("of a relay the way to it counts, not the way from it", () => {
  for (const protocol of ["udp", "tcp", "tls"] as const) {
    const url = `${protocol === "tls" ? "turns" : "turn"}:t.example.org:3478?transport=udp`;
    const path = icePath(reportOf({
      T: { type: "transport", selectedCandidatePairId: "P" },
      P: PAIR,
      L: { ...relayed, relayProtocol: protocol, url },
    }));
    assertEquals([path?.candidate, path?.protocol, path?.relay], [
      "relay",
      protocol,
      "t.example.org:3478",
    ]);
  }
});

Deno.test("a browser without transport statistics marks the pair", () => {
  const path = icePath(reportOf({
    waiting: { ...PAIR, state: "in-progress", nominated: true },
    P: { ...PAIR, selected: true },
    L: { type: "local-candidate", candidateType: "host", protocol: "tcp" },
  }));
  assertEquals([path?.candidate, path?.protocol], ["host", "tcp"]);
});

Deno.test("before a pair is selected there is no way", () => {
  assertEquals(icePath(reportOf({ T: { type: "transport" } })), undefined);
  assertEquals(icePath([]), undefined);
});
