/**
 * What it costs to record: processor and memory of a recorder for each participant, the same call
 * recorded by a browser in the same run, and how fast a worker makes a video of it.
 *
 * Participants send real VP8 (1280×720, 1 Mbit/s) and Opus by ICE, DTLS and SRTP to a real media node,
 * which passes it on to a real recorder; both run with the permissions that they have everywhere. The
 * bench stands for the room's owner. Costs of the media node are not counted, neither for the recorder
 * nor for the browser.
 */
import { browserRoute } from "./bench/recording/browser_route.ts";
import { screenWay, tabWay } from "./bench/recording/browser_ways.ts";
import { atRest, type Capture, capture } from "./bench/recording/capture.ts";
import { makeClips } from "./bench/recording/clips.ts";
import { composeSpeed } from "./bench/recording/compose_speed.ts";
import { type BrowserCost, captureCosts, isCarried, timesOf } from "./bench/recording/costs.ts";
import { People } from "./bench/recording/people.ts";
import { Stand } from "./bench/recording/stand.ts";
import { progress, report, round, type Row } from "./bench/report.ts";
import { installPackages, missing, recordingBenchRequirements } from "./lib/packages.ts";

/** Participants of the calls that are recorded. */
const COUNTS = [1, 4, 16];
/** Participants of the call that is composed, and recorded by browsers too. */
const COMPARED = 4;
/** And of the one that is too much for the browser of a small machine. */
const LARGE = 16;
const SCREEN = "browser on a virtual screen, grabbed";
const TAB = "browser that captures its tab";
const CORE_PERCENT_AIM = 2;
const RATIO_AIM = 20;

await installPackages(missing(recordingBenchRequirements).map((one) => one.package));
progress("encoding what everybody sends …");
const clips = await makeClips();
progress("starting a media node and a recorder …");
await using stand = await Stand.start();
await using people = await People.open(clips, Math.max(...COUNTS));
const { fingerprints } = people.peer.dtlsParameters;
const [, sender] = await stand.apply([
  { type: "ensureRouter" },
  {
    type: "ensureTransport",
    transportId: "sender",
    dtls: {
      role: "client",
      fingerprints: fingerprints.map(({ value }) => ({ algorithm: "sha-256", value })),
    },
  },
]);
if (!sender?.transport) throw new Error("Cannot send: the node named no transport");
await people.peer.connect(sender.transport);
await stand.apply(people.steps("sender"));

const rest = await atRest(stand);
const captures: Capture[] = [];
for (const count of COUNTS) {
  const captured = await capture(stand, people, count);
  captures.push(captured);
  progress(
    `recorder, ${count}: ${round(captured.corePercent)} % of a core, ` +
      `${round(captured.residentMb)} MB, ${round(captured.keptMbps)} Mbit/s kept of each`,
  );
}
progress(`browsers that record a call of ${COMPARED} …`);
const tab = await browserRoute(stand, people, COMPARED, tabWay);
const screen = await browserRoute(stand, people, COMPARED, screenWay);
progress(`a browser that records a call of ${LARGE} …`);
const screenOfMany = await browserRoute(stand, people, LARGE, screenWay).catch((error) => {
  progress(`not carried: ${error}`);
  return undefined;
});
progress("composing …");
const compared = captures.find(({ count }) => count === COMPARED);
if (!compared) throw new Error(`Cannot compose: no call of ${COMPARED} was recorded`);
const speed = await composeSpeed(stand, compared, people.all.slice(0, COMPARED));

const costs = captureCosts(captures, rest.residentMb);
const each = ({ corePercent, count }: BrowserCost) => round(corePercent / count);
const rowOf = (way: string, browser: BrowserCost): Row => ({
  what: `${way}, ${browser.count}: % of a core, for each, pictures/s shown of each, in its file`,
  value: [browser.corePercent, each(browser), browser.shownPerSecond, browser.recordedPerSecond]
    .map(round).join(", "),
});
const timesRow = (way: string, browser: BrowserCost, aim?: string): Row => {
  const times = timesOf(captures, browser);
  return {
    what: `${way}, ${browser.count}: so many times what a recorder costs`,
    value: times ? `${times.isAtLeast ? "at least " : ""}${round(times.ratio)}` : "not carried",
    ...(aim !== undefined && { aim }),
  };
};
const ratioOf = (browser: BrowserCost) => {
  const times = timesOf(captures, browser);
  return times ? round(times.ratio) : null;
};
const toJson = (browser: BrowserCost) => ({
  corePercentPerParticipant: each(browser),
  shownPerSecond: round(browser.shownPerSecond),
  recordedPerSecond: round(browser.recordedPerSecond),
  ratio: ratioOf(browser),
  comparedAt: browser.count,
});

report(
  [
    ...captures.map((captured) => ({
      what: `recorder, ${captured.count} participants: % of a core, MB, Mbit/s kept of each`,
      value: `${round(captured.corePercent)}, ${round(captured.residentMb)}, ${
        round(captured.keptMbps)
      }${isCarried(captured) ? "" : " (not carried)"}`,
    })),
    {
      what: "recorder at rest: % of a core, MB",
      value: `${round(rest.corePercent)}, ${round(rest.residentMb)}`,
    },
    {
      what: "% of a core for a recorded participant",
      value: `${round(costs.corePercentPerParticipant)}`,
      aim: `< ${CORE_PERCENT_AIM}`,
    },
    { what: "MB for a recorded participant", value: `${round(costs.memoryMbPerParticipant)}` },
    {
      what: "participants that a core records, extrapolated",
      value: `${costs.participantsPerCore}`,
    },
    rowOf(SCREEN, screen),
    rowOf(TAB, tab),
    ...(screenOfMany ? [rowOf(SCREEN, screenOfMany)] : []),
    timesRow(SCREEN, screen, `≥ ${RATIO_AIM}`),
    timesRow(TAB, tab),
    ...(screenOfMany ? [timesRow(SCREEN, screenOfMany)] : []),
    {
      what: `composed, ${COMPARED} participants: media s for a second, for a CPU second`,
      value: `${round(speed.wall)}, ${round(speed.cpu)}`,
    },
  ] satisfies Row[],
  {
    corePercentPerParticipant: round(costs.corePercentPerParticipant),
    memoryMbPerParticipant: round(costs.memoryMbPerParticipant),
    participantsPerCore: costs.participantsPerCore,
    browserRoute: toJson(screen),
    tabRoute: toJson(tab),
    browserRouteOfMany: screenOfMany ? toJson(screenOfMany) : null,
    ratio: ratioOf(screen),
    countedAt: captures.findLast(isCarried)?.count ?? null,
    composeSpeed: round(speed.wall),
    composeSpeedPerCpuSecond: round(speed.cpu),
    comparedAt: COMPARED,
  },
);
