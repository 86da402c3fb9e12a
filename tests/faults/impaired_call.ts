/** A call of two in real browsers, one of them behind a network that the test makes bad. */
import type { BrowserContext } from "playwright-core";
import { CallPage } from "../browser/call_page.ts";
import { launchChromium } from "../browser/chromium.ts";
import { ensurePage } from "../browser/page_build.ts";
import { toneWav } from "../browser/probe/mod.ts";
import { plainDevices } from "../browser/probe/page_devices.ts";
import {
  concealedPercent,
  installMediaCounts,
  type MediaCounts,
  mediaCounts,
} from "../harness/impairment/page_media.ts";
import { grainyFilm } from "../harness/impairment/grainy_film.ts";
import { Network, networkProblem } from "../harness/impairment/network.ts";
import { createMeeting } from "../harness/meetings.ts";
import { Stack } from "../harness/stack.ts";
import { withTails } from "../scenarios/table.ts";

/** Two simulcast layers: 150 kbit/s at 135 lines, 750 kbit/s at 270. No more, for the processor's sake. */
const CAMERA = { width: 480, height: 270, frameRate: 15 } as const;

/** What is heard is judged in pieces of this length, so many at most. */
const WINDOW_MS = 1_500;
const WINDOWS_MAX = 24;

export interface ImpairedCall {
  readonly network: Network;
  /** Behind the network. */
  readonly ada: CallPage;
  /** Not behind it. */
  readonly ben: CallPage;
  step(name: string, run: () => Promise<void>): Promise<boolean>;
}

/** What came in at a page during some time. */
export interface Heard {
  readonly concealedPercent: number;
  /** Of the sound, and still missing in the end. */
  readonly lostPercent: number;
  /** How often lost sound was asked for again. */
  readonly nacks: number;
  readonly videoKbits: number;
  readonly fps: number;
  /** Lines of the picture at the end. */
  readonly height: number;
  readonly rttMs: number;
}

/**
 * Such tests need root and Linux's namespaces, and say why they don't run where these are missing.
 * The sanitizers are off: the browser's driver keeps sockets and timers of its own.
 */
export async function impairedTest(
  name: string,
  run: (call: ImpairedCall) => Promise<void>,
): Promise<void> {
  const problem = await networkProblem();
  if (problem !== undefined) console.warn(`"${name}" is not tested here: ${problem}`);
  Deno.test({
    name,
    ignore: problem !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (context) => {
      await ensurePage();
      await using network = await Network.open();
      await using stack = await Stack.start({
        mediaNodes: 1,
        announcedAddress: network.address,
      });
      await network.carry({ tcp: stack.gatewayPorts, udp: stack.mediaPorts });
      await using tone = await Recorded.write(".wav", toneWav());
      await using film = await Recorded.write(".y4m", grainyFilm(CAMERA));
      const flags = [
        `--use-file-for-fake-audio-capture=${tone.path}`,
        `--use-file-for-fake-video-capture=${film.path}`,
      ];
      await using near = await launchChromium({ flags });
      await using far = await launchChromium({
        flags: [...flags, `--host-resolver-rules=MAP localhost ${network.address}`],
        namespace: network.namespace,
      });
      const { link: url } = await createMeeting(stack.gateway());
      const prepare = async (context: BrowserContext) => {
        await context.addInitScript(plainDevices, { ...CAMERA });
        await installMediaCounts(context);
      };
      await using ada = await CallPage.open(far, { name: "Ada Lovelace", url, prepare });
      await using ben = await CallPage.open(near, { name: "Ben Okafor", url, prepare });
      let hasFailed = false;
      await run({
        network,
        ada,
        ben,
        // Each step builds on those before it.
        step: (name, run) =>
          context.step({
            name,
            ignore: hasFailed,
            fn: () =>
              withTails(stack, async () => {
                try {
                  await run();
                } catch (error) {
                  hasFailed = true;
                  for (const page of [ada, ben]) console.error(page.console);
                  throw error;
                }
              }),
          }),
      });
    },
  });
}

/** Both are in, and see and hear each other. */
export async function bothIn({ ada, ben }: ImpairedCall): Promise<void> {
  await Promise.all([ada.join(), ben.join()]);
  const [adaId, benId] = await Promise.all([ada.peerId(), ben.peerId()]);
  for (const source of ["mic", "cam"] as const) {
    await Promise.all([ada.untilReceiving(benId, source), ben.untilReceiving(adaId, source)]);
  }
}

/** Listens at a page for so long. */
export async function listen({ page }: CallPage, ms: number): Promise<Heard> {
  const before = await mediaCounts(page);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return heardBetween(before, await mediaCounts(page));
}

/**
 * Listens until what came in was good twice in a row, and resolves to the worse of both. A browser
 * gets used to a network within seconds, and on a busy machine it stutters by itself now and then;
 * what never gets good is the network's doing.
 */
export async function untilHeard(
  person: CallPage,
  isGood: (heard: Heard) => boolean,
  what: string,
): Promise<Heard> {
  const heard: Heard[] = [];
  for (let window = 0; window < WINDOWS_MAX; window++) {
    heard.push(await listen(person, WINDOW_MS));
    const last = heard.slice(-2);
    const [worse] = last.toSorted((a, b) => b.concealedPercent - a.concealedPercent);
    if (worse && last.length === 2 && last.every(isGood)) {
      console.log(what, worse, `after ${heard.length * WINDOW_MS} ms`);
      return worse;
    }
  }
  const all = heard.map((each) => JSON.stringify(each)).join("\n");
  throw new Error(`Cannot get there: ${what}; ${WINDOW_MS} ms each:\n${all}`);
}

export function heardBetween(before: MediaCounts, after: MediaCounts): Heard {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const total = (counts: MediaCounts, name: "bytes" | "frames") =>
    counts.videos.reduce((sum, video) => sum + video[name], 0);
  const packets = after.sound.packets - before.sound.packets;
  const lost = after.sound.lost - before.sound.lost;
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    concealedPercent: round(concealedPercent(before.sound, after.sound)),
    lostPercent: round(100 * lost / Math.max(1, packets + lost)),
    nacks: after.sound.nacks - before.sound.nacks,
    videoKbits: round((total(after, "bytes") - total(before, "bytes")) * 8 / 1_000 / seconds),
    fps: round((total(after, "frames") - total(before, "frames")) / seconds),
    height: Math.max(0, ...after.videos.map(({ height }) => height)),
    rttMs: round(after.rttMs ?? 0),
  };
}

/** What a fake device plays: a steady voice, so that every packet that is missing is missed, or a film. */
class Recorded implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async write(suffix: string, bytes: Uint8Array<ArrayBuffer>): Promise<Recorded> {
    const path = await Deno.makeTempFile({ prefix: "parley-device-", suffix });
    await Deno.writeFile(path, bytes);
    return new Recorded(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path);
  }
}
