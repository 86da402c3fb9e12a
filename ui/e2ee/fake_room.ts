/** People in an encrypted meeting, for tests: real keys and frames, a room of memory between them. */
import { FrameCrypto } from "./frame_crypto.ts";
import { createIdentity, type Identity, type Member } from "./identity.ts";
import { KeyExchange } from "./key_exchange.ts";

const SETTLE_TURNS_MAX = 2_000;

export interface FakePerson {
  readonly member: Member;
  readonly exchange: KeyExchange;
  readonly frames: FrameCrypto;
  readonly identity: Identity;
}

export class FakeRoom {
  readonly people = new Map<string, FakePerson>();
  /** All that the room has passed on, as it saw it. */
  readonly passed: { from: string; to: string; sealed: string }[] = [];
  /** While true nothing that is said arrives. */
  isDeaf = false;
  /** Those who have waited for the grace. */
  readonly #due: (() => void)[] = [];

  async join(peerId: string): Promise<FakePerson> {
    const identity = await createIdentity();
    const frames = new FrameCrypto();
    const exchange = new KeyExchange({
      roomId: "room",
      selfId: peerId,
      identity,
      pass: (keys) => {
        for (const { to, sealed } of keys) {
          this.passed.push({ from: peerId, to, sealed });
          if (!this.isDeaf) this.people.get(to)?.exchange.received(peerId, sealed);
        }
      },
      ask: (of) => {
        if (this.isDeaf) return;
        for (const each of of) this.people.get(each)?.exchange.wantedBy(peerId);
      },
      use: (key) => void frames.use(key),
      learned: (from, keys) => frames.learn(from, keys),
      forgotten: (whom) => frames.forget(whom),
      changed: () => {},
      later: (run) => {
        this.#due.push(run);
        return () => {};
      },
    });
    const person = {
      member: { peerId, publicKey: identity.publicKey },
      exchange,
      frames,
      identity,
    };
    this.people.set(peerId, person);
    this.tell();
    return person;
  }

  /** The one who left hears nothing any more. */
  leave(peerId: string): void {
    this.people.delete(peerId);
    this.tell();
  }

  tell(): void {
    const members = [...this.people.values()].map(({ member }) => member);
    for (const { exchange } of this.people.values()) exchange.members(members);
  }

  /** The grace of all is over. */
  graceIsOver(): void {
    for (const run of this.#due.splice(0)) run();
  }

  /** Waits until everybody has everybody's keys. */
  async settled(): Promise<void> {
    await this.#until(() =>
      [...this.people.values()].every(({ exchange }) => exchange.lacking.length === 0)
    );
    await this.quiet();
  }

  /** Waits until nothing more is said. */
  async quiet(): Promise<void> {
    let said = -1;
    while (said !== this.passed.length) {
      said = this.passed.length;
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Whether a frame that `from` sends now is opened by `to`. */
  async hears(to: FakePerson, from: FakePerson): Promise<boolean> {
    const { peerId } = from.member;
    const frame = await from.frames.seal(`${peerId}:mic`, "audio", new ArrayBuffer(60));
    if (!frame) return false;
    return (await to.frames.open({ peerId, track: `${peerId}:mic` }, "audio", frame)).ok;
  }

  async #until(reached: () => boolean): Promise<void> {
    for (let turn = 0; turn < SETTLE_TURNS_MAX; turn++) {
      if (reached()) return;
      await new Promise((resolve) => setTimeout(resolve));
    }
    const lacking = [...this.people].map(([id, { exchange }]) => `${id}: ${exchange.lacking}`);
    throw new Error(`Cannot settle: ${lacking.join("; ")}`);
  }
}
