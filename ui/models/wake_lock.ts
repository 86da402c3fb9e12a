/** Keeps the screen on during a call. Browsers take the lock away whenever the page is hidden. */

/** Returns the way to let go. Where there is no such lock, nothing happens. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let isOver = false;

  async function acquire(): Promise<void> {
    if (isOver || document.hidden || (lock && !lock.released)) return;
    try {
      // Absent in older browsers, and on pages that did not come securely, whatever the types say.
      const taken = await (navigator.wakeLock as WakeLock | undefined)?.request("screen");
      if (isOver) await taken?.release();
      else lock = taken;
    } catch {
      // Too little battery: the system's decision.
    }
  }

  const again = () => void acquire();
  document.addEventListener("visibilitychange", again);
  again();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", again);
    lock?.release().catch(() => {});
  };
}
