import {
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  StorageType,
} from "@nats-io/jetstream";
import { encode, makeStream, type NatsBus } from "../../kit/mod.ts";
import { RoomId } from "../../protocol/mod.ts";
import { registerPartOf, type RoomRegister } from "./room_register.ts";

const STREAM = "ROOM_REGISTER";
/** Ends in the room, so that a part's subjects are its rooms. */
const PREFIX = "room.register";
/** How long the server may take for one answer. */
const TIMEOUT_MS = 2_000;
/** Making the stream takes longer than using it. */
const OPEN_TIMEOUT_MS = 5_000;
/** JetStream's codes for a message that is not there: another has taken its place. */
const GONE: ReadonlySet<number> = new Set([10043, 10057]);

export interface JetStreamRegisterOptions {
  hostId: string;
  /** Copies of the stream in a cluster. Default: 1. */
  replicas?: number;
}

/** The register as a stream with one message a room; its sequence is the entry's place. */
export class JetStreamRegister implements RoomRegister {
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #entry: Uint8Array;

  private constructor(client: JetStreamClient, manager: JetStreamManager, hostId: string) {
    this.#client = client;
    this.#manager = manager;
    this.#entry = encode({ v: 1, hostId }); // For people who look at it.
  }

  /** Makes the stream if it is missing. Rejects with `StreamUnavailableError`. */
  static async open(bus: NatsBus, options: JetStreamRegisterOptions): Promise<JetStreamRegister> {
    const { hostId, replicas = 1 } = options;
    const manager = (timeout: number) =>
      jetstreamManager(bus.connection, { timeout, checkAPI: false });
    await makeStream(await manager(OPEN_TIMEOUT_MS), {
      name: STREAM,
      subjects: [`${PREFIX}.>`],
      num_replicas: replicas,
      storage: StorageType.File,
      max_msgs_per_subject: 1,
    });
    return new JetStreamRegister(
      jetstream(bus.connection, { timeout: TIMEOUT_MS }),
      await manager(TIMEOUT_MS),
      hostId,
    );
  }

  async enter(roomId: RoomId): Promise<number> {
    const subject = `${PREFIX}.${registerPartOf(roomId)}.${roomId}`;
    return (await this.#client.publish(subject, this.#entry)).seq;
  }

  async strike(_roomId: RoomId, place: number): Promise<void> {
    try {
      await this.#manager.streams.deleteMessage(STREAM, place, false);
    } catch (error) {
      if (!(error instanceof JetStreamApiError && GONE.has(error.code))) throw error;
    }
  }

  async list(part: number): Promise<readonly RoomId[]> {
    const subjects_filter = `${PREFIX}.${part}.*`;
    const { state } = await this.#manager.streams.info(STREAM, { subjects_filter });
    return Object.keys(state.subjects ?? {}).flatMap((subject) => {
      const roomId = RoomId.safeParse(subject.slice(subject.lastIndexOf(".") + 1));
      return roomId.success ? [roomId.data] : [];
    });
  }
}
