import { isDeepStrictEqual } from "node:util";
import type { types } from "mediasoup";
import type { MediaStep, SrtpKey, TapInfo } from "../protocol/mod.ts";
import { MediaError } from "./errors.ts";
import type { RoomMedia, TapEntry } from "./room_media.ts";
import { fromMediasoupRtp } from "./rtp_shapes.ts";

type Step = Extract<MediaStep, { type: "ensureTap" }>;

/**
 * Makes the tap where it is missing. One of another producer or listener gives way: what is sent
 * begins anew then, with another key. The tap pauses with its producer and ends with it.
 */
export async function ensureTap(room: RoomMedia, step: Step): Promise<TapEntry> {
  const known = room.taps.get(step.tapId);
  if (
    known?.info.producerId === step.producerId && isDeepStrictEqual(known.listener, step.listener)
  ) {
    return known;
  }
  known?.transport.close();
  return await createTap(room, step);
}

async function createTap(room: RoomMedia, step: Step): Promise<TapEntry> {
  const { tapId: id, producerId, listener } = step;
  const source = room.producer(producerId);
  const transport = await room.create("taps", () =>
    room.router.createPlainTransport({
      listenInfo: { protocol: "udp", ip: room.worker.tapIp },
      rtcpMux: true,
      comedia: false,
      enableSrtp: true,
      srtpCryptoSuite: listener.srtp.suite,
    }));
  try {
    const { ip, port, srtp } = listener;
    const srtpParameters = { cryptoSuite: srtp.suite, keyBase64: srtp.key };
    await transport.connect({ ip, port, srtpParameters });
    const consumer = await transport.consume({
      producerId: source.producer.id,
      rtpCapabilities: room.capabilities,
    });
    if (source.producer.closed || consumer.closed) {
      const message = `Cannot tap "${producerId}": it was closed meanwhile`;
      throw new MediaError("unknown-producer", message);
    }
    const info: TapInfo = {
      id,
      producerId,
      srtp: keyOf(transport),
      rtpParameters: fromMediasoupRtp(consumer.rtpParameters),
    };
    const entry: TapEntry = { info, listener, transport, source };
    // A tap without its producer would be an open port and nothing else.
    consumer.observer.once("close", () => transport.close());
    room.addTap(entry);
    return entry;
  } catch (error) {
    transport.close();
    throw error;
  }
}

function keyOf({ srtpParameters }: types.PlainTransport): SrtpKey {
  if (srtpParameters?.cryptoSuite !== "AEAD_AES_128_GCM") {
    throw new Error(`Cannot tap: the transport encrypts by ${srtpParameters?.cryptoSuite}`);
  }
  return { suite: srtpParameters.cryptoSuite, key: srtpParameters.keyBase64 };
}
