import type { MediaStep } from "../protocol/mod.ts";
import { asRefusal, MediaError } from "./errors.ts";
import { KEY_FRAME_REQUEST_DELAY_MS } from "./limits.ts";
import type { ProducerEntry, RoomMedia, TransportEntry } from "./room_media.ts";
import { toMediasoupRtp } from "./rtp_shapes.ts";

type Step = Extract<MediaStep, { type: "ensureProducer" }>;

/**
 * Makes the producer where it is missing, or brings `paused` to the wish. One on another transport
 * belongs to a former connection of its client and gives way. RTP parameters are those of its making:
 * a track that is opened anew has another id.
 */
export async function ensureProducer(room: RoomMedia, step: Step): Promise<void> {
  const transport = room.transport(step.transportId);
  const known = room.producers.get(step.producerId);
  if (known?.transportId === step.transportId) return await pauseOrResume(known, step.paused);
  known?.producer.close();
  await createProducer(room, transport, step);
}

async function createProducer(
  room: RoomMedia,
  { transport }: TransportEntry,
  { producerId, transportId, kind, rtpParameters, paused }: Step,
): Promise<void> {
  const producer = await room.create("producers", () =>
    transport.produce({
      kind,
      rtpParameters: toMediasoupRtp(rtpParameters),
      paused,
      ...(kind === "video" && { keyFrameRequestDelay: KEY_FRAME_REQUEST_DELAY_MS }),
    })).catch((error) => {
      throw asRefusal("invalid-rtp-parameters", `produce "${producerId}"`, error);
    });
  if (transport.closed) {
    throw new MediaError(
      "unknown-transport",
      `Cannot produce "${producerId}": transport "${transportId}" was closed meanwhile`,
    );
  }
  room.addProducer({
    id: producerId,
    transportId,
    producer,
    consumers: new Set(),
    taps: new Set(),
  });
  if (kind === "audio") await room.speech.listen(producerId, producer);
}

async function pauseOrResume({ producer }: ProducerEntry, paused: boolean): Promise<void> {
  if (producer.paused === paused) return;
  await (paused ? producer.pause() : producer.resume());
}
