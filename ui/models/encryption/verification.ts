/** What people compare to know that nobody is between them, and whom they have compared it with. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { EncryptionKey, PeerId, RoomId } from "../../../protocol/mod.ts";
import type { Member } from "../../e2ee/identity.ts";
import { safetyCode } from "../../e2ee/safety_code.ts";

export interface VerificationOptions {
  readonly roomId: RoomId;
  readonly isOn: ReadonlySignal<boolean>;
  readonly members: ReadonlySignal<readonly Member[]>;
}

export function createVerification({ roomId, isOn, members }: VerificationOptions) {
  const code = signal<readonly string[] | null>(null);
  const verified = signal<ReadonlySet<EncryptionKey>>(new Set());
  /** Those whom the code that is shown is about. */
  let shownFor: readonly Member[] = [];

  let making: Promise<void> = Promise.resolve();
  let isMaking = false;

  const stop = effect(() => {
    code.value = null;
    if (!isOn.value || members.value.length === 0 || isMaking) return;
    isMaking = true;
    making = make();
  });

  /** One after the other, since each takes a while; of many changes the last one counts. */
  async function make(): Promise<void> {
    try {
      while (isOn.peek() && code.peek() === null) {
        const listed = members.peek();
        const digits = await safetyCode(roomId, listed);
        if (listed !== members.peek() || !isOn.peek()) continue;
        shownFor = listed;
        code.value = digits;
      }
    } catch (error) {
      console.error("Cannot make the safety code:", error);
    } finally {
      isMaking = false;
    }
  }

  return {
    /** Groups of digits, the same for everybody; null: being made. */
    code: code as ReadonlySignal<readonly string[] | null>,
    /** Those whose keys this person has compared. */
    verified: computed<ReadonlySet<PeerId>>(() =>
      new Set(
        members.value.filter(({ publicKey }) => verified.value.has(publicKey))
          .map(({ peerId }) => peerId),
      )
    ),
    /** The code was the same: everybody it is about is who they say. */
    confirm(): void {
      if (code.peek() === null) return;
      verified.value = new Set(shownFor.map(({ publicKey }) => publicKey));
    },
    /** Resolves when nothing is under way any more. */
    dispose(): Promise<void> {
      stop();
      return making;
    },
  };
}
