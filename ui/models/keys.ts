/** Names of key presses, as shortcuts are told by. Pure. */

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * `mod+d` with Control or Command, `d` alone. A sign that takes Shift on some keyboards (`?`) is
 * told by itself; a letter with Shift is none.
 */
export function namesOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string[] {
  const isLetter = /^\p{L}$/u.test(key);
  if (altKey || (shiftKey && isLetter)) return [];
  const name = key === " " ? "space" : key.toLowerCase();
  return [ctrlKey || metaKey ? `mod+${name}` : name];
}
