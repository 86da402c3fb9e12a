/** Frames going out and coming in: what the worker does, apart from the worker. */
import { concat } from "./bytes.ts";
import { type FrameKind, metadataOf, split } from "./frame_format.ts";
import { KeyRing } from "./key_ring.ts";
import { ReplayWindow } from "./replay_window.ts";
import { keyId, type SenderKey } from "./sender_key.ts";
import { decrypt, deriveKey, encrypt, type SFrameKey, SUITE } from "./sframe.ts";
import { decodeHeader } from "./sframe_header.ts";

/** Windows of replay kept, a few for every track of a full meeting; the oldest goes first. */
export const WINDOWS_MAX = 2_048;

export type Opened =
  | { readonly ok: true; readonly data: ArrayBuffer }
  // `key`: we lack it. `frame`: it is not what the sender made. `replay`: it was here before.
  | { readonly ok: false; readonly lacks: "key" | "frame" | "replay" };

export class FrameCrypto {
  readonly #rings = new Map<string, KeyRing>();
  readonly #windows = new Map<string, ReplayWindow>();
  #own: { key: SFrameKey; counter: bigint } | undefined;
  #used = 0;

  /** Frames go out under this key from now on. Of calls that overlap the last one counts. */
  async use(key: SenderKey): Promise<void> {
    const turn = ++this.#used;
    const derived = await deriveKey(SUITE, keyId(key), key.baseKey);
    // A key taken again would count from zero again; ids only grow.
    if (turn !== this.#used || (this.#own && derived.kid <= this.#own.key.kid)) return;
    this.#own = { key: derived, counter: 0n };
  }

  learn(peerId: string, keys: readonly SenderKey[]): void {
    const ring = this.#rings.get(peerId) ?? new KeyRing();
    this.#rings.set(peerId, ring);
    ring.add(keys);
  }

  /** Somebody has left, or has come anew with other keys. */
  forget(peerId: string): void {
    this.#rings.delete(peerId);
    for (const window of this.#windows.keys()) {
      if (window.startsWith(`${peerId}:`)) this.#windows.delete(window);
    }
  }

  /** Undefined: there is no key yet, and nothing goes out in the clear. */
  async seal(track: string, kind: FrameKind, data: ArrayBuffer): Promise<ArrayBuffer | undefined> {
    const own = this.#own;
    if (!own) return undefined;
    const counter = own.counter++; // Before anything is awaited: no two frames share one.
    const { clear, rest } = split(data, kind);
    const metadata = metadataOf(track, clear);
    const sealed = await encrypt(own.key, { counter, metadata, plaintext: rest });
    return concat(clear, sealed).buffer;
  }

  /** `track`: the producer's id, which begins with its sender's, `peerId`. */
  async open(
    { peerId, track }: { peerId: string; track: string },
    kind: FrameKind,
    data: ArrayBuffer,
  ): Promise<Opened> {
    const { clear, rest: frame } = split(data, kind);
    const header = decodeHeader(frame);
    if (!header) return { ok: false, lacks: "frame" };
    const { kid, counter } = header;
    const key = await this.#rings.get(peerId)?.find(kid);
    if (!key) return { ok: false, lacks: "key" };
    const plaintext = await decrypt(key, { header, metadata: metadataOf(track, clear), frame });
    if (!plaintext) return { ok: false, lacks: "frame" };
    const window = this.#window(`${track} ${kid}`);
    if (!window.isNew(counter)) return { ok: false, lacks: "replay" };
    window.add(counter);
    return { ok: true, data: concat(clear, plaintext).buffer };
  }

  #window(name: string): ReplayWindow {
    const window = this.#windows.get(name) ?? new ReplayWindow();
    this.#windows.set(name, window);
    for (const oldest of [...this.#windows.keys()].slice(0, -WINDOWS_MAX)) {
      this.#windows.delete(oldest);
    }
    return window;
  }
}
