import { assertEquals } from "@std/assert";
import { CodecName } from "../../../protocol/mod.ts";
import type { RtpPacket } from "../rtp_packet.ts";
import { concat, Depacketiser, type Frame, opusDurationMs, payloadFormat } from "./mod.ts";

const bytes = (hex: string) => Uint8Array.fromHex(hex.replaceAll(" ", ""));

function packet(payload: Uint8Array, timestamp: number, marker = false): RtpPacket {
  return { payloadType: 1, marker, sequenceNumber: 0, timestamp, ssrc: 1, length: 12, payload };
}

/** All frames that the payloads of one picture make. */
function assembled(codec: CodecName, ...payloads: string[]): Frame | undefined {
  const depacketiser = new Depacketiser(payloadFormat(codec));
  const frames = payloads.flatMap((payload, index) =>
    depacketiser.push(packet(bytes(payload), 9, index === payloads.length - 1))
  );
  return frames[0];
}

/** A key frame's header of 320×180 (RFC 6386, 9.1). */
const VP8_KEY = "10 02 00 9d 01 2a 40 01 b4 00";
/** Of 320×180, by libvpx; and by libaom; of 640×362, by x264. */
const VP9_KEY = "82 49 83 42 00 13 f0 0b 36 00 38 24";
const AV1_SEQUENCE = "00 00 00 04 3c fe cc da f9 00 40";
const SPS = "67 42 c0 16 d9 00 a0 2f f9 30 11 00 00 03 00 01 00 00 03 00 0a 0f 16 2e 48";
const PPS = "68 cb 83 cb 20";

Deno.test("VP8 sheds its descriptors, whatever stands in them", () => {
  const whole = { timestamp: 9, data: bytes(`${VP8_KEY} aa bb`), isKey: true };
  const size = { width: 320, height: 180 };
  assertEquals(assembled("vp8", `10 ${VP8_KEY}`, "00 aa bb"), { ...whole, size });
  const long = assembled("vp8", `90 f0 81 23 07 e0 ${VP8_KEY}`, "80 80 05 aa bb");
  assertEquals(long, { ...whole, size });
  assertEquals(assembled("vp8", "10 01 aa")?.isKey, false);
  assertEquals(assembled("vp8", "00 01 aa"), undefined, "its beginning is missing");
});

Deno.test("VP9's layers of one picture are one frame with an index behind them", () => {
  // Descriptors: picture id, layer indices; the first with sizes of both layers (RFC 9628, 4.2).
  const low = `aa 05 00 00 30 01 40 00 b4 02 80 01 68 ${VP9_KEY}`;
  const high = "ac 05 03 00 86 00 40 11 22";
  const frame = assembled("vp9", low, high);
  assertEquals(frame?.isKey, true);
  assertEquals(frame?.size, { width: 640, height: 360 });
  assertEquals(frame?.data.toHex(), `${bytes(`${VP9_KEY} 86 00 40 11 22`).toHex()}c10c05c1`);
});

Deno.test("VP9 of one layer tells its size by itself", () => {
  const frame = assembled("vp9", `8c 85 01 ${VP9_KEY}`);
  assertEquals(frame, {
    timestamp: 9,
    data: bytes(VP9_KEY),
    isKey: true,
    size: { width: 320, height: 180 },
  });
  assertEquals(assembled("vp9", "cc 06 86 00")?.isKey, false);
});

Deno.test("H.264 keeps parameter sets apart, and puts lengths before units", () => {
  const hex = (unit: string) => bytes(unit).length.toString(16).padStart(4, "0");
  const sets = `18 ${hex(SPS)} ${SPS} ${hex(PPS)} ${PPS}`;
  const frame = assembled("h264", sets, "7c 85 88 84", "7c 05 21", "7c 45 ff");
  assertEquals(frame?.isKey, true);
  assertEquals(frame?.size, { width: 640, height: 362 });
  assertEquals(frame?.data.toHex(), "00000005" + "65888421ff");
  const config = `01 42 c0 16 ff e1 ${hex(SPS)} ${SPS} 01 ${hex(PPS)} ${PPS}`;
  assertEquals(frame?.config?.toHex(), bytes(config).toHex());
  assertEquals(assembled("h264", sets, "7c 85 88 84", "7c 05 21"), undefined, "no end");
  assertEquals(assembled("h264", "65 88 84"), undefined, "nobody knows the parameters");
});

Deno.test("AV1 gets its sizes back, and loses what only separates", () => {
  // W = 2: a sequence header with its length, then the first piece of a frame; Y, then Z.
  const frame = assembled("av1", `68 0c 08 ${AV1_SEQUENCE} 30 11 22`, "90 33 44");
  assertEquals(frame?.isKey, true);
  assertEquals(frame?.size, { width: 320, height: 180 });
  const sequence = `0a 0b ${AV1_SEQUENCE}`;
  assertEquals(frame?.data.toHex(), bytes(`${sequence} 32 04 11 22 33 44`).toHex());
  assertEquals(frame?.config?.toHex(), bytes(`81 00 0c 00 ${sequence}`).toHex());
  assertEquals(assembled("av1", "10 12 00", "10 30 55")?.data.toHex(), "320155");
});

Deno.test("a frame that lacks a packet is given up, and the next whole one is not", () => {
  const depacketiser = new Depacketiser(payloadFormat("vp8"));
  const frames: number[] = [];
  const push = (payload: string, timestamp: number, marker = false) => {
    const made = depacketiser.push(packet(bytes(payload), timestamp, marker));
    frames.push(...made.map((frame) => frame.timestamp));
  };
  push("00 01", 1, true); // The middle of something.
  push("10 01 01", 2);
  assertEquals(depacketiser.lose(), true);
  push("00 01 03", 2, true);
  push("10 01 01", 3, true);
  push("10 01 01", 4); // Nobody marks its end.
  push("10 01 01", 5, true);
  push("", 6, true);
  assertEquals(frames, [3, 4, 5]);
});

Deno.test("packets of Opus sound as long as they say", () => {
  assertEquals(["f8", "fc", "78 00", "e0", "fb 83"].map((toc) => opusDurationMs(bytes(toc))), [
    20,
    20,
    20,
    2.5,
    60,
  ]);
  assertEquals(opusDurationMs(new Uint8Array()), 10);
});

Deno.test("noise harms nobody, whichever codec it is taken for", () => {
  let state = 1;
  const random = () => state = Math.imul(state, 1_103_515_245) + 12_345 >>> 0;
  for (const codec of CodecName.options) {
    const depacketiser = new Depacketiser(payloadFormat(codec));
    for (let round = 0; round < 3_000; round++) {
      const noise = new Uint8Array(random() % 40).map(() => random() >> 16);
      const begun = codec === "h264" ? concat([bytes(SPS), noise]) : noise;
      depacketiser.push(packet(round % 3 === 0 ? begun : noise, round >> 2, random() % 3 === 0));
      if (random() % 7 === 0) depacketiser.lose();
    }
  }
});
