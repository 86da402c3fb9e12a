/**
 * The same call recorded as others do it: a Chromium joins, shows everybody, and is recorded. Its page
 * is cheaper than anybody's: bare, with layers as small as their tiles, so that nothing is scaled, and
 * nothing is uploaded while it is measured.
 */
import type { MediaStep } from "../../../protocol/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import type { BrowserWay } from "./browser_ways.ts";
import { MEASURE_MS } from "./capture.ts";
import type { BrowserCost } from "./costs.ts";
import { openPeer, showAll, shownPictures } from "./page.ts";
import { pageOffer } from "./page_offer.ts";
import { pass } from "./pass.ts";
import type { People, Person, SentTrack } from "./people.ts";
import { cpuSecondsOf, parentsOfAll, treeOf, usedBetween } from "./processes.ts";
import type { Stand } from "./stand.ts";

/** Everybody is shown once so many pictures of each were. */
const SHOWN_MIN = 10;
const WARM_UP_MS = 3_000;
const LIMIT_MS = 30_000;

export async function browserRoute(
  stand: Stand,
  people: People,
  count: number,
  way: BrowserWay,
): Promise<BrowserCost> {
  const all = people.all.slice(0, count);
  const transportId = `page-${crypto.randomUUID()}`;
  const posted = Promise.withResolvers<Uint8Array>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      if (request.method === "POST") posted.resolve(await request.bytes());
      return new Response("<!doctype html><title>Call</title>", {
        headers: { "content-type": "text/html" },
      });
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const known = await parentsOfAll();
  await using recorded = await way();
  const { page } = recorded;
  try {
    await page.goto(url);
    const value = await page.evaluate(openPeer);
    const tracks = all.flatMap((person) => [layerFor(person, count), person.mic]);
    people.send(tracks);
    const fingerprints = [{ algorithm: "sha-256" as const, value }];
    const [transport, ...made] = await stand.apply([
      { type: "ensureTransport", transportId, dtls: { role: "client", fingerprints } },
      ...tracks.map(({ producerId }): MediaStep => ({
        type: "ensureConsumer",
        consumerId: `${transportId}:${producerId}`,
        transportId,
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
      (shown) => shown.length === count && shown.every((pictures) => pictures > SHOWN_MIN),
      LIMIT_MS,
    );
    await recorded.start();
    const startedMs = performance.now();
    await pass(WARM_UP_MS);

    const pids = browserPids(known, await parentsOfAll());
    const shownBefore = sum(await page.evaluate(shownPictures));
    const before = await cpuSecondsOf(pids);
    const measuredMs = await pass(MEASURE_MS);
    const used = usedBetween(before, await cpuSecondsOf(pids));
    const shown = sum(await page.evaluate(shownPictures)) - shownBefore;

    const recordedMs = performance.now() - startedMs;
    const path = await recorded.finish(url, posted.promise);
    const frames = await framesOf(path).finally(() => Deno.remove(path));
    return {
      count,
      corePercent: 100 * used * 1_000 / measuredMs,
      shownPerSecond: shown * 1_000 / measuredMs / count,
      recordedPerSecond: frames * 1_000 / recordedMs,
    };
  } finally {
    people.send([]);
    await stand.apply([{ type: "closeTransport", transportId }]);
  }
}

/** As large as its tile in a grid: the whole page, half as wide, or a quarter. */
function layerFor({ cam, camSmall, camTiny }: Person, count: number): SentTrack {
  if (count === 1) return cam;
  return count <= 4 ? camSmall : camTiny;
}

/** All that this process has started since then, and what that has started. */
function browserPids(
  before: ReadonlyMap<number, number>,
  now: ReadonlyMap<number, number>,
): number[] {
  return treeOf(Deno.pid, now).filter((pid) => pid !== Deno.pid && !before.has(pid));
}

/** Pictures in a file. */
async function framesOf(path: string): Promise<number> {
  const { success, stdout, stderr } = await new Deno.Command("ffprobe", {
    args: [
      ..."-v error -count_packets -select_streams v:0 -show_entries".split(" "),
      ..."stream=nb_read_packets -of csv=p=0".split(" "),
      path,
    ],
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot read the recording: ${new TextDecoder().decode(stderr)}`);
  return parseInt(new TextDecoder().decode(stdout));
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
