/** Links to a recording: those there are, and one that is made. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { RecordingShare, SharedLink, ShareRecording } from "../../../protocol/mod.ts";
import type { RecordingApi } from "./recordings_api.ts";

export interface Sharing {
  readonly links: ReadonlySignal<readonly RecordingShare[] | "loading" | "failed">;
  /** The link that was made last: its address is told once. */
  readonly made: ReadonlySignal<SharedLink | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly hasFailed: ReadonlySignal<boolean>;
  load(): Promise<void>;
  make(wish: ShareRecording): Promise<boolean>;
  revoke(id: string): Promise<boolean>;
}

export function createSharing(api: Pick<RecordingApi, "shares" | "share" | "revoke">): Sharing {
  const links = signal<readonly RecordingShare[] | "loading" | "failed">("loading");
  const made = signal<SharedLink | null>(null);
  const isBusy = signal(false);
  const hasFailed = signal(false);

  async function load(): Promise<void> {
    try {
      links.value = (await api.shares()).shares;
    } catch {
      links.value = "failed";
    }
  }

  async function act(run: () => Promise<void>): Promise<boolean> {
    if (isBusy.peek()) return false;
    batch(() => {
      isBusy.value = true;
      hasFailed.value = false;
    });
    try {
      await run();
      await load();
      return true;
    } catch {
      hasFailed.value = true;
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return {
    links,
    made,
    isBusy,
    hasFailed,
    load,
    make: (wish) =>
      act(async () => {
        made.value = await api.share(wish);
      }),
    revoke: (id) =>
      act(async () => {
        await api.revoke(id);
        if (made.peek()?.id === id) made.value = null;
      }),
  };
}
