/**
 * Everybody's media keys for everybody else. Told who is in the meeting, it gives them this client's keys
 * and takes theirs; all of it may be told again, and what is lost on the way is asked for again.
 *
 * - Somebody comes: our key takes a ratchet step, and they are given it from there. The others find the
 *   step by themselves. What was said before stays closed to who comes.
 * - Somebody goes, or comes back as another: a fresh key for all who stay, in use after a moment, so that
 *   nobody waits for it. Who went has no part in it.
 */
import {
  ENCRYPTED_PEERS_MAX,
  type EncryptionKey,
  type PeerId,
  type RoomId,
  type SealedKeys,
} from "../../protocol/mod.ts";
import { type Channel, type Identity, type Member, openChannel } from "./identity.ts";
import { openKeys, sealKeys } from "./sealed_keys.ts";
import { freshKey, ratchet, type SenderKey, STEPS_MAX } from "./sender_key.ts";

/** A fresh key is in use so long after it went out. */
export const GRACE_MS = 1_000;

export interface KeyExchangeOptions {
  readonly roomId: RoomId;
  readonly selfId: PeerId;
  readonly identity: Identity;
  /** Passes sealed keys on; may get lost. */
  readonly pass: (keys: { to: PeerId; sealed: SealedKeys }[]) => void;
  /** Tells them that we lack their keys; may get lost. */
  readonly ask: (of: PeerId[]) => void;
  /** What we send goes out under this key from now on. */
  readonly use: (key: SenderKey) => void;
  readonly learned: (peerId: PeerId, keys: readonly SenderKey[]) => void;
  readonly forgotten: (peerId: PeerId) => void;
  /** Somebody is lacking, or no more. */
  readonly changed: () => void;
  /** Calls back after the grace; returns how to call that off. */
  readonly later: (run: () => void) => () => void;
}

interface Other {
  readonly publicKey: EncryptionKey;
  /** Undefined: theirs is no key. */
  readonly channel: Promise<Channel | undefined>;
  /** The first generation of our keys that is for them. */
  readonly since: number;
  hasKeys: boolean;
}

export class KeyExchange {
  readonly #options: KeyExchangeOptions;
  readonly #others = new Map<PeerId, Other>();
  /** Of people we have not been told of yet: the newest of each. */
  readonly #early = new Map<PeerId, SealedKeys>();
  readonly #owed = new Set<PeerId>();
  #wanted: readonly Member[] | undefined;
  #current: SenderKey | undefined;
  /** Given to all and not in use yet. */
  #next: SenderKey | undefined;
  #callOff = () => {};
  #isBusy = false;
  #isClosed = false;

  constructor(options: KeyExchangeOptions) {
    this.#options = options;
  }

