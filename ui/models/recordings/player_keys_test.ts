import { assertEquals } from "@std/assert";
import { actOf } from "./player_keys.ts";

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "altKey" | "shiftKey", boolean>> = {},
) => actOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

Deno.test("keys do with a player what they do elsewhere", () => {
  assertEquals(press(" "), { do: "toggle" });
  assertEquals(press("k"), { do: "toggle" });
  assertEquals(press("j"), { do: "skip", ms: -10_000 });
  assertEquals(press("ArrowRight"), { do: "skip", ms: 5_000 });
  assertEquals(press("ArrowUp"), { do: "volume", by: 0.1 });
  assertEquals(press("7"), { do: "seek", share: 0.7 });
  assertEquals(press("f"), { do: "full" });
  assertEquals(press(">", { shiftKey: true }), { do: "faster" });
});

Deno.test("keys of the browser stay the browser's", () => {
  assertEquals(press("f", { ctrlKey: true }), undefined);
  assertEquals(press("ArrowLeft", { altKey: true }), undefined);
  assertEquals(press("q"), undefined);
});
