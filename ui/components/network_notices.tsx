/** Says that a weak network keeps video away, in either direction, and that it is back. */
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../models/announcer.ts";
import type { Weakness } from "../models/reception.ts";
import { t } from "../strings/mod.ts";

export interface NetworkNoticesProps {
  /** How the others' video suffers. */
  weakness: Weakness;
  isCameraHeld: boolean;
}

export function NetworkNotices({ weakness, isCameraHeld }: NetworkNoticesProps) {
  const weak = weakness === "none" ? undefined : t.network.weak[weakness];
  const isPaused = weakness === "some" || weakness === "all";
  useWords(isPaused ? weak : undefined, t.network.videoBack);
  useWords(weakness === "poor" ? weak : undefined, t.network.smooth);
  useWords(isCameraHeld ? t.network.cameraHeld : undefined, t.network.cameraBack);
  if (!weak && !isCameraHeld) return null;
  return (
    <p
      class="notice warning"
      data-testid="weak-network"
      data-video={weakness}
      data-camera-held={isCameraHeld}
    >
      {!isCameraHeld ? weak : isPaused ? t.network.both : t.network.cameraHeld}
    </p>
  );
}

/** Reads out a trouble when it begins, and its end. */
function useWords(trouble: string | undefined, over: string): void {
  const told = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (trouble === told.current) return;
    if (trouble !== undefined) announce(trouble);
    else if (told.current !== undefined) announce(over);
    told.current = trouble;
  }, [trouble, over]);
}
