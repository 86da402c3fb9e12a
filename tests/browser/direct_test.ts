/** Two people talk past the media node; a third, a captioned meeting or a broken way bring them back. */
import { assert } from "@std/assert";
import type { BrowserContext } from "playwright-core";
import { until } from "./until.ts";
import type { CallPage } from "./call_page.ts";
import { CallProbe, epochMs, installProbe } from "./probe/mod.ts";
import { untilTold } from "./quality_details.ts";
import { browserTest } from "./scene.ts";

/** A machine full of tests may break the direct way, which is then tried again after 15 s. */
const DIRECT_LIMIT_MS = 60_000;
/**
 * On a machine full of tests, where three seconds have been seen; `docs/media.md` says what it is on a quiet
 * one. Whoever lost a way and waited for the next would need 15 s.
 */
const BLINK_MAX_MS = 8_000;
/** Of a camera: many frames. */
const ENOUGH_BYTES = 20_000;

browserTest(
  "two people talk directly until a third comes",
  { controlHosts: 1, mediaNodes: 1 },
  async ({ stack, enter, step }) => {
    const ada = await enter("Ada", stack.gateway().httpUrl, { prepare });
    await ada.startMeeting();
    await ada.join();
    const bob = await enter("Bob", ada.page.url(), { prepare });
    await bob.join();
    const pages = [ada, bob];
    const sees = (page: CallPage, other: CallPage) => untilSeen(page, other, epochMs());

    await step("both see each other through the media node, and then directly", async () => {
      await sees(ada, bob);
      await sees(bob, ada);
      const since = epochMs();
      await ada.ask({ type: "changeSettings", settings: { direct: true } });
      await untilDirect(pages, true);
      await sees(ada, bob);
      await sees(bob, ada);
      const gapMs = await longestGap(bob, ada, since);
      console.log(`  longest time without a new picture on the way there: ${gapMs} ms`);
      assert(gapMs < BLINK_MAX_MS);
    });

    await step("the media node gets nothing meanwhile", async () => {
      // What was on its way there when Bob saw her directly may be so still.
      let before = await sentTo(ada);
      await until(
        "bytes go directly, and to the node none",
        () => sentTo(ada),
        (now) => {
          if (now.node !== before.node) before = now;
          return now.direct > before.direct + ENOUGH_BYTES;
        },
        DIRECT_LIMIT_MS,
      );
    });

    await step("bars and details tell of the direct way", async () => {
      await ada.page.getByTestId("own-quality").click();
      const own = ada.page.getByTestId("quality-details");
      await own.getByText("straight to the other person, direct (UDP)").waitFor({
        timeout: DIRECT_LIMIT_MS,
      });
      await untilTold(own, ["Round trip", "VP8", "Lost packets"]);
      await ada.page.keyboard.press("Escape");
      await ada.page.getByRole("button", { name: "Connection of Bob" }).click();
      await untilTold(own, ["opus", "Jitter", "fps"]);
      await ada.page.keyboard.press("Escape");
    });

    await step("a camera goes off and on, directly", async () => {
      await bob.toggle("Camera");
      await ada.until(
        "sees the camera off",
        ({ peers }) =>
          peers.some(({ producers }) =>
            producers.some((own) => own.source === "cam" && own.paused)
          ),
      );
      await bob.toggle("Camera");
      await sees(ada, bob);
      await untilDirect(pages, true);
    });

    await step("a third comes: all three see each other, and nobody misses much", async () => {
      const since = epochMs();
      const cyd = await enter("Cyd", ada.page.url(), { prepare });
      await cyd.join();
      await untilDirect(pages, false);
      for (
        const [page, other] of [[ada, cyd], [cyd, ada], [cyd, bob], [ada, bob], [bob, ada]] as const
      ) {
        await sees(page, other);
      }
      const gapMs = await longestGap(bob, ada, since);
      console.log(`  longest time without a new picture on the way back: ${gapMs} ms`);
      assert(gapMs < BLINK_MAX_MS);
      await cyd.leave();
    });
  },
);

declare global {
  var __connections: RTCPeerConnection[] | undefined;
}

async function prepare(context: BrowserContext): Promise<void> {
  await installProbe(context);
  await context.addInitScript(() => {
    const made: RTCPeerConnection[] = globalThis.__connections = [];
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
  });
}

/** Bytes of media that went out of a page so far: only direct ways both send and receive. */
async function sentTo({ page }: CallPage): Promise<{ direct: number; node: number }> {
  return await page.evaluate(async () => {
    const sent = { direct: 0, node: 0 };
    for (const connection of globalThis.__connections ?? []) {
      const isDirect = connection.getTransceivers().some((way) => way.direction === "sendrecv");
      for (const stats of (await connection.getStats()).values()) {
        if (stats.type === "outbound-rtp") sent[isDirect ? "direct" : "node"] += stats.bytesSent;
      }
    }
    return sent;
  });
}

async function untilDirect(pages: readonly CallPage[], isWanted: boolean): Promise<void> {
  for (const page of pages) {
    const what = isWanted ? "talks directly" : "talks through the media node";
    await until(
      `${page.name} ${what}`,
      () => page.state(),
      (state) => state?.isDirect === isWanted,
      DIRECT_LIMIT_MS,
    );
  }
}

async function untilSeen(page: CallPage, other: CallPage, fromMs: number): Promise<void> {
  const key = `${await other.peerId()} cam`;
  const probe = await CallProbe.of(page.page);
  await until(
    `${page.name} sees ${other.name}`,
    async () => (await probe.frames(fromMs)).get(key)?.length ?? 0,
    (frames) => frames >= 5,
    DIRECT_LIMIT_MS,
  );
}

async function longestGap(page: CallPage, other: CallPage, fromMs: number): Promise<number> {
  const probe = await CallProbe.of(page.page);
  const frames = (await probe.frames(fromMs)).get(`${await other.peerId()} cam`) ?? [];
  const gaps = frames.slice(1).map(({ atMs }, at) => atMs - (frames[at]?.atMs ?? atMs));
  return Math.round(Math.max(0, ...gaps));
}
