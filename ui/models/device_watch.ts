/** The devices there are, kept up to date; tells what was plugged in. */
import { type ReadonlySignal, signal } from "@preact/signals";
import {
  type Arrival,
  arrivalsOf,
  type DeviceLists,
  type Listed,
  listsOf,
  NO_LISTS,
} from "./device_lists.ts";

export interface DeviceWatch {
  readonly lists: ReadonlySignal<DeviceLists>;
  /** Looks anew: permissions give names to devices. */
  look(): Promise<void>;
  start(): void;
  stop(): void;
}

/** `changed`: devices came or went; what came with them. */
export function createDeviceWatch(
  changed: (arrivals: readonly Arrival[], before: DeviceLists) => void,
): DeviceWatch {
  const lists = signal(NO_LISTS);
  let known: readonly Listed[] | undefined;
  /** Counts looks, so that an outdated one is not taken for the newest. */
  let looks = 0;

  async function look(): Promise<void> {
    const number = ++looks;
    const all = await media()?.enumerateDevices().catch(() => []) ?? [];
    if (number !== looks) return;
    const before = { all: known, lists: lists.peek() };
    known = all;
    lists.value = listsOf(all);
    if (before.all) changed(arrivalsOf(before.all, all), before.lists);
  }

  const lookAgain = () => void look();

  return {
    lists,
    look,
    start: () => media()?.addEventListener("devicechange", lookAgain),
    stop() {
      media()?.removeEventListener("devicechange", lookAgain);
      looks++;
      known = undefined;
    },
  };
}

/** Absent on a page that did not come securely, whatever the types say. */
export const media = (): MediaDevices | undefined => navigator.mediaDevices;
