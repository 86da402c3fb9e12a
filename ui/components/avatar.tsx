/** Initials on a colour of their own, where there is no picture. */

/** The first letters of the first and last word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...words[0] ?? ""][0] ?? "?";
  const last = words.length > 1 ? [...words.at(-1) ?? ""][0] ?? "" : "";
  return (first + last).toUpperCase();
}

/** A hue of the colour circle, always the same for the same id. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) % 360;
  return hash;
}

export function Avatar({ id, name }: { id: string; name: string }) {
  return (
    <span class="avatar" style={{ "--hue": hueOf(id) }} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
