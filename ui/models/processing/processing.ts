/**
 * What is done to this person's picture and sound before anybody gets them: another background, and
 * noise taken out. What can't be done leaves the picture and the sound as they were captured, and is
 * said in words.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Background } from "../../processing/backgrounds.ts";
import type { BackgroundEffect } from "../../processing/background_effect.ts";
import { type EffectEvents, EffectFailed, type EffectStop } from "../../processing/effect.ts";
import { isTooMuch, type Load, NO_LOAD, weigh } from "../../processing/load_policy.ts";
import { costOf, type Measure } from "../../processing/measure.ts";
import { watchPressure } from "../../processing/pressure.ts";
import type { DeviceKind } from "../device_state.ts";
import { preferences, remember } from "../preferences.ts";
import { type EffectName, type EffectState, OFF, STARTING } from "./effect_state.ts";
import { browserEffects, type Effects } from "./effects.ts";

export type { EffectName, EffectState } from "./effect_state.ts";

export interface ProcessingOptions {
  /** What was captured has to be processed anew, since something else would be done to it. */
  again(kind: DeviceKind): void;
  /** An effect that was on is not any more, and nobody wanted that. */
  stopped(effect: EffectName, why: EffectStop): void;
}

export type Processing = ReturnType<typeof createProcessing>;

const DEVICE_OF = { background: "camera", noise: "microphone" } as const;

export function createProcessing(
  options: ProcessingOptions,
  effects: Effects = browserEffects(),
) {
  const states = { background: signal(OFF), noise: signal(OFF) } as const;
  const loads: Record<EffectName, Load> = { background: NO_LOAD, noise: NO_LOAD };
  /** Counts openings, so that news of an effect that was replaced are dropped. */
  const opened: Record<EffectName, number> = { background: 0, noise: 0 };
  let background: BackgroundEffect | undefined;
  let isEncoderLimited = false;
  let isCritical = false;
  let stopPressure: (() => void) | undefined;

  const { canTreat, canFilter } = effects;

  /** Whether the page takes noise out: then the browser shall not do it before. */
  const filtersNoise = computed(() =>
    canFilter && preferences.value.noiseFilter && states.noise.value.phase !== "stopped"
  );

  /** What goes out for a captured track; the track itself where nothing is wished, or possible. */
  async function process(kind: DeviceKind, raw: MediaStreamTrack): Promise<MediaStreamTrack> {
    switch (kind) {
      case "camera":
        return await treat(raw);
      case "microphone":
        return await filter(raw);
      default:
        return kind satisfies never;
    }
  }

  async function treat(raw: MediaStreamTrack): Promise<MediaStreamTrack> {
    background = undefined;
    const treatment = preferences.peek().background;
    if (!canTreat || treatment === "none" || states.background.peek().phase === "stopped") {
      return notOpened("background", raw);
    }
    return await open("background", raw, async (events, isCurrent) => {
      const picture = await pictureOf(treatment);
      const effect = await effects.openBackground({ raw, treatment, picture, ...events });
      if (!isCurrent()) return effect.track;
      background = effect;
      // Another one may have been chosen meanwhile.
      const now = preferences.peek().background;
      if (now !== treatment && now !== "none") effect.treat(now, await pictureOf(now));
      return effect.track;
    });
  }

  async function filter(raw: MediaStreamTrack): Promise<MediaStreamTrack> {
    if (!filtersNoise.peek()) return notOpened("noise", raw);
    return await open(
      "noise",
      raw,
      async (events) => (await effects.openNoiseFilter({ raw, ...events })).track,
    );
  }

  function notOpened(effect: EffectName, raw: MediaStreamTrack): MediaStreamTrack {
    opened[effect]++;
    if (states[effect].peek().phase !== "stopped") states[effect].value = OFF;
    followPressure();
    return raw;
  }

  async function open(
    effect: EffectName,
    raw: MediaStreamTrack,
    start: (events: EffectEvents, isCurrent: () => boolean) => Promise<MediaStreamTrack>,
  ): Promise<MediaStreamTrack> {
    const ticket = ++opened[effect];
    loads[effect] = NO_LOAD;
    states[effect].value = STARTING;
    const isCurrent = () => ticket === opened[effect];
    try {
      const track = await start({
        measured: (measure) => isCurrent() && measured(effect, measure),
        failed: (error) => isCurrent() && stop(effect, error),
        closed: () => isCurrent() && closed(effect),
      }, isCurrent);
      if (!isCurrent()) {
        track.stop(); // Something else was wished meanwhile.
        return raw;
      }
      states[effect].value = { phase: "on", cost: null };
      followPressure();
      return track;
    } catch (error) {
      if (isCurrent() && raw.readyState === "live") stop(effect, error);
      return raw;
    }
  }

  function closed(effect: EffectName): void {
    states[effect].value = OFF;
    followPressure();
  }

  function measured(effect: EffectName, measure: Measure): void {
    const state = states[effect].peek();
    if (state.phase !== "on") return;
    states[effect].value = { phase: "on", cost: costOf(state.cost, measure) };
    // An encoder that has too much to do is helped by pictures alone.
    const isLimited = isEncoderLimited && effect === "background";
    loads[effect] = weigh(loads[effect], measure, { isEncoderLimited: isLimited, isCritical });
    if (isTooMuch(loads[effect])) {
      stop(effect, new EffectFailed("overload", "Cannot go on: the machine has too much to do"));
    }
  }

  /** From here on what was captured goes out as it is. */
  function stop(effect: EffectName, error: unknown): void {
    const why = error instanceof EffectFailed ? error.stop : "load";
    console.warn(`Cannot process the ${DEVICE_OF[effect]}:`, error);
    opened[effect]++;
    states[effect].value = { phase: "stopped", why };
    options.stopped(effect, why);
    // Also for what just failed to open: the browser takes noise out again.
    queueMicrotask(() => options.again(DEVICE_OF[effect]));
  }

  /** `none` is without. Takes effect at once, in the same track where one is treated already. */
  async function chooseBackground(choice: Background): Promise<void> {
    remember({ background: choice });
    const { phase } = states.background.peek();
    if (phase === "starting" && choice !== "none") return; // It looks when it is open.
    if (phase === "on" && choice !== "none") {
      return background?.treat(choice, await pictureOf(choice));
    }
    forgive("background");
  }

  function setNoiseFilter(isOn: boolean): void {
    remember({ noiseFilter: isOn });
    forgive("noise");
  }

  /** Tries again what was stopped. */
  function forgive(effect: EffectName): void {
    states[effect].value = OFF;
    options.again(DEVICE_OF[effect]);
  }

  /** The system is asked only while something would come of it. */
  function followPressure(): void {
    const isAnyOn = Object.values(states).some((state) => state.peek().phase === "on");
    if (isAnyOn === (stopPressure !== undefined)) return;
    stopPressure?.();
    isCritical = false;
    stopPressure = isAnyOn ? watchPressure((now) => isCritical = now) : undefined;
  }

  return {
    background: states.background as ReadonlySignal<EffectState>,
    noise: states.noise as ReadonlySignal<EffectState>,
    canTreat,
    canFilter,
    filtersNoise,
    process,
    chooseBackground,
    setNoiseFilter,
    /** The wish is kept; it is tried again. */
    retry: forgive,
    /** Whether the encoder of what is sent has too little processor time. */
    setEncoderLimited: (isLimited: boolean) => isEncoderLimited = isLimited,
  };
}

async function pictureOf(background: Background): Promise<ImageBitmap | undefined> {
  if (background !== "own") return undefined;
  const { openPicture } = await import("./own_picture.ts");
  return await openPicture();
}
