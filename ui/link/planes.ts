/**
 * The planes of one client: one in use, one that stands by on another node where there is one, and
 * for a moment those that were in use before.
 */
import type { MediaUpdate } from "../../protocol/mod.ts";
import type { MediaPlane, Transports } from "./media_plane.ts";
import type { Carrier, RetiredPlanes } from "./retired_planes.ts";

/** A standby is built so long after the plane in use got through: joining comes first. */
export const STANDBY_DELAY_MS = 500;

export interface PlanesOptions<P extends Carrier> {
  retired: RetiredPlanes<P>;
  make: (media: MediaUpdate, transports: Transports, isInUse: boolean) => P;
  /** Brings everything to a plane that was made for it. */
  fill: (plane: P, media: MediaUpdate) => void;
  /** Another plane is in use, or the standby is another one or gone. */
  changed: () => void;
  standbyDelayMs?: number;
}

export class Planes<P extends Carrier = MediaPlane> {
  readonly #options: PlanesOptions<P>;
  #active: P | undefined;
  #standby: P | undefined;
  /** A standby offered before the plane in use got through. */
  #offered: MediaUpdate | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PlanesOptions<P>) {
    this.#options = options;
  }

  get active(): P | undefined {
    return this.#active;
  }

  get standby(): P | undefined {
    return this.#standby;
  }

  /** The one in use and the one that stands by, as far as they are there. */
  get kept(): P[] {
    return [this.#active, this.#standby].filter((plane) => plane !== undefined);
  }

  /** Those, and the retired. */
  get all(): P[] {
    return [...this.kept, ...this.#options.retired.planes];
  }

  /** Of the plane in use; 0: none yet. */
  get generation(): number {
    return this.#active?.generation ?? 0;
  }

  /** A new session, which has nothing to do with the present planes; what they show stays a while. */
  begin(): void {
    if (this.#active) this.#options.retired.add(this.#active);
    this.#active = undefined;
    this.dropStandby();
  }

  find(generation: number): P | undefined {
    return this.kept.find((plane) => plane.generation === generation);
  }

  /** A plane in place of the one in use, which plays on until the new one does. */
  replace(media: MediaUpdate): void {
    if (!media.transports || media.generation <= this.generation) return;
    const plane = this.#options.make(media, media.transports, true);
    this.#use(plane);
    this.#options.fill(plane, media);
  }

  /**
   * Takes the standby into use: nothing of this waits for an answer. `lost`: what the plane before
   * sends reaches nobody, and encoding for it would only keep the new one waiting.
   */
  promote(lost = false): void {
    const plane = this.#standby;
    if (!plane) return;
    this.#standby = undefined;
    plane.senders.use(true);
    if (lost) this.#active?.senders.use(false);
    this.#use(plane);
  }

  /** A standby is to be had: built some time after the plane in use got through. */
  offer(media: MediaUpdate): void {
    const newest = Math.max(this.generation, this.#standby?.generation ?? 0);
    if (!media.transports || media.generation <= newest) return;
    this.#offered = media;
    this.prepare();
  }

  /** The plane in use may have got through. */
  prepare(): void {
    if (!this.#offered || !this.#active?.isConnected || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const media = this.#offered;
      if (media?.transports) this.#standBy(media, media.transports);
    }, this.#options.standbyDelayMs ?? STANDBY_DELAY_MS);
  }

  /** The owner has closed the standby of that generation. */
  withdraw(generation: number): void {
    if (this.#offered?.generation === generation) this.#forgetOffer();
    if (this.#standby?.generation === generation) this.dropStandby();
  }

  dropStandby(): void {
    this.#forgetOffer();
    this.#standby?.close();
    this.#standby = undefined;
    this.#options.changed();
  }

  close(): void {
    this.dropStandby();
    this.#options.retired.close();
    this.#active?.close();
  }

  #standBy(media: MediaUpdate, transports: Transports): void {
    this.dropStandby();
    const plane = this.#standby = this.#options.make(media, transports, false);
    this.#options.fill(plane, media);
  }

  #forgetOffer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#offered = undefined;
  }

  #use(plane: P): void {
    if (this.#active) this.#options.retired.add(this.#active);
    this.#active = plane;
    this.#options.changed();
  }
}
