import { assertEquals } from "@std/assert";
import { cameraConstraints, microphoneConstraints } from "./capture.ts";

const TUNING = { echoCancellation: true, noiseSuppression: false, autoGainControl: true };

Deno.test("a remembered device is a wish, a chosen one a demand", () => {
  const wish = { deviceId: "m1", facing: "user" as const, isExact: false };
  assertEquals(microphoneConstraints(wish, TUNING), { deviceId: { ideal: "m1" }, ...TUNING });
  assertEquals(
    microphoneConstraints({ ...wish, isExact: true }, TUNING).deviceId,
    { exact: "m1" },
  );
  assertEquals(microphoneConstraints({ ...wish, deviceId: "" }, TUNING), TUNING);
});

Deno.test("without a name a camera is chosen by its side, and is small where data is saved", () => {
  const wish = { deviceId: "", facing: "environment" as const, isExact: true };
  const { facingMode, height } = cameraConstraints(wish, false);
  assertEquals([facingMode, height], [{ exact: "environment" }, { ideal: 720 }]);
  assertEquals(cameraConstraints(wish, true).height, { ideal: 270, max: 480 });
  assertEquals(cameraConstraints({ ...wish, deviceId: "c" }, false).facingMode, undefined);
});
