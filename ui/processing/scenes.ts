/** Backgrounds drawn with a few strokes: sharp at any size, nothing to load, nobody else's. Pure. */
import type { Scene } from "./backgrounds.ts";
import type { Size } from "./fit.ts";

/** What is used of a canvas's 2D context; in a worker and on the page. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | "fillStyle"
  | "fillRect"
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "bezierCurveTo"
  | "ellipse"
  | "closePath"
  | "fill"
  | "createLinearGradient"
  | "createRadialGradient"
>;

type Stops = readonly (readonly [number, string])[];
/** In tenths of the width and height, so that it is drawn alike at every size. */
type Wave = readonly [from: number, first: number, second: number, to: number];

export function paintScene(brush: Brush, scene: Scene, size: Size): void {
  switch (scene) {
    case "dusk":
      return paintDusk(brush, size);
    case "hills":
      return paintHills(brush, size);
    case "room":
      return paintRoom(brush, size);
    case "paper":
      return paintPaper(brush, size);
    default:
      return scene satisfies never;
  }
}

function paintDusk(brush: Brush, size: Size): void {
  sky(brush, size, [[0, "#1d2b4f"], [0.45, "#6b4a7d"], [0.75, "#d97f6b"], [1, "#f3c08a"]]);
  glow(brush, size, { x: 6.8, y: 7.4, radius: 3.2, colour: "rgb(255 225 170 / 80%)" });
  wave(brush, size, [8.2, 7.4, 8.9, 8], "#4a3358");
  wave(brush, size, [8.8, 9.3, 8.2, 9.1], "#2d2140");
}

function paintHills(brush: Brush, size: Size): void {
  sky(brush, size, [[0, "#9cc9d8"], [0.6, "#dcecea"], [1, "#eef3e6"]]);
  wave(brush, size, [6, 4.6, 6.8, 5.2], "#a9c9b6");
  wave(brush, size, [6.8, 7.4, 5.6, 6.6], "#7fae94");
  wave(brush, size, [8.2, 7.2, 8.8, 7.6], "#4f8a6e");
}

function paintRoom(brush: Brush, size: Size): void {
  const { width, height } = size;
  sky(brush, size, [[0, "#e9e2d6"], [0.8, "#d9cfbf"], [0.8, "#a98d6d"], [1, "#8f7558"]]);
  const box = (x: number, y: number, wide: number, high: number, colour: string) => {
    brush.fillStyle = colour;
    brush.fillRect(x * width / 10, y * height / 10, wide * width / 10, high * height / 10);
  };
  box(0.6, 1, 2.6, 4.6, "#fbf8f2"); // A window,
  box(0.75, 1.25, 1.1, 4.1, "#bfdce4");
  box(1.95, 1.25, 1.1, 4.1, "#bfdce4");
  box(7.2, 1.8, 2.4, 0.14, "#7d6248"); // a shelf with books,
  const books = ["#39645c", "#b5694d", "#d8b26a", "#4b5d7c", "#8b4a5c", "#39645c"];
  books.forEach((colour, n) =>
    box(7.35 + n * 0.2, 0.85 + (n % 3) * 0.12, 0.16, 0.95 - (n % 3) * 0.12, colour)
  );
  box(7.9, 7, 0.9, 1.2, "#b5694d"); // and a plant.
  for (const [lean, tall] of [[-0.9, 2.4], [-0.4, 3], [0.1, 3.3], [0.6, 2.9], [1, 2.2]] as const) {
    leaf(brush, size, { x: 8.35, y: 7, lean, tall });
  }
}

function paintPaper(brush: Brush, size: Size): void {
  sky(brush, size, [[0, "#f4f5f1"], [1, "#d9e2dc"]]);
  glow(brush, size, { x: 2.5, y: 2, radius: 7, colour: "rgb(255 255 255 / 90%)" });
}

function sky(brush: Brush, { width, height }: Size, stops: Stops): void {
  const gradient = brush.createLinearGradient(0, 0, 0, height);
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  brush.fillStyle = gradient;
  brush.fillRect(0, 0, width, height);
}

function glow(
  brush: Brush,
  { width, height }: Size,
  { x, y, radius, colour }: { x: number; y: number; radius: number; colour: string },
): void {
  const [left, top] = [x * width / 10, y * height / 10];
  const gradient = brush.createRadialGradient(left, top, 0, left, top, radius * height / 10);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(1, "rgb(255 255 255 / 0%)");
  brush.fillStyle = gradient;
  brush.fillRect(0, 0, width, height);
}

/** Land with a rolling upper edge. */
function wave(brush: Brush, { width, height }: Size, heights: Wave, colour: string): void {
  const [from, first, second, to] = heights.map((tenth) => tenth * height / 10);
  brush.fillStyle = colour;
  brush.beginPath();
  brush.moveTo(0, height);
  brush.lineTo(0, from ?? 0);
  brush.bezierCurveTo(width / 3, first ?? 0, width * 2 / 3, second ?? 0, width, to ?? 0);
  brush.lineTo(width, height);
  brush.closePath();
  brush.fill();
}

function leaf(
  brush: Brush,
  { width, height }: Size,
  { x, y, lean, tall }: { x: number; y: number; lean: number; tall: number },
): void {
  const at = (dx: number, dy: number) => [(x + dx) * width / 10, (y - dy) * height / 10] as const;
  brush.fillStyle = "#3f7a5c";
  brush.beginPath();
  brush.moveTo(...at(0, 0));
  brush.bezierCurveTo(
    ...at(lean * 0.1 - 0.2, tall * 0.5),
    ...at(lean * 0.6 - 0.2, tall),
    ...at(lean, tall),
  );
  brush.bezierCurveTo(
    ...at(lean * 0.6 + 0.2, tall * 0.8),
    ...at(lean * 0.1 + 0.25, tall * 0.4),
    ...at(0, 0),
  );
  brush.closePath();
  brush.fill();
}
