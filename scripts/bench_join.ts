/**
 * How long a join takes in a real browser: from the open WebSocket to joined, and to the first
 * decoded frame of somebody else. `deno task bench:join [--json]`.
 *
 * One page stays in the call and sends video; another joins and leaves, in a tab that stays open.
 * The first join warms both up and is not counted.
 */
import { CallPage } from "../tests/browser/call_page.ts";
import { launchChromium } from "../tests/browser/chromium.ts";
import { ensurePage } from "../tests/browser/page_build.ts";
import { NotReachedError } from "../tests/harness/until.ts";
import { Stack } from "../tests/harness/stack.ts";
import { percentile, progress, report, round } from "./bench/report.ts";

const JOINS = 50;
const ROUND_TRIPS_AIM = 1;
const FIRST_FRAME_P95_AIM_MS = 500;

/** One join, in milliseconds from the open WebSocket. */
interface Join {
  openedAt: number;
  joinedMs: number;
  firstFrameMs: number;
  roundTrips: number;
}

/** Waits for the marks of the join after the one that opened its socket at `previous`. */
async function measure(page: CallPage, previous: number): Promise<Join> {
  const { marks, roundTrips } = await page.until(
    "has decoded a frame",
    ({ marks: { openedAt = 0, firstFrameAt } }) =>
      openedAt > previous && firstFrameAt !== undefined,
  );
  const { openedAt = NaN, joinedAt = NaN, firstFrameAt = NaN } = marks;
  return {
    openedAt,
    joinedMs: joinedAt - openedAt,
    firstFrameMs: firstFrameAt - openedAt,
    roundTrips,
  };
}

async function rejoin(page: CallPage): Promise<void> {
  await page.leave();
  await page.page.getByRole("button", { name: "Rejoin" }).click();
}

async function run(): Promise<{ joins: Join[]; failed: number }> {
  progress("starting servers, processes and a browser …");
  await ensurePage();
  await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
  await using browser = await launchChromium();
  const url = stack.gateway().httpUrl;
  await using resident = await CallPage.open(browser, { name: "Resident", url });
  await resident.startMeeting();
  await resident.join();
  await using guest = await CallPage.open(browser, { name: "Guest", url: resident.page.url() });
  await guest.join();
  let last = await measure(guest, 0);

  const joins: Join[] = [];
  let failed = 0;
  while (joins.length + failed < JOINS) {
    await rejoin(guest);
    try {
      last = await measure(guest, last.openedAt);
      joins.push(last);
    } catch (error) {
      if (!(error instanceof NotReachedError)) throw error;
      failed++;
      progress(error.message);
    }
    if ((joins.length + failed) % 10 === 0) progress(`${joins.length + failed} of ${JOINS} joins`);
  }
  return { joins, failed };
}

const { joins, failed } = await run();
const roundTrips = Math.max(...joins.map((join) => join.roundTrips));
const spread = (samples: number[]) => ({
  p50: round(percentile(samples, 50)),
  p95: round(percentile(samples, 95)),
});
const joinedMs = spread(joins.map((join) => join.joinedMs));
const firstFrameMs = spread(joins.map((join) => join.firstFrameMs));
const show = ({ p50, p95 }: { p50: number; p95: number }) => `p50 ${p50} ms, p95 ${p95} ms`;
report([
  { what: "joins", value: `${JOINS}, ${failed} failed`, aim: "0 failed" },
  {
    what: "round trips until joined",
    value: `${roundTrips}`,
    aim: `${ROUND_TRIPS_AIM}`,
  },
  { what: "open socket to joined", value: show(joinedMs) },
  {
    what: "open socket to first frame",
    value: show(firstFrameMs),
    aim: `p95 < ${FIRST_FRAME_P95_AIM_MS} ms`,
  },
], { joins: JOINS, failed, roundTrips, joinedMs, firstFrameMs });
