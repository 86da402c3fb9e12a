import { parseScalabilityMode, type types } from "mediasoup";
import { expandCapabilities, type Layers, type MediaStep } from "../protocol/mod.ts";
import type { Clock } from "../kit/mod.ts";
import { asRefusal, MediaError } from "./errors.ts";
import { setFlow } from "./flow.ts";
import { FullRate } from "./full_rate.ts";
import type { ConsumerEntry, RoomMedia } from "./room_media.ts";
import { fromMediasoupRtp } from "./rtp_shapes.ts";

type Step = Extract<MediaStep, { type: "ensureConsumer" }>;

/** mediasoup clamps these to what the track has. */
const ALL_LAYERS = { spatialLayer: 3, temporalLayer: 3 } satisfies types.ConsumerLayers;

/**
 * Makes the consumer where it is missing, or brings pause and layers to the wish; mediasoup asks the
 * sender for a key frame whenever a video consumer starts to flow. One of another transport or
 * producer gives way. Capabilities are those of its making: a client that comes back with others has
 * other transports too.
 */
export async function ensureConsumer(room: RoomMedia, step: Step): Promise<ConsumerEntry> {
  const known = room.consumers.get(step.consumerId);
  if (known?.transportId === step.transportId && known.info.producerId === step.producerId) {
    await bring(known, step);
    return known;
  }
  known?.consumer.close();
  return await createConsumer(room, step);
}

async function createConsumer(room: RoomMedia, step: Step): Promise<ConsumerEntry> {
  const { consumerId: id, transportId, producerId, paused, layers } = step;
  const { transport } = room.transport(transportId);
  const source = room.producer(producerId);
  const wanted = {
    producerId: source.producer.id,
    rtpCapabilities: expandCapabilities(room.capabilities, step.capabilities),
  };
  if (!room.router.canConsume(wanted)) {
    throw new MediaError(
      "cannot-consume",
      `Cannot consume "${producerId}": the client's capabilities lack its codec`,
    );
  }
  const isSimulcast = source.producer.type === "simulcast";
  const consumer = await room.create("consumers", () =>
    transport.consume({
      ...wanted,
      paused,
      // Else mediasoup sends again what was lost of video alone.
      enableRtx: true,
      ...(isSimulcast
        ? { preferredLayers: { ...preferred(layers), spatialLayer: 0 } }
        : layers && { preferredLayers: preferred(layers) }),
    })).catch((error) => {
      // A producer of contradictory parameters shows only here that nobody can receive it.
      throw asRefusal("cannot-consume", `consume "${producerId}"`, error);
    });
  if (source.producer.closed || transport.closed) {
    consumer.close();
    throw new MediaError(
      source.producer.closed ? "unknown-producer" : "unknown-transport",
      `Cannot consume "${producerId}" on "${transportId}": one of them was closed meanwhile`,
    );
  }
  const { kind } = consumer;
  const info = { id, producerId, kind, rtpParameters: fromMediasoupRtp(consumer.rtpParameters) };
  const entry: ConsumerEntry = {
    info,
    transportId,
    consumer,
    source,
    layers,
    isPaused: paused,
    isHeld: false,
    rate: undefined,
  };
  room.addConsumer(entry);
  if (consumer.type !== "simple") followRate(entry, room.worker.clock);
  await prefer(entry, step);
  return entry;
}

function followRate(entry: ConsumerEntry, clock: Clock): void {
  const { consumer } = entry;
  const { scalabilityMode } = consumer.rtpParameters.encodings?.[0] ?? {};
  const topLayer = parseScalabilityMode(scalabilityMode).temporalLayers - 1;
  const wanted = () => {
    const { spatialLayer, temporalLayer } = preferred(entry.layers);
    return { spatialLayer, temporalLayer: Math.min(temporalLayer, topLayer) };
  };
  const rate = new FullRate(consumer, {
    wanted,
    clock,
    isSimulcast: consumer.type === "simulcast",
  });
  entry.rate = rate;
  consumer.on("layerschange", (layers) => rate.changed(layers));
  consumer.observer.once("close", () => rate.stop());
}

/** Layers first, so that a resumed consumer knows where it leads. */
async function bring(entry: ConsumerEntry, step: Step): Promise<void> {
  const { layers, paused } = step;
  entry.isPaused = paused;
  await prefer(entry, step);
  if (!sameLayers(entry.layers, layers)) {
    entry.layers = layers;
    await entry.rate?.wish();
  }
  await setFlow(entry);
}

/** Without a wish it stays as it was. */
async function prefer({ consumer }: ConsumerEntry, { priority }: Step): Promise<void> {
  if (priority === undefined || consumer.priority === priority) return;
  await consumer.setPriority(priority);
}

/** Without a wish, and within it of what is not named, all there is. */
function preferred(layers: Layers | undefined): Required<types.ConsumerLayers> {
  const { spatial = ALL_LAYERS.spatialLayer, temporal = ALL_LAYERS.temporalLayer } = layers ?? {};
  return { spatialLayer: spatial, temporalLayer: temporal };
}

function sameLayers(a: Layers | undefined, b: Layers | undefined): boolean {
  return a?.spatial === b?.spatial && a?.temporal === b?.temporal;
}
