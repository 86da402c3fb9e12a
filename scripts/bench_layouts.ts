/**
 * How long it takes until people who were out of sight are seen, in a real browser: from the key or
 * click, as the browser got it, to the first frame on the screen that came in after it.
 * `deno task bench:layout [--json] [--rounds N] [--trace]`; `--trace` tells what the time went into.
 *
 * One page looks; the others send. Before each change it waits until what went off the screen is no
 * longer sent. Three ways are told apart: another page by key, for which a paused consumer is kept;
 * another page by pointer, which is noticed before it clicks; and another layout, which shows all.
 */
import { CallPage } from "../tests/browser/call_page.ts";
import { launchChromium } from "../tests/browser/chromium.ts";
import { ensurePage } from "../tests/browser/page_build.ts";
import { CallProbe, epochMs, installProbe } from "../tests/browser/probe/mod.ts";
import { Stack } from "../tests/harness/stack.ts";
import { NotReachedError, until } from "../tests/harness/until.ts";
import { parseArgs } from "node:util";
import { LINGER_MS, PRIME_MS } from "../ui/models/tiles.ts";
import { distribution, shown } from "./bench/distribution.ts";
import { LEG_WORDS, LEGS, SwitchTrace, type Waterfall } from "./bench/layouts/trace.ts";
import { progress, report, type Row } from "./bench/report.ts";

const ROUNDS = 15;
/** More would take hours. */
const ROUNDS_MAX = 500;
const P95_AIM_MS = 200;
const FRAME_LIMIT_MS = 5_000;
/** A phone on its side: one large, two beside it, the others on the next page. */
const VIEWER = { width: 844, height: 390 } as const;
/** Too small to show more than one of the others, which would cost the machine. */
const SENDER = { width: 340, height: 400 } as const;
const SENDERS = ["Ben", "Eva", "Noor", "Mia"];
/** The pointer is over the button this long before it clicks; people take longer. */
const POINTING_MS = 200;
/** What people do, as the page's probe calls it. */
const PRESSES: ReadonlySet<string> = new Set(["keydown", "click"]);
/** What was on the screen before has ceased to be sent by then. */
const REST_MS = Math.max(LINGER_MS, PRIME_MS) + 500;

interface Viewer {
  readonly page: CallPage;
  readonly probe: CallProbe;
  readonly peerId: string;
  readonly trace: SwitchTrace;
}

/** A picture that came into sight. */
interface Sample {
  /** From the key or click. */
  readonly ms: number;
  /** Of the picture that was seen first. */
  readonly width: number;
  /** Absent: it was on its way before. */
  readonly waterfall: Waterfall | undefined;
}

/** Peer ids of the others' tiles that are on the screen. */
async function seen({ page }: Viewer): Promise<string[]> {
  return await page.page.locator("[data-testid=tile][data-self=false]").evaluateAll((tiles) =>
    tiles.map((tile) => tile.getAttribute("data-peer-id") ?? "")
  );
}

/** The first frame of each who came into sight with the change. */
async function firstFrames(viewer: Viewer, change: () => Promise<void>): Promise<Sample[]> {
  const { peerId, probe, trace } = viewer;
  const before = await seen(viewer);
  const startMs = epochMs();
  await change();
  const came = await until(
    "somebody came into sight",
    async () => (await seen(viewer)).filter((id) => !before.includes(id)),
    (ids) => ids.length > 0,
    FRAME_LIMIT_MS,
  );
  const pressed = (await probe.events(startMs)).find(({ what }) => PRESSES.has(what));
  const pressedMs = pressed?.at ?? startMs;
  const frames = await Promise.all(came.map(async (id) => {
    const frame = await until(
      "the picture is there",
      async () => {
        const frames = (await probe.frames(pressedMs)).get(`${id} cam`) ?? [];
        return frames.find(({ receivedMs }) => receivedMs > pressedMs);
      },
      (frame) => frame !== undefined,
      FRAME_LIMIT_MS,
    );
    return { id, frame };
  }));
  const page = await probe.events(pressedMs);
  return frames.flatMap(({ id, frame }) => {
    if (!frame) return [];
    const { atMs: shownMs, receivedMs, width } = frame;
    const about = { viewer: peerId, peerId: id, pressedMs, receivedMs, shownMs, page };
    return [{ ms: shownMs - pressedMs, width, waterfall: trace.waterfall(about) }];
  });
}

