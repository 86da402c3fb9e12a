/** Each codec a meeting may choose, in a real browser; what is negotiated, and what nobody watches. */
import { assert, assertEquals } from "@std/assert";
import type { VideoCodecName } from "../../protocol/mod.ts";
import { until } from "./until.ts";
import type { CallPage } from "./call_page.ts";
import { descriptions, held, incoming, keepConnections, outgoing } from "./probe/page_rtc.ts";
import { browserTest } from "./scene.ts";

/** AV1 is much for a busy machine: half a minute has been seen to pass until its first pictures. */
const CODED_LIMIT_MS = 90_000;
/** In a window of this size the other's tile needs the middle one of three layers. */
const WINDOW = { width: 640, height: 420 } as const;
/** Of the pictures that come for it; AV1 has one size, which the camera captures. */
const HEIGHTS = { vp8: 360, vp9: 360, h264: 360, av1: 720 } as const;
/** Sound that is earlier than its picture by more is noticed (ITU-R BT.1359). */
const LIPS_MS = 45;
/** Over which a bitrate is measured. */
const MEASURED_MS = 1_000;

browserTest("codecs and layers", {}, async ({ stack, enter, step }) => {
  const prepare = keepConnections;
  const ada = await enter("Ada", stack.gateway(0).httpUrl, { prepare });
  await ada.startMeeting();
  await ada.join();
  const ben = await enter("Ben", ada.page.url(), { prepare, viewport: WINDOW });
  await ben.join();

  await step("sound and pictures can be repaired, and bandwidth is estimated", async () => {
    await untilDecoded(ben, "vp8");
    await ben.untilReceiving(await ada.peerId(), "mic");
    const [offer = "", answer = ""] = await descriptions(ada.page);
    for (const sdp of [offer, answer]) {
      const opus = sectionOf(sdp, "audio");
      assert(opus.includes("transport-cc"), opus);
    }
    const sound = sectionOf(answer, "audio");
    for (const part of ["nack", "useinbandfec=1", "usedtx=1"]) assert(sound.includes(part), sound);
    const picture = sectionOf(answer, "video");
    for (const part of ["nack", "nack pli", "transport-cc", "rtx/90000"]) {
      assert(picture.includes(part), picture);
    }
  });

  await step("a layer that no tile needs stops at the sender, on every plane", async () => {
    await ada.until("has a second plane", ({ standby }) => standby?.connected ?? false);
    await until("the top layer stops", () => outgoing(ada.page), (streams) => {
      const active = (rid: string) =>
        streams.filter((stream) => stream.rid === rid).map(({ active }) => active);
      return active("r2").length === 2 && !active("r2").includes(true) &&
        active("r1").includes(true);
    });
  });

  await step("a picture that has been seen for a moment is held as long as its voice", async () => {
    await until(
      "it is",
      () => held(ben.page),
      ({ voiceMs, pictureMs }) => pictureMs > 0 && Math.abs(pictureMs - voiceMs) < LIPS_MS,
    );
  });

  for (const codec of ["vp9", "h264", "av1"] as const) {
    await step(`${codec} arrives in the size that is needed, in the same tile`, async () => {
      const tiles = await tileCount(ben);
      await ada.ask({ type: "changeSettings", settings: { video: codec } });
      await untilDecoded(ben, codec);
      assertEquals(await tileCount(ben), tiles);
    });
  }

  await step("what nobody watches is not sent, and comes back with who watches", async () => {
    await ben.leave();
    await untilVideoStops(ada);
    await ben.page.goto(ada.page.url());
    await ben.join();
    await untilDecoded(ben, "av1");
  });
});

async function untilDecoded(page: CallPage, codec: VideoCodecName): Promise<void> {
  await until(
    `${page.name} decodes ${codec}`,
    () => incoming(page.page),
    (streams) =>
      streams.some(({ mimeType, framesDecoded, frameHeight }) =>
        mimeType.toLowerCase() === `video/${codec}` && framesDecoded > 5 &&
        frameHeight === HEIGHTS[codec]
      ),
    CODED_LIMIT_MS,
  );
}

/** Not a byte of a picture goes out for a while. */
async function untilVideoStops(page: CallPage): Promise<void> {
  const sent = async () =>
    (await outgoing(page.page)).filter(({ kind }) => kind === "video")
      .reduce((sum, { bytes }) => sum + bytes, 0);
  let last = await sent();
  await until(
    "its pictures stop",
    async () => {
      const before = last;
      await page.page.waitForTimeout(MEASURED_MS);
      last = await sent();
      return (last - before) * 8 * 1_000 / MEASURED_MS;
    },
    (bitrateBps) => bitrateBps === 0,
    CODED_LIMIT_MS,
  );
}

async function tileCount(page: CallPage): Promise<number> {
  return await page.page.locator(".tile").count();
}

function sectionOf(sdp: string, kind: "audio" | "video"): string {
  return sdp.split(/^m=/m).find((section) => section.startsWith(kind)) ?? "";
}
