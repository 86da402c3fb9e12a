/** What a bench sees of a call from inside its pages. */
export { CallProbe, CAMERA, epochMs, installProbe } from "./call_probe.ts";
export type { PageEvent } from "./page_link.ts";
export type { Silence } from "./page_sound.ts";
export { toneWav } from "./tone.ts";
