/**
 * The same call recorded as others do it: a headless Chromium joins, shows everybody and captures its
 * tab. Made as cheap as it can be: a bare page, small layers for small tiles, the browser's fastest
 * encoder (VP8) on frames that it has anyway, nothing scaled, no upload while it is measured.
 */
import { type Browser, chromium } from "playwright-core";
import type { MediaStep } from "../../../protocol/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import { findCommand } from "../../lib/command.ts";
import { MEASURE_MS } from "./capture.ts";
import { FRAME_RATE } from "./clips.ts";
import { handOver, openPeer, showAll, shownPictures, startRecording } from "./page.ts";
import { pageOffer } from "./page_offer.ts";
import { pass } from "./pass.ts";
import type { People } from "./people.ts";
import { cpuSecondsOf, parentsOfAll, treeOf, usedBetween } from "./processes.ts";
import type { Stand } from "./stand.ts";

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
  "--auto-accept-this-tab-capture",
];
const SIZE = { width: 1_280, height: 720 } as const;
/** What recorders made of browsers ask for at this size. */
const BITS_PER_SECOND = 2_500_000;
const TRANSPORT = "page";
const WARM_UP_MS = 3_000;
const LIMIT_MS = 30_000;

export interface BrowserCost {
  readonly count: number;
  /** Of one core, in percent: all of the browser's processes. */
  readonly corePercent: number;
  /** Shown of each participant. */
  readonly shownPerSecond: number;
  /** In the file that came of it. */
  readonly recordedPerSecond: number;
}

export async function browserRoute(
  stand: Stand,
  people: People,
  count: number,
): Promise<BrowserCost> {
  const all = people.all.slice(0, count);
  const recorded = Promise.withResolvers<Uint8Array>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      if (request.method === "POST") recorded.resolve(await request.bytes());
      return new Response("<!doctype html><title>Call</title>", {
        headers: { "content-type": "text/html" },
      });
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const known = await parentsOfAll();
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: SIZE });
    await page.goto(url);
    const value = await page.evaluate(openPeer);
    // A tile of a call of one is as large as the page; of more, half as wide or less.
    const tracks = all.flatMap(({ cam, camSmall, mic }) => [count === 1 ? cam : camSmall, mic]);
    people.send(tracks);
    const fingerprints = [{ algorithm: "sha-256" as const, value }];
    const [transport, ...made] = await stand.apply([
      { type: "ensureTransport", transportId: TRANSPORT, dtls: { role: "client", fingerprints } },
      ...tracks.map(({ producerId }): MediaStep => ({
        type: "ensureConsumer",
        consumerId: `${TRANSPORT}:${producerId}`,
        transportId: TRANSPORT,
        producerId,
        capabilities: {
          codecs: ["opus", "vp8"],
          extensions: ["mid", "absSendTime", "transportCc"],
        },
        paused: false,
      })),
    ]);
    if (!transport?.transport) throw new Error("Cannot show anybody: there is no transport");
    const consumers = made.flatMap(({ consumer }) => consumer ? [consumer] : []);
    await page.evaluate(showAll, { sdp: pageOffer(transport.transport, consumers), count });
    await until(
      "everybody is shown",
      () => page.evaluate(shownPictures),
      (shown) => shown.length === count && shown.every((pictures) => pictures > FRAME_RATE),
      LIMIT_MS,
    );
    await page.evaluate(startRecording, {
      ...SIZE,
      frameRate: FRAME_RATE,
      bitsPerSecond: BITS_PER_SECOND,
    });
    const startedMs = performance.now();
    await pass(WARM_UP_MS);

    const pids = browserPids(known, await parentsOfAll());
    const shownBefore = sum(await page.evaluate(shownPictures));
    const before = await cpuSecondsOf(pids);
    const measuredMs = await pass(MEASURE_MS);
    const used = usedBetween(before, await cpuSecondsOf(pids));
    const shown = sum(await page.evaluate(shownPictures)) - shownBefore;

    const recordedMs = performance.now() - startedMs;
    await page.evaluate(handOver, url);
    const frames = await framesOf(await recorded.promise);
    return {
      count,
      corePercent: 100 * used * 1_000 / measuredMs,
      shownPerSecond: shown * 1_000 / measuredMs / count,
      recordedPerSecond: frames * 1_000 / recordedMs,
    };
  } finally {
    await browser.close();
    people.send([]);
    await stand.apply([{ type: "closeTransport", transportId: TRANSPORT }]);
  }
}

async function launch(): Promise<Browser> {
  const executablePath = findCommand("chromium") ?? findCommand("chromium-browser") ??
    findCommand("google-chrome");
  if (!executablePath) throw new Error("Cannot compare: no chromium is on PATH");
  return await chromium.launch({ executablePath, args: FLAGS });
}

/** All that this process has started since then, and what that has started. */
function browserPids(
  before: ReadonlyMap<number, number>,
  now: ReadonlyMap<number, number>,
): number[] {
  return treeOf(Deno.pid, now).filter((pid) => pid !== Deno.pid && !before.has(pid));
}

/** Pictures in a WebM file. */
async function framesOf(file: Uint8Array): Promise<number> {
  const path = await Deno.makeTempFile({ suffix: ".webm" });
  try {
    await Deno.writeFile(path, file);
    const { success, stdout, stderr } = await new Deno.Command("ffprobe", {
      args: [
        ..."-v error -count_packets -select_streams v:0 -show_entries".split(" "),
        ..."stream=nb_read_packets -of csv=p=0".split(" "),
        path,
      ],
      stdout: "piped",
      stderr: "piped",
    }).output();
    if (!success) {
      throw new Error(`Cannot read the recording: ${new TextDecoder().decode(stderr)}`);
    }
    return parseInt(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(path);
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
