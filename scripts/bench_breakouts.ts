/**
 * How long it takes to be in another breakout, in a real browser: from the command that is sent to
 * the first frame of the new room on the screen. `deno task bench:breakouts [--json]`.
 *
 * One page stays in the main room and another in a breakout; both send video. A third goes there and
 * back. Its first way to a room is told apart from later ones: for the first the owner has made
 * consumers ready, for later ones they are kept. After each round it leaves the meeting and comes
 * back, so that the next first way is one again.
 */
import type { MeetingCommand } from "../protocol/mod.ts";
import { CallPage } from "../tests/browser/call_page.ts";
import { launchChromium } from "../tests/browser/chromium.ts";
import { ensurePage } from "../tests/browser/page_build.ts";
import { CallProbe, epochMs, installProbe } from "../tests/browser/probe/mod.ts";
import { Stack } from "../tests/harness/stack.ts";
import { NotReachedError, until } from "../tests/harness/until.ts";
import { distribution, shown } from "./bench/distribution.ts";
import { progress, report } from "./bench/report.ts";

/** Each has a first way there and a way back. */
const ROUNDS = 30;
const P95_AIM_MS = 300;
const SWITCH_LIMIT_MS = 5_000;
const VIEWPORT = { width: 640, height: 480 } as const;
const BREAKOUT = "b1";

interface Samples {
  readonly first: number[];
  readonly again: number[];
  failed: number;
}

/** Somebody with a page. */
interface Person {
  readonly page: CallPage;
  readonly probe: CallProbe;
  readonly peerId: string;
}

async function command(page: CallPage, command: MeetingCommand): Promise<void> {
  const isDone = await page.page.evaluate(
    (command) => globalThis.__parley?.command(command) ?? false,
    command,
  );
  if (!isDone) throw new Error(`Cannot go on: the room refused ${command.type}`);
}

/** Milliseconds from the command to a frame of `other` that came in after it. */
async function enter(
  { page, probe }: Person,
  breakoutId: string | null,
  other: Person,
): Promise<number> {
  const startMs = epochMs();
  const commanded = command(page, { type: "enterBreakout", breakoutId });
  const frame = await until(
    `${page.name} sees ${other.page.name}`,
    async () => {
      const frames = (await probe.frames(startMs)).get(`${other.peerId} cam`) ?? [];
      return frames.find(({ receivedMs }) => receivedMs > startMs);
    },
    (frame) => frame !== undefined,
    SWITCH_LIMIT_MS,
  );
  await commanded;
  return (frame?.atMs ?? NaN) - startMs;
}

async function sees({ probe, page }: Person, other: Person): Promise<void> {
  const fromMs = epochMs();
  await until(
    `${page.name} sees ${other.page.name}`,
    async () => (await probe.frames(fromMs)).get(`${other.peerId} cam`)?.length ?? 0,
    (frames) => frames >= 5,
    SWITCH_LIMIT_MS,
  );
}

/** Away and back, with nothing left of the session before. */
async function comeAgain({ page }: Person): Promise<void> {
  await page.leave();
  await page.page.getByRole("button", { name: "Rejoin" }).click();
  await page.untilJoined();
}

async function run(): Promise<Samples> {
  progress("starting servers, processes and a browser …");
  await ensurePage();
  await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
  await using browser = await launchChromium();
  await using pages = new AsyncDisposableStack();
  const arrive = async (name: string, url: string, isFirst = false): Promise<Person> => {
    const options = { name, url, viewport: VIEWPORT, prepare: installProbe };
    const page = pages.use(await CallPage.open(browser, options));
    if (isFirst) await page.startMeeting();
    await page.join();
    return { page, probe: await CallProbe.of(page.page), peerId: await page.peerId() };
  };
  const host = await arrive("Host", stack.gateway().httpUrl, true);
  const resident = await arrive("Resident", host.page.page.url());
  const guest = await arrive("Guest", host.page.page.url());
  await command(host.page, {
    type: "planBreakouts",
    names: ["Elsewhere"],
    assign: "none",
    choose: true,
  });
  await command(host.page, {
    type: "assignBreakouts",
    assigned: { [resident.peerId]: BREAKOUT },
  });
  await command(host.page, { type: "openBreakouts" });

  await sees(guest, host);
  await enter(guest, BREAKOUT, resident);

  const samples: Samples = { first: [], again: [], failed: 0 };
  // The first round warms all of it up and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const into: Samples = round === 0 ? { first: [], again: [], failed: 0 } : samples;
    try {
      // Who comes back is where they were: in the breakout.
      await sees(guest, resident);
      into.first.push(await enter(guest, null, host));
      await sees(guest, host);
      into.again.push(await enter(guest, BREAKOUT, resident));
      await sees(guest, resident);
      into.again.push(await enter(guest, null, host));
      await sees(guest, host);
      into.again.push(await enter(guest, BREAKOUT, resident));
    } catch (error) {
      if (!(error instanceof NotReachedError)) throw error;
      samples.failed++;
      progress(error.message);
    }
    await comeAgain(guest);
    if (round % 10 === 0 && round > 0) progress(`${round} of ${ROUNDS} rounds`);
  }
  return samples;
}

const { first, again, failed } = await run();
const firstMs = distribution(first);
const againMs = distribution(again);
const aim = `p95 < ${P95_AIM_MS} ms`;
report([
  { what: "first ways", value: `${first.length}`, aim: `${ROUNDS}` },
  { what: "first way to a room: p50 / p95 / max ms", value: shown(firstMs), aim },
  { what: "ways back: p50 / p95 / max ms", value: shown(againMs), aim },
  { what: "failed rounds", value: `${failed}`, aim: "0" },
], { rounds: ROUNDS, failed, firstMs, againMs });
