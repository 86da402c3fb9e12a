import { assertEquals } from "@std/assert";
import { arrivalsOf, inUse, type Listed, listsOf } from "./device_lists.ts";

const listed = (kind: MediaDeviceKind, deviceId: string, groupId = `g-${deviceId}`): Listed => ({
  kind,
  deviceId,
  groupId,
  label: deviceId && `The ${deviceId}`,
});
const BUILT_IN = [listed("audioinput", "mic"), listed("videoinput", "cam")];

Deno.test("devices without an id can't be chosen", () => {
  assertEquals(listsOf([listed("audioinput", ""), ...BUILT_IN]).microphones, [
    { id: "mic", label: "The mic", groupId: "g-mic" },
  ]);
});

Deno.test("a headset is one thing, with its microphone and its speaker", () => {
  const headset = [listed("audioinput", "in", "headset"), listed("audiooutput", "out", "headset")];
  assertEquals(arrivalsOf(BUILT_IN, [...BUILT_IN, ...headset]), [
    { label: "The in", microphoneId: "in", speakerId: "out" },
  ]);
});

Deno.test("what got its name by a permission has not been plugged in", () => {
  assertEquals(arrivalsOf([listed("audioinput", ""), listed("videoinput", "")], BUILT_IN), []);
  assertEquals(arrivalsOf([listed("audioinput", "mic"), listed("videoinput", "")], BUILT_IN), []);
});

Deno.test("the system's own names are no devices, and what went is no arrival", () => {
  assertEquals(arrivalsOf(BUILT_IN, [...BUILT_IN, listed("audioinput", "default")]), []);
  assertEquals(arrivalsOf(BUILT_IN, []), []);
});

Deno.test("the first camera of a machine is an arrival", () => {
  assertEquals(arrivalsOf([listed("audioinput", "mic")], BUILT_IN), [
    { label: "The cam", cameraId: "cam" },
  ]);
});

Deno.test("a chosen device that is gone leaves the choice to the system", () => {
  const { microphones } = listsOf(BUILT_IN);
  assertEquals([inUse(microphones, "mic"), inUse(microphones, "other")], ["mic", ""]);
});
