/** What is counted of a gateway's work. */
import type { Metrics } from "../../kit/mod.ts";
import { JOIN_PHASES, type QualityReport } from "../../protocol/mod.ts";

const MS_PER_S = 1_000;
/** Of the scale from 1 to 5; below 3.1 nearly all users are dissatisfied (ITU-T G.109). */
const MOS_BUCKETS = [1, 2, 2.6, 3.1, 3.6, 4, 4.3, 5];
const SHARE_BUCKETS = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

export interface GatewayMeasures {
  /** A client's request has its answer. `outcome`: `ok` or a refusal's code. */
  answered(type: string, outcome: string, ms: number): void;
  /** A join or resume is over. */
  entered(how: "join" | "resume", outcome: string, ms: number): void;
  quality(report: QualityReport, isNewPath: boolean): void;
  qualityDropped(why: "too-many" | "bus-away"): void;
}

/** Registers them all. `connections` and `sessions` are read at each scrape. */
export function gatewayMeasures(
  metrics: Metrics,
  { connections, sessions }: { connections: () => number; sessions: () => number },
): GatewayMeasures {
  metrics.gauge("parley_gateway_connections", "Open WebSockets.", connections);
  metrics.gauge("parley_gateway_sessions", "WebSockets that have joined.", sessions);
  const commands = metrics.counter("parley_commands_total", "Clients' requests, by outcome.");
  const latency = metrics.histogram(
    "parley_command_seconds",
    "From a client's request to its answer, by type.",
  );
  const entrances = metrics.counter("parley_entrances_total", "Joins and resumes, by outcome.");
  const entering = metrics.histogram("parley_entrance_seconds", "From hello to the answer.");
  const phases = metrics.histogram(
    "parley_join_phase_seconds",
    "Phases of a join as clients saw them: page, socket, answer, ice, dtls, frame.",
  );
  const reports = metrics.counter("parley_quality_reports_total", "Clients' reports of quality.");
  const dropped = metrics.counter(
    "parley_quality_reports_dropped_total",
    "Reports that were not passed on, by reason.",
  );
  const freezes = metrics.counter("parley_freezes_total", "Times a picture stood still.");
  const frozen = metrics.counter("parley_freeze_seconds_total", "How long pictures stood still.");
  const mos = metrics.histogram(
    "parley_voice_mos",
    "Estimated opinion score of the worst voice in a report.",
    MOS_BUCKETS,
  );
  const loss = metrics.histogram(
    "parley_received_loss_ratio",
    "Share of packets a client missed, by kind of track.",
    SHARE_BUCKETS,
  );
  const roundTrips = metrics.histogram(
    "parley_media_round_trip_seconds",
    "From clients to their media node and back.",
  );
  const paths = metrics.counter(
    "parley_ice_paths_total",
    "Ways that media took, by kind of candidate and transport; relay: through TURN.",
  );
  return {
    answered(type, outcome, ms) {
      commands.add(1, { outcome });
      latency.observe(ms / MS_PER_S, { type });
    },
    entered(how, outcome, ms) {
      entrances.add(1, { how, outcome });
      entering.observe(ms / MS_PER_S, { how });
    },
    quality(report, isNewPath) {
      reports.add();
      if (report.mos !== undefined) mos.observe(report.mos);
      if (report.rttMs !== undefined) roundTrips.observe(report.rttMs / MS_PER_S);
      for (const { kind, loss: share, freezes: count = 0, freezeMs = 0 } of report.received) {
        loss.observe(share, { kind });
        freezes.add(count);
        frozen.add(freezeMs / MS_PER_S);
      }
      if (report.path && isNewPath) {
        const { candidate, protocol } = report.path;
        paths.add(1, { candidate, protocol });
      }
      for (const phase of JOIN_PHASES) {
        const ms = report.join?.[phase];
        if (ms !== undefined) phases.observe(ms / MS_PER_S, { phase });
      }
    },
    qualityDropped: (why) => dropped.add(1, { why }),
  };
}
