/** Whether the system says that its processors are at their end (W3C Compute Pressure). */

interface PressureRecord {
  readonly state: "nominal" | "fair" | "serious" | "critical";
}
interface PressureWatcher {
  observe(source: "cpu", options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}

declare global {
  var PressureObserver:
    | (new (changed: (records: readonly PressureRecord[]) => void) => PressureWatcher)
    | undefined;
}

const SAMPLE_INTERVAL_MS = 1_000;

/** Returns the way to stop. Where the browser does not tell, nothing is ever critical. */
export function watchPressure(changed: (isCritical: boolean) => void): () => void {
  const { PressureObserver } = globalThis;
  if (!PressureObserver) return () => {};
  const observer = new PressureObserver((records) => changed(records.at(-1)?.state === "critical"));
  observer.observe("cpu", { sampleInterval: SAMPLE_INTERVAL_MS }).catch(() => {}); // Not allowed.
  return () => observer.disconnect();
}
