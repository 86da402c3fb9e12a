import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  fullIntraRequest,
  pictureLoss,
  readSenderReports,
  receiverReport,
  type ReceptionReport,
} from "./rtcp.ts";
import { SrtcpSender } from "./srtcp.ts";
import { SrtpReceiver } from "./srtp_receiver.ts";

/** 2026-11-21T12:00:00.500Z. */
const AT_MS = 1_795_262_400_500;
const SOURCE = 0xdecafbad;

function senderReport(ssrc: number): Uint8Array {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x80c8_0006);
  view.setUint32(4, ssrc);
  view.setUint32(8, Math.floor(AT_MS / 1_000) + 2_208_988_800);
  view.setUint32(12, 0x8000_0000);
  view.setUint32(16, 0xffff_fff0);
  return bytes;
}

Deno.test("a compound's sender reports tell what the source's clock showed when", () => {
  const compound = Buffer.concat([receiverReport(1), senderReport(SOURCE), senderReport(2)]);
  const [first, second, ...rest] = readSenderReports(compound);
  assertEquals(rest, []);
  assertEquals([first?.ssrc, second?.ssrc], [SOURCE, 2]);
  assertEquals(first?.ntpMs, AT_MS);
  assertEquals(first?.rtpTimestamp, 0xffff_fff0);
  assertEquals(
    first?.compactNtp,
    (((Math.floor(AT_MS / 1_000) + 2_208_988_800) << 16) | 0x8000) >>> 0,
  );
});

Deno.test("damaged RTCP says nothing and harms nobody", () => {
  for (let length = 0; length < 28; length++) {
    assertEquals(readSenderReports(senderReport(1).subarray(0, length)), []);
  }
  for (let seed = 1; seed < 500; seed++) {
    const noise = new Uint8Array(seed % 90).map((_, at) => (seed * 31 + at * 17 * seed) & 0xff);
    readSenderReports(noise);
  }
});

Deno.test("wishes for a key frame and reports are as their RFCs draw them", () => {
  assertEquals(pictureLoss(1, SOURCE).toHex(), "81ce000200000001decafbad");
  assertEquals(
    fullIntraRequest(1, SOURCE, 7).toHex(),
    "84ce00040000000100000000decafbad07000000",
  );
  const seen: ReceptionReport = {
    ssrc: SOURCE,
    fractionLost: 0.25,
    packetsLost: 3,
    highestIndex: 0x1_0005,
    jitter: 9,
    lastSenderReport: 0x1234_5678,
    delayMs: 500,
  };
  assertEquals(
    receiverReport(1, seen).toHex(),
    "81c9000700000001decafbad40000003000100050000000912345678" + "00008000",
  );
});

Deno.test("what a listener seals opens with its key, and each time otherwise", () => {
  const key = new Uint8Array(28).map((_, at) => at).toBase64();
  const sender = new SrtcpSender(key);
  const wish = Buffer.concat([receiverReport(5), pictureLoss(5, SOURCE)]);
  const [first, second] = [sender.seal(wish), sender.seal(wish)];
  assertEquals(first.length, second.length);
  assertEquals(Buffer.compare(first, second) === 0, false);
  const receiver = new SrtpReceiver(key);
  for (const sealed of [first, second]) {
    assertEquals(receiver.openRtcp(sealed), wish);
  }
  const damaged = first.slice();
  damaged[9] = (damaged[9] ?? 0) ^ 1;
  assertEquals(receiver.openRtcp(damaged), undefined);
});
