/** What quality needs of the browser. */

export function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}

/** From navigation to a page that can be used, in ms; absent where a later call uses the same page. */
export function pageMs(): number | undefined {
  const [navigation] = performance.getEntriesByType("navigation");
  const isFirst = performance.getEntriesByName("parley:startedAt").length <= 1;
  if (!isFirst || !(navigation instanceof PerformanceNavigationTiming)) return undefined;
  return Math.round(navigation.domContentLoadedEventEnd);
}
