/** Which of the others' videos the media node withholds, since this person's network can't carry them. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Forwarding, ProducerId, Signal } from "../../protocol/mod.ts";
import { createLasting } from "./lasting.ts";

/** Nodes repeat what they withhold every 5 s; what was not repeated is over. */
export const FORGOTTEN_MS = 12_000;
/** What is over sooner is not told. */
export const TOLD_AFTER_MS = 1_000;
/** Told for at least so long, lest words come and go. */
export const TOLD_UNTIL_MS = 3_000;

export interface ReceptionOptions {
  onSignal(listener: (signal: Signal) => void): () => void;
  /** Of the media plane in use. */
  generation(): number;
  /** Whether somebody looks at it; reads signals. */
  isShown(producerId: ProducerId): boolean;
  /** Whether what is seen comes past the media node, which then withholds nothing. */
  isDirect: ReadonlySignal<boolean>;
  /** Whether pictures stutter that come past it. */
  isPoor: ReadonlySignal<boolean>;
}

/** How much of what is looked at is withheld; `poor`: nothing, but pictures stutter. */
export type Weakness = "none" | "some" | "all" | "poor";

export type ReceptionModel = ReturnType<typeof createReception>;

export function createReception(options: ReceptionOptions) {
  const { onSignal, generation, isShown, isDirect, isPoor } = options;
  const streams = signal<ReadonlyMap<ProducerId, Forwarding>>(new Map());
  let timer: ReturnType<typeof setTimeout> | undefined;

  const off = onSignal((heard) => {
    if (heard.type !== "reception" || heard.generation !== generation()) return;
    clearTimeout(timer);
    streams.value = new Map(
      heard.streams.map(({ producerId, forwarding }) => [producerId, forwarding]),
    );
    const isWithholding = heard.streams.some(({ forwarding }) => forwarding.withheld);
    if (isWithholding) timer = setTimeout(() => streams.value = new Map(), FORGOTTEN_MS);
  });

  const withheld = computed<ReadonlySet<ProducerId>>(() =>
    new Set(
      [...isDirect.value ? [] : streams.value].filter(([, { withheld }]) => withheld)
        .map(([id]) => id),
    )
  );
  const weakness = computed<Weakness>(() => {
    const shown = [...streams.value.keys()].filter(isShown);
    const lacking = shown.filter((id) => withheld.value.has(id));
    if (lacking.length === 0) return "none";
    return lacking.length === shown.length ? "all" : "some";
  });
  const lasting = createLasting(() => weakness.value !== "none", TOLD_AFTER_MS, TOLD_UNTIL_MS);
  const isAll = createLasting(() => weakness.value === "all", TOLD_AFTER_MS, TOLD_UNTIL_MS);
  const told = computed<Weakness>(() => {
    if (isPoor.value) return "poor";
    if (!lasting.value.value) return "none";
    return isAll.value.value ? "all" : "some";
  });

  return {
    /** How each video flows, as the node last said. */
    streams: streams as ReadonlySignal<ReadonlyMap<ProducerId, Forwarding>>,
    withheld,
    /** What to say of it, steady. */
    told,
    isWithheld: (producerId: ProducerId) => withheld.peek().has(producerId),
    dispose() {
      off();
      clearTimeout(timer);
      lasting.dispose();
      isAll.dispose();
    },
  };
}
