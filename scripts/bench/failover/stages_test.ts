import { assertEquals } from "@std/assert";
import { stagesOf } from "./stages.ts";

Deno.test("stages are the first events of their kind after a blow, of pages the later one", () => {
  const bus = [
    { at: 90, what: "WorkerDied" },
    { at: 104, what: "WorkerDied" },
    { at: 110, what: "media 3 standby" },
    { at: 112, what: "media 4 active" },
  ];
  const pages = [
    [{ at: 113, what: "media 4 active" }, { at: 114, what: "replaceTrack video" }],
    [{ at: 120, what: "media 4 active" }, { at: 126, what: "replaceTrack video" }],
  ];
  assertEquals(stagesOf({ bus, pages, sinceMs: 100 }), {
    noticedMs: 4,
    decidedMs: 12,
    toldMs: 20,
    replacedMs: 26,
  });
});