  /** Those whose keys we lack. */
  get lacking(): PeerId[] {
    return [...this.#others].filter(([, { hasKeys }]) => !hasKeys).map(([peerId]) => peerId);
  }

  /** The generation in use; for those who watch. */
  get generation(): number | undefined {
    return this.#current?.generation;
  }

  /** Who is in the meeting now. */
  members(all: readonly Member[]): void {
    this.#wanted = all.filter(({ peerId }) => peerId !== this.#options.selfId)
      .slice(0, ENCRYPTED_PEERS_MAX);
    this.#settle();
  }

  /** Sealed keys have come from somebody. */
  async received(from: PeerId, sealed: SealedKeys): Promise<void> {
    const other = this.#others.get(from);
    if (!other) {
      this.#early.set(from, sealed);
      for (const oldest of [...this.#early.keys()].slice(0, -ENCRYPTED_PEERS_MAX)) {
        this.#early.delete(oldest);
      }
      return;
    }
    const channel = await other.channel;
    const keys = channel && await openKeys(channel, sealed);
    if (!keys || this.#isClosed || this.#others.get(from) !== other) return;
    other.hasKeys = true;
    this.#options.learned(from, keys);
    this.#options.changed();
  }

  /** Somebody lacks our keys. */
  wantedBy(peerId: PeerId): void {
    if (!this.#others.has(peerId)) return; // They are told when we are told of them.
    this.#owed.add(peerId);
    this.#settle();
  }

  /** A frame of somebody's was under a key that we have not. */
  lacks(peerId: PeerId): void {
    const other = this.#others.get(peerId);
    if (!other?.hasKeys) return;
    other.hasKeys = false;
    this.#options.changed();
  }

  /** Asks again for what is lacking; to be called every now and then. */
  askAgain(): void {
    const { lacking } = this;
    if (lacking.length > 0) this.#options.ask(lacking);
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff();
  }

  /** One step after the other; what is wanted meanwhile is seen by the next. */
  async #settle(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (!this.#isClosed && (this.#wanted || this.#owed.size > 0)) await this.#step();
    } catch (error) {
      console.warn("Cannot exchange keys:", error);
    } finally {
      this.#isBusy = false;
    }
  }

  async #step(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted) await this.#follow(wanted);
    await this.#give();
  }

  async #follow(wanted: readonly Member[]): Promise<void> {
    const here = new Map(wanted.map(({ peerId, publicKey }) => [peerId, publicKey]));
    const gone = [...this.#others].filter(([peerId, { publicKey }]) =>
      here.get(peerId) !== publicKey
    );
    for (const [peerId] of gone) {
      this.#others.delete(peerId);
      this.#owed.delete(peerId);
      this.#options.forgotten(peerId);
    }
    const fresh = wanted.filter(({ peerId }) => !this.#others.has(peerId));
    if (gone.length > 0 || fresh.length > 0 || !this.#current) {
      await this.#renew(gone.length > 0);
    }
    for (const member of fresh) this.#meet(member);
    if (gone.length > 0 || fresh.length > 0) this.#options.changed();
  }

  /** Before newcomers are given anything. */
  async #renew(hasLoss: boolean): Promise<void> {
    const { use, later } = this.#options;
    const current = this.#current;
    if (!current) return use(this.#current = freshKey(0));
    if (!hasLoss && !this.#next && current.step + 1 < STEPS_MAX) {
      return use(this.#current = await ratchet(current));
    }
    if (!hasLoss && this.#next) return; // In use by nobody yet: there is no past to close.
    const isWaiting = this.#next !== undefined;
    this.#next = freshKey((this.#next ?? current).generation + 1);
    for (const peerId of this.#others.keys()) this.#owed.add(peerId);
    // Where one goes after the other, the first is not kept in by those who follow.
    if (!isWaiting) this.#callOff = later(() => this.#change());
  }

  #change(): void {
    if (!this.#next) return;
    this.#current = this.#next;
    this.#next = undefined;
    this.#options.use(this.#current);
  }

  #meet({ peerId, publicKey }: Member): void {
    const channel = openChannel(this.#options, { peerId, publicKey }).catch(() => undefined);
    const since = (this.#next ?? this.#current)?.generation ?? 0;
    this.#others.set(peerId, { publicKey, channel, since, hasKeys: false });
    this.#owed.add(peerId);
    const early = this.#early.get(peerId);
    this.#early.delete(peerId);
    if (early !== undefined) this.received(peerId, early).catch(() => {});
  }

  async #give(): Promise<void> {
    const owed = [...this.#owed];
    this.#owed.clear();
    const keys: { to: PeerId; sealed: SealedKeys }[] = [];
    for (const to of owed) {
      const other = this.#others.get(to);
      const channel = await other?.channel;
      const given = [this.#current, this.#next]
        .filter((key) => key !== undefined)
        .filter(({ generation }) => other && generation >= other.since);
      if (channel && given.length > 0) keys.push({ to, sealed: await sealKeys(channel, given) });
    }
    if (keys.length > 0 && !this.#isClosed) this.#options.pass(keys);
  }
}
