/** Hooks that tie elements to the browser's observers and media. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { openMeter } from "../models/meter.ts";

/** Sets the page's title. */
export function useTitle(title: string, product: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title]);
}

/** An element's inner size in CSS pixels, as a signal. */
export function useSize<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const size = useSignal({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      const known = size.peek();
      if (known.width !== width || known.height !== height) size.value = { width, height };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}

/** Plays a track in a media element. */
export function useTrack<E extends HTMLMediaElement>(
  track: MediaStreamTrack | null,
  options: { firstFrame?: () => void; blocked?: () => void } = {},
) {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    if (!track) {
      element.srcObject = null;
      return;
    }
    element.srcObject = new MediaStream([track]);
    element.play().catch((error) => {
      if (error instanceof Error && error.name === "NotAllowedError") options.blocked?.();
    });
    if (isVideo(element) && options.firstFrame) {
      const handle = element.requestVideoFrameCallback(options.firstFrame);
      return () => element.cancelVideoFrameCallback(handle);
    }
    return;
  }, [track]);
  return ref;
}

/** Also of a floating window, whose elements are of other classes by the same names. */
const isVideo = (element: HTMLMediaElement): element is HTMLVideoElement =>
  element.localName === "video";

const METER_INTERVAL_MS = 80;
/** Speech is around a tenth of full scale; the meter is for people, not for engineers. */
const METER_GAIN = 6;

/** Writes a track's level, 0 to 1, into `--level` of an element. */
export function useMeter(track: MediaStreamTrack | null, isOn: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    element.style.setProperty("--level", "0");
    if (!track || !isOn) return;
    const meter = openMeter(track);
    const timer = setInterval(() => {
      element.style.setProperty("--level", Math.min(1, meter.level() * METER_GAIN).toFixed(2));
    }, METER_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [track, isOn]);
  return ref;
}
