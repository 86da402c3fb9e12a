/** All transports of a node whose video is followed. */
import type { Clock } from "../kit/mod.ts";
import type { NodeEvent, RoomId } from "../protocol/mod.ts";
import { TransportForwarding } from "./forwarding.ts";
import { Needs } from "./needs.ts";
import type { ConsumerEntry, RoomMedia, TransportEntry } from "./room_media.ts";

type Told = Extract<NodeEvent["body"], { type: "ForwardingChanged" }>;

export class Forwardings {
  readonly #clock: Clock;
  readonly #tell: (told: Told) => void;
  readonly #needs: Needs;
  /** Gone with their transports. */
  readonly #transports = new WeakMap<TransportEntry["transport"], TransportForwarding>();

  constructor({ clock, tell }: { clock: Clock; tell: (told: Told) => void }) {
    this.#clock = clock;
    this.#tell = tell;
    this.#needs = new Needs(clock);
  }

  /** Follows a consumer that was made or changed; sound needs nobody's care. */
  follow(room: RoomMedia, entry: ConsumerEntry): void {
    if (entry.consumer.kind !== "video" || entry.consumer.closed) return;
    const { transport, id } = room.transport(entry.transportId);
    this.#of(room.roomId, id, transport).follow(entry);
  }

  #of(
    roomId: RoomId,
    transportId: string,
    transport: TransportEntry["transport"],
  ): TransportForwarding {
    const known = this.#transports.get(transport);
    if (known) return known;
    const forwarding = new TransportForwarding({
      transport,
      needs: this.#needs,
      clock: this.#clock,
      tell: (streams) => this.#tell({ type: "ForwardingChanged", roomId, transportId, streams }),
    });
    this.#transports.set(transport, forwarding);
    return forwarding;
  }
}
