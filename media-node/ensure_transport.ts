import { isDeepStrictEqual } from "node:util";
import type { DtlsParameters, MediaStep, TransportId } from "../protocol/mod.ts";
import { MediaError } from "./errors.ts";
import { INITIAL_OUTGOING_BITRATE } from "./limits.ts";
import type { RoomMedia, TransportEntry } from "./room_media.ts";
import { toMediasoupDtls, transportInfo } from "./rtp_shapes.ts";
import { type TransportState, transportState } from "./transport_state.ts";

type Step = Extract<MediaStep, { type: "ensureTransport" }>;

export type OnTransportState = (transportId: TransportId, state: TransportState) => void;

/**
 * Makes the transport where it is missing, starts DTLS as soon as the client's side is known, and
 * restarts ICE when the owner's count of restarts has grown. A restart keeps the path in use until the
 * client has found another (RFC 8445, section 2.4), and DTLS goes on.
 */
export async function ensureTransport(
  room: RoomMedia,
  step: Step,
  onState: OnTransportState,
): Promise<TransportEntry> {
  const entry = room.transports.get(step.transportId) ??
    await createTransport(room, step, onState);
  await restartIce(entry, step.ice);
  if (step.dtls) await connect(entry, step.dtls);
  return entry;
}

async function createTransport(
  room: RoomMedia,
  { transportId: id, ice }: Step,
  onState: OnTransportState,
): Promise<TransportEntry> {
  const transport = await room.create("transports", () =>
    room.router.createWebRtcTransport({
      webRtcServer: room.worker.server,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
    }));
  let told: TransportState | undefined;
  const follow = () => {
    const state = transportState(transport.iceState, transport.dtlsState);
    if (state === undefined || state === told) return;
    told = state;
    onState(id, state);
  };
  transport.on("icestatechange", follow);
  transport.on("dtlsstatechange", follow);
  const entry = { id, transport, info: transportInfo(id, transport), ice, dtls: undefined };
  room.addTransport(entry);
  return entry;
}

async function restartIce(entry: TransportEntry, wished: number | undefined): Promise<void> {
  if (wished === undefined || wished <= (entry.ice ?? 0)) return;
  await entry.transport.restartIce();
  entry.ice = wished;
  entry.info = transportInfo(entry.id, entry.transport);
}

async function connect(entry: TransportEntry, dtls: DtlsParameters): Promise<void> {
  if (entry.dtls === undefined) {
    await entry.transport.connect({ dtlsParameters: toMediasoupDtls(dtls) });
    entry.dtls = dtls;
  } else if (!isDeepStrictEqual(entry.dtls, dtls)) {
    throw new MediaError(
      "invalid-command",
      `Cannot connect transport "${entry.id}": it answers another DTLS client already`,
    );
  }
}
