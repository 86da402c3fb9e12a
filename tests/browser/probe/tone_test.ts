import { assertEquals } from "@std/assert";
import { toneWav } from "./tone.ts";

Deno.test("the tone is a WAV file whose end meets its beginning", () => {
  const wav = toneWav();
  const view = new DataView(wav.buffer);
  assertEquals(new TextDecoder().decode(wav.subarray(0, 4)), "RIFF");
  assertEquals(view.getUint32(4, true), wav.length - 8);
  assertEquals(view.getUint32(40, true), wav.length - 44);
  const sample = (index: number) => view.getInt16(44 + index * 2, true);
  const samples = (wav.length - 44) / 2;
  assertEquals(sample(0), 0);
  assertEquals(sample(samples - 1), -sample(1));
  assertEquals(Math.max(...Array.from({ length: 48 }, (_, i) => sample(i))), 13_107);
});