/** One large, and the first page of the others. */
async function toStart({ page: { page } }: Viewer): Promise<void> {
  const gallery = page.getByTestId("gallery");
  while (await gallery.getAttribute("data-mode") !== "speaker") await page.keyboard.press("v");
  await page.getByTestId("pager").waitFor();
  for (let turn = 0; turn < SENDERS.length; turn++) await page.keyboard.press("PageUp");
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Samples {
  readonly key: Sample[];
  readonly pointer: Sample[];
  readonly mode: Sample[];
  failed: number;
}

const none = (): Samples => ({ key: [], pointer: [], mode: [], failed: 0 });

/** There and back by key, there and back by pointer, and to all side by side. */
async function round(viewer: Viewer, samples: Samples): Promise<void> {
  const { page } = viewer.page;
  await toStart(viewer);
  for (const key of ["PageDown", "PageUp"]) {
    await pause(REST_MS);
    samples.key.push(...await firstFrames(viewer, () => page.keyboard.press(key)));
  }
  for (const name of ["Next page", "Previous page"]) {
    await pause(REST_MS);
    const button = page.getByRole("button", { name });
    await button.hover();
    await pause(POINTING_MS);
    samples.pointer.push(...await firstFrames(viewer, () => button.click()));
    await page.mouse.move(5, 5);
  }
  await pause(REST_MS);
  samples.mode.push(...await firstFrames(viewer, () => page.keyboard.press("v")));
}

async function run(rounds: number): Promise<Samples> {
  progress("starting servers, processes and a browser …");
  await ensurePage();
  await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
  await using browser = await launchChromium();
  await using pages = new AsyncDisposableStack();
  const open = async (name: string, url: string, viewport: typeof VIEWER | typeof SENDER) =>
    pages.use(await CallPage.open(browser, { name, url, viewport, prepare: installProbe }));
  const page = await open("Ada", stack.gateway().httpUrl, VIEWER);
  await page.startMeeting();
  await page.join();
  for (const name of SENDERS) await (await open(name, page.page.url(), SENDER)).join();
  await page.until("sees all", ({ peers }) => peers.length === SENDERS.length + 1);
  await using trace = new SwitchTrace(stack);
  const peerId = (await page.state())?.selfId ?? "";
  const viewer = { page, probe: await CallProbe.of(page.page), peerId, trace };

  const samples = none();
  // The first round warms all of it up and is not counted.
  for (let count = 0; count <= rounds; count++) {
    try {
      await round(viewer, count === 0 ? none() : samples);
    } catch (error) {
      if (!(error instanceof NotReachedError)) throw error;
      samples.failed++;
      progress(error.message);
    }
    if (count % 5 === 0 && count > 0) progress(`${count} of ${rounds} rounds`);
  }
  return samples;
}

/** What the time of each way went into. */
function traceRows(samples: Pick<Samples, "key" | "pointer" | "mode">): Row[] {
  return Object.entries(samples).flatMap(([way, pictures]) => {
    const traced = pictures.flatMap(({ waterfall }) => waterfall ?? []);
    const widths = [...Map.groupBy(pictures, ({ width }) => width)]
      .map(([width, of]) => `${of.length} × ${width}`);
    return [
      {
        what: `${way}: traced, widths of first pictures`,
        value: `${traced.length}, ${widths.join(", ")}`,
      },
      ...LEGS.map((leg) => ({
        what: `  ${LEG_WORDS[leg]}`,
        value: shown(distribution(traced.map((waterfall) => waterfall[leg]))),
      })),
    ];
  });
}

const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    rounds: { type: "string", default: String(ROUNDS) },
    trace: { type: "boolean" },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) {
  throw new TypeError(`Cannot look ${values.rounds} times: give 1 to ${ROUNDS_MAX}`);
}
const { failed, ...ways } = await run(rounds);
const of = (samples: readonly Sample[]) => distribution(samples.map(({ ms }) => ms));
const [keyMs, pointerMs, modeMs] = [of(ways.key), of(ways.pointer), of(ways.mode)];
const pictures = Object.values(ways).flat().length;
const aim = `p95 < ${P95_AIM_MS} ms`;
report([
  { what: "pictures that came into sight", value: `${pictures}` },
  { what: "another page by key: p50 / p95 / max ms", value: shown(keyMs), aim },
  { what: "another page by pointer: p50 / p95 / max ms", value: shown(pointerMs), aim },
  { what: "another layout: p50 / p95 / max ms", value: shown(modeMs), aim },
  { what: "failed rounds", value: `${failed}`, aim: "0" },
  ...(values.trace ? traceRows(ways) : []),
], { rounds, failed, keyMs, pointerMs, modeMs });
