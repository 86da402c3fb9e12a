/** Another background behind a person, on the page's side. Loaded when somebody first wants one. */
import type { Treatment } from "./backgrounds.ts";
import { breakOut } from "./breakout_box.ts";
import { canvasBox } from "./canvas_box.ts";
import { type Effect, type EffectEvents, EffectFailed } from "./effect.ts";
import { EffectLife } from "./effect_life.ts";
import type { Size } from "./fit.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** The first picture is there within this time, with everything loaded before it. */
const BEGIN_LIMIT_MS = 20_000;

export interface BackgroundOptions extends EffectEvents {
  raw: MediaStreamTrack;
  treatment: Treatment;
  /** For `own`. It goes to the worker. */
  picture: ImageBitmap | undefined;
}

export interface BackgroundEffect extends Effect {
  /** Another background, without a new track. */
  treat(treatment: Treatment, picture: ImageBitmap | undefined): void;
}

/** Brings what it is made of into the browser's cache: the worker's program, and what that loads. */
export async function fetchBackground(): Promise<void> {
  const worker = startWorker();
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(`Cannot load the worker: ${message}`));
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.type === "fetched") resolve();
        else if (data.type === "failed") reject(new Error(data.message));
      };
      worker.postMessage({ type: "fetch" } satisfies ToWorker);
    });
  } finally {
    worker.terminate();
  }
}

/** Resolves with the first picture. Rejects with `EffectFailed`. */
export async function openBackground(options: BackgroundOptions): Promise<BackgroundEffect> {
  const { raw, treatment, picture } = options;
  const box = breakOut(raw);
  const canvas = box ? undefined : canvasBox(raw);
  const track = box?.track ?? canvas?.track;
  if (!track) throw new EffectFailed("load", "Cannot begin: the browser gave no track");
  track.contentHint = raw.contentHint;
  const worker = startWorker();
  const begun = Promise.withResolvers<Size>();
  const life = new EffectLife({
    raw,
    track,
    beginLimitMs: BEGIN_LIMIT_MS,
    events: options,
    release() {
      worker.terminate();
      canvas?.close();
    },
  });

  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => heard(data);
  worker.onerror = ({ message }) => life.fail("broken", message);
  const streams = box?.streams;
  tell(
    { type: "start", treatment, ...(picture && { picture }), ...(streams && { streams }) },
    [...(picture ? [picture] : []), ...(streams ? [streams.readable, streams.writable] : [])],
  );

  function heard(message: FromWorker): void {
    if (life.isClosed) return;
    switch (message.type) {
      case "begun":
        return begun.resolve(message);
      case "fetched":
        return;
      case "wanted":
        canvas?.take().then((picture) => picture && tell({ type: "picture", picture }, [picture]));
        return;
      case "picture":
        return canvas?.show(message.picture);
      case "measured":
        return life.hear(message.measure);
      case "failed":
        return life.fail(message.isLoading ? "load" : "broken", message.message);
      default:
        return message satisfies never;
    }
  }

  function tell(message: ToWorker, transfer: Transferable[] = []): void {
    if (!life.isClosed) worker.postMessage(message, transfer);
  }

  tellSize(track, await life.opened(begun.promise));
  return {
    track,
    close: life.close,
    treat: (treatment, picture) =>
      tell({ type: "treat", treatment, ...(picture && { picture }) }, picture ? [picture] : []),
  };
}

const startWorker = (): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "background" });

/** Made tracks know no size, and the layers of what is sent are chosen by it. */
function tellSize(track: MediaStreamTrack, { width, height }: Size): void {
  const settings = track.getSettings.bind(track);
  track.getSettings = () => ({ width, height, ...settings() });
}
