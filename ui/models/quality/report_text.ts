/** A call's measurements as text, for whoever helps: in English, whatever the page speaks. Pure. */
import type { QualityReport } from "../../../protocol/mod.ts";

export interface ReportContext {
  readonly roomId: string;
  readonly peerId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly browser: string;
  readonly status: string;
  /** Of the media placement. */
  readonly generation: number;
}

export function reportText(report: QualityReport | null, context: ReportContext): string {
  const { roomId, peerId, at, browser, status, generation } = context;
  const head = [
    "Parley call report",
    `at: ${at}`,
    `room: ${roomId}, seat: ${peerId}, link: ${status}, media: ${generation}`,
    `browser: ${browser}`,
  ];
  if (!report) return [...head, "nothing was measured yet", ""].join("\n");
  const { path, rttMs, inKbits, outKbits, received, sent } = report;
  const way = path ? `${path.candidate}/${path.protocol}` : "unknown";
  return [
    ...head,
    `path: ${way}, round trip: ${rttMs ?? "?"} ms, in: ${inKbits} kbit/s, out: ${outKbits} kbit/s`,
    ...sent.map(({ key, layers, ...rest }) =>
      [`out ${key}:`, pairs(rest), ...layers.map((layer) => `[${pairs(layer)}]`)].join(" ")
    ),
    ...received.map(({ producerId, ...rest }) => `in ${producerId}: ${pairs(rest)}`),
    "",
  ].join("\n");
}

const pairs = (fields: object): string =>
  Object.entries(fields).map(([name, value]) => `${name}=${value}`).join(" ");
