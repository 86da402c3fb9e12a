import { assertEquals } from "@std/assert";
import { createToasts, TOASTS_MAX } from "./toasts.ts";

Deno.test("a toast of the same name takes the place of the former, the oldest gives way", () => {
  const toasts = createToasts();
  const texts = () => toasts.shown.value.map(({ text }) => text);
  toasts.show({ id: "knock", text: "1 waits" });
  toasts.show({ text: "other" });
  toasts.show({ id: "knock", text: "2 wait", lasting: true });
  assertEquals(texts(), ["other", "2 wait"]);
  for (let n = 0; n < TOASTS_MAX; n++) toasts.show({ text: `${n}` });
  assertEquals(texts(), ["0", "1", "2", "3"]);
  toasts.dismiss("knock");
  assertEquals(texts().length, TOASTS_MAX);
  toasts.dispose();
  assertEquals(texts(), []);
});
