import type { Grade, RelayWay, Way } from "../../models/network_check/verdict.ts";

/** The look at the network before a call. */
export const reach = {
  heading: "Your network",
  check: "Check the network",
  again: "Check again",
  stop: "Stop",
  running: "Checking your network…",
  unknown: "Not checked yet",
  grade: {
    hd: "Good for HD video",
    video: "Good for video",
    audio: "Audio only advised",
    blocked: "This network blocks calls",
  } satisfies Record<Grade, string>,
  way: {
    direct: "Directly, by UDP",
    "direct-tcp": "Directly, but only by TCP: pictures may stand still now and then",
    relay: "Only by a relay",
    "relay-tcp": "Only by a relay, over TCP: pictures may stand still now and then",
    none: "",
  } satisfies Record<Way, string>,
  chosenRelay: "By a relay, as chosen",
  audioHint: "The connection is slow or loses much. Turn your camera off if others can't hear you.",
  blockedHint: (media: string, relays: string) =>
    [
      "Ask whoever runs this network to let calls through:",
      media && `UDP to ${media}`,
      media && relays && "or",
      relays && `UDP or TCP to ${relays}.`,
    ].filter(Boolean).join(" "),
  failed: {
    offline: "The server can't be reached. Check your connection.",
    busy: "Many people are checking just now. Try again in a moment.",
    unserved: "No media server is there just now. Try again in a moment.",
    unexpected: "The check did not work. Try again.",
  },
  details: "Details",
  path: "Way",
  result: "Result",
  node: (name: string, protocol: string) => `${name}, ${protocol}`,
  relay: {
    udp: "Relay by UDP",
    tcp: "Relay by TCP",
    tls: "Relay by TLS",
  } satisfies Record<RelayWay, string>,
  reached: (rttMs: number, lossPercent: number) =>
    lossPercent > 0 ? `${rttMs} ms, ${lossPercent} % lost` : `${rttMs} ms`,
  notReached: "Not reached",
  throughput: "Through the relay",
  rate: (megabits: string, isMore: boolean) => `${isMore ? "at least " : ""}${megabits} Mbit/s`,
  lost: (percent: number) => `${percent} % lost`,
  relayOnly: "Always go through a relay",
  relayOnlyHint: "Hides your address from others in direct calls. May add delay.",
};
