/**
 * Somebody drawn with ellipses, whom the model takes for a person: head, hair, a face, shoulders.
 * Given to pages as text, too: it may use nothing from outside its own braces. Pure.
 */

/** The colour at a place, 0 to 255; `null`: background. `x` 0 to 256, `y` 0 to 144. */
export function drawnPerson(x: number, y: number): [number, number, number] | null {
  const far = (left: number, top: number, wide: number, high: number) =>
    ((x - left) / wide) ** 2 + ((y - top) / high) ** 2;
  const isIn = (left: number, top: number, wide: number, high: number) =>
    far(left, top, wide, high) < 1;
  const shaded = (colour: readonly number[], by: number): [number, number, number] => [
    (colour[0] ?? 0) * by,
    (colour[1] ?? 0) * by,
    (colour[2] ?? 0) * by,
  ];
  if (isIn(128, 82, 9, 2.6)) return [170, 70, 70];
  if (isIn(118, 60, 2, 2.2) || isIn(138, 60, 2, 2.2)) return [40, 30, 30];
  if (isIn(118, 60, 4.5, 2.5) || isIn(138, 60, 4.5, 2.5)) return [245, 245, 245];
  if (isIn(118, 54, 6, 1.4) || isIn(138, 54, 6, 1.4)) return [60, 40, 30];
  if (isIn(128, 70, 3, 6)) return [205, 150, 120];
  if (isIn(128, 64, 25, 33)) return shaded([225, 175, 145], 1.05 - 0.17 * far(118, 56, 25, 33));
  if (isIn(128, 58, 31, 38)) return [60, 40, 30];
  if (Math.abs(x - 128) < 13 && y > 80 && y < 106) return [200, 150, 120];
  if (isIn(128, 150, 70, 52)) return shaded([40, 60, 120], 1 - 0.3 * far(128, 150, 70, 52));
  return null;
}
