/** What set-up says to the person who started it: one line per step, colours where they help. */

const useColour = Deno.stderr.isTerminal() && !Deno.noColor;

const CODES = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  grey: 90,
  bold: 1,
};
export type Colour = keyof typeof CODES;

/** `text` in a colour, if the terminal shows any. */
export function paint(colour: Colour, text: string): string {
  return useColour ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
}

const encoder = new TextEncoder();

/** Writes a line to standard error, at once and whole. */
export function say(line: string): void {
  const bytes = encoder.encode(`${line}\n`);
  for (let written = 0; written < bytes.length;) {
    written += Deno.stderr.writeSync(bytes.subarray(written));
  }
}

/** A step that is under way. */
export function sayStep(text: string): void {
  say(`${paint("cyan", "•")} ${text}`);
}

export function sayDone(text: string): void {
  say(`${paint("green", "✓")} ${text}`);
}

export function sayWarning(text: string): void {
  say(`${paint("yellow", "!")} ${text}`);
}

export function sayFailure(text: string): void {
  say(`${paint("red", "✗")} ${text}`);
}

/** Runs a step and says how long it took. */
export async function step<T>(text: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  sayDone(`${text} ${paint("grey", `${Math.round(performance.now() - startedAt)} ms`)}`);
  return result;
}
