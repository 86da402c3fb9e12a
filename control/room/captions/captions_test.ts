import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS } from "../../../protocol/mod.ts";
import { by, CREATED, given, joined, refusalOf, when } from "../testing/given.ts";

const ask = (peerId: string) => by(peerId, { type: "askForCaptions" });
const settings = (more: Partial<typeof DEFAULT_SETTINGS>) =>
  ({
    type: "SettingsChanged",
    settings: { ...DEFAULT_SETTINGS, ...more },
    by: { kind: "service", name: "api" },
  }) as const;
const everybody = [
  joined("dana", { role: "host" }),
  joined("carl", { role: "cohost" }),
  joined("ann"),
];

Deno.test("those who may start captions are told who asks for them, and nothing is kept of it", () => {
  const { events, effects } = when(given(CREATED, ...everybody), ask("ann"));
  assertEquals(events, []);
  assertEquals(effects, [
    {
      type: "signal",
      to: ["dana", "carl"],
      signal: { type: "captions-asked", peerId: "ann" },
    },
  ]);
});

Deno.test("nobody is asked for captions that are there, that can't be, or that nobody may start", () => {
  const captioned = given(CREATED, ...everybody, settings({ captions: true }));
  assertEquals(when(captioned, ask("ann")).effects, []);
  const encrypted = given(CREATED, ...everybody, settings({ encrypted: true, video: "vp8" }));
  assertEquals(refusalOf(encrypted, ask("ann")), "encrypted");
  assertEquals(refusalOf(given(CREATED, joined("ann")), ask("ann")), "wrong-state");
  assertEquals(refusalOf(given(CREATED, ...everybody), ask("eve")), "not-joined");
});
