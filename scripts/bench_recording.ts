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
import { type Capture, capture } from "./bench/recording/capture.ts";
import { makeClips } from "./bench/recording/clips.ts";
import { composeSpeed } from "./bench/recording/compose_speed.ts";
import { captureCosts, isCarried, ratioOf } from "./bench/recording/costs.ts";
import { People } from "./bench/recording/people.ts";
import { residentMb } from "./bench/recording/processes.ts";
import { Stand } from "./bench/recording/stand.ts";
import { progress, report, round, type Row } from "./bench/report.ts";
import { findCommand } from "./lib/command.ts";

/** Participants of the calls that are recorded. */
const COUNTS = [1, 4, 8, 16];
/** Participants of the call that is composed, and recorded by a browser too. */
const COMPARED = 4;
const CORE_PERCENT_AIM = 2;
const RATIO_AIM = 20;

for (const name of ["ffmpeg", "ffprobe", "chromium"]) {
  if (findCommand(name) !== undefined) continue;
  console.error(
    `Cannot compare: there is no ${name} here; install it with: apt-get install ${
      name === "chromium" ? "chromium" : "ffmpeg"
    }`,
  );
  Deno.exit(1);
}

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

const idleMb = await residentMb(stand.recorderPid);
const captures: Capture[] = [];
for (const count of COUNTS) {
  const captured = await capture(stand, people, count);
  captures.push(captured);
  progress(
    `recorder, ${count}: ${round(captured.corePercent)} % of a core, ` +
      `${round(captured.residentMb)} MB, ${round(captured.keptMbps)} Mbit/s kept of each`,
  );
}
progress(`a browser that records a call of ${COMPARED} …`);
const browser = await browserRoute(stand, people, COMPARED);
progress("composing …");
const compared = captures.find(({ count }) => count === COMPARED);
if (!compared) throw new Error(`Cannot compose: no call of ${COMPARED} was recorded`);
const speed = await composeSpeed(stand, compared, people.all.slice(0, COMPARED));

const costs = captureCosts(captures, idleMb);
const ratio = ratioOf(captures, browser);
const browserPercent = browser.corePercent / browser.count;

report(
  [
    ...captures.map((captured) => ({
      what: `recorder, ${captured.count} participants: % of a core, MB, Mbit/s kept of each`,
      value: `${round(captured.corePercent)}, ${round(captured.residentMb)}, ${
        round(captured.keptMbps)
      }${isCarried(captured) ? "" : " (not carried)"}`,
    })),
    { what: "recorder at rest, MB", value: `${round(idleMb)}` },
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
    {
      what: `browser, ${browser.count} participants: % of a core, for each, pictures/s in its file`,
      value: `${round(browser.corePercent)}, ${round(browserPercent)}, ${
        round(browser.recordedPerSecond)
      }`,
    },
    {
      what: "browser, of each participant: pictures/s shown",
      value: `${round(browser.shownPerSecond)}`,
    },
    {
      what: `a browser costs so many times as much, ${COMPARED} participants`,
      value: ratio === undefined ? "not carried" : `${round(ratio)}`,
      aim: `≥ ${RATIO_AIM}`,
    },
    {
      what: `composed, ${COMPARED} participants: media s for a second, for a CPU second`,
      value: `${round(speed.wall)}, ${round(speed.cpu)}`,
    },
  ] satisfies Row[],
  {
    corePercentPerParticipant: round(costs.corePercentPerParticipant),
    memoryMbPerParticipant: round(costs.memoryMbPerParticipant),
    participantsPerCore: costs.participantsPerCore,
    browserRoute: {
      corePercentPerParticipant: round(browserPercent),
      shownPerSecond: round(browser.shownPerSecond),
      recordedPerSecond: round(browser.recordedPerSecond),
    },
    ratio: ratio === undefined ? null : round(ratio),
    countedAt: captures.findLast(isCarried)?.count ?? null,
    composeSpeed: round(speed.wall),
    composeSpeedPerCpuSecond: round(speed.cpu),
    comparedAt: COMPARED,
  },
);
