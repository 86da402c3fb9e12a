/**
 * What a media node carries: packets per second of processor time from one consumer to as many as it
 * manages, how much later packets come through it, and what is lost; the same load in the same run
 * through Debian's Janus videoroom.
 *
 * One publisher sends a camera of 150 packets a second and a voice of 50 over ICE, DTLS and SRTP
 * (AES-GCM); every subscriber is a WebRTC peer of its own. A few subscribers are probes that decrypt
 * what they get and read the stamps; the others belong to a process that is stopped while it is measured
 * and whose packets the kernel drops, so that what is measured is the server. Needs root for a network of
 * its own, and Debian's `janus`.
 *
 * A picture's five packets go at once. A worker seals each for everybody before the next, so the last
 * one waits for four times the audience, 9 µs each: with 160 consumers of one stream that is 6 ms, and
 * all but 2 ms of the 95th percentile. The media node's own process is not in a packet's way.
 */
import { distribution, shown } from "./bench/distribution.ts";
import { glassToGlass } from "./bench/media/glass_to_glass.ts";
import { startJanus } from "./bench/media/janus_sfu.ts";
import { startParley } from "./bench/media/parley_sfu.ts";
import { type Sample, Subject } from "./bench/media/subject.ts";
import { Veth } from "./bench/media/veth.ts";
import { progress, report, round, type Row } from "./bench/report.ts";
import { findCommand } from "./lib/command.ts";

/** Subscribers, until a server is full. */
const COUNTS = [1, 10, 20, 40, 80, 120, 160, 200, 240, 280, 320];
const RATIO_AIM = 1.3;
const ADDED_P95_AIM_MS = 5;
const GLASS_P95_AIM_MS = 300;

if (findCommand("janus") === undefined) {
  console.error("Cannot compare: there is no janus here; install it with: apt-get install janus");
  Deno.exit(1);
}

progress("a call of two in a browser …");
const glass = distribution(await glassToGlass());

await using veth = await Veth.make();
progress("starting both servers and their peers …");
await using parley = await Subject.start(veth, await startParley(veth.serverAddress));
await using janus = await Subject.start(veth, await startJanus(veth.serverAddress));
const subjects = [parley, janus];

for (const count of COUNTS) {
  for (const subject of subjects.filter(({ isFull }) => !isFull)) {
    await subject.grow(count);
    progress(told(subject, await subject.measure()));
  }
}

const both = parley.samples.findLast(({ count }) => janus.samples.some((of) => of.count === count));
const janusThen = janus.samples.find(({ count }) => count === both?.count);
const most = parley.samples.at(-1);
if (!both || !janusThen || !most) throw new Error("Cannot compare: nothing was carried");
const half = parley.samples.findLast(({ count }) => count <= most.count / 2) ?? both;
const direct = distribution(await parley.direct());
const through = distribution(half.latenciesMs);
const added = (at: "p50" | "p95") => round(Math.max(0, (through[at] ?? 0) - (direct[at] ?? 0)));
const ratio = round(both.packetsPerCpuSecond / janusThen.packetsPerCpuSecond);

report(
  [
    ...subjects.flatMap((subject) =>
      subject.samples.map((sample) => ({
        what:
          `${subject.sfu.name}, ${sample.count} consumers: packets/s, core, packets per CPU second`,
        value: `${Math.round(sample.packetsPerSecond)}, ${round(sample.cores)}, ${
          Math.round(sample.packetsPerCpuSecond)
        }`,
      }))
    ),
    {
      what: `packets per CPU second against janus, ${both.count} consumers each`,
      value: `${ratio}`,
      aim: `≥ ${RATIO_AIM}`,
    },
    {
      what: `added by the node at ${half.count} consumers, p50 / p95 ms`,
      value: `${added("p50")} / ${added("p95")}`,
      aim: `p95 < ${ADDED_P95_AIM_MS}`,
    },
    { what: "without a server, p50 / p95 / max ms", value: shown(direct) },
    {
      what: "glass to glass in a call of two, p50 / p95 / max ms",
      value: shown(glass),
      aim: `p95 < ${GLASS_P95_AIM_MS}`,
    },
    { what: "lost at that load, %", value: `${round(half.lossPercent)}` },
  ] satisfies Row[],
  {
    parley: { packetsPerCpuSecond: Math.round(both.packetsPerCpuSecond), consumers: most.count },
    janus: { packetsPerCpuSecond: Math.round(janusThen.packetsPerCpuSecond) },
    ratio,
    addedLatencyMs: { p50: added("p50"), p95: added("p95") },
    lossPercent: round(half.lossPercent),
    glassToGlassMs: glass,
    comparedAt: both.count,
  },
);

function told({ sfu }: Subject, { count, cores, packetsPerSecond, lossPercent }: Sample): string {
  return `${sfu.name}: ${count} consumers, ${Math.round(packetsPerSecond)} packets/s, ` +
    `${round(cores)} of a core, ${round(lossPercent)} % lost`;
}
