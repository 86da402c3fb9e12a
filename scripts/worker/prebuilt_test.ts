import { assertEquals } from "@std/assert";
import { prebuiltUrl } from "./prebuilt.ts";

const pkg = {
  version: "3.27.1",
  workerSource: "/nowhere",
  repository: "https://github.com/versatica/mediasoup",
};
const base =
  "https://github.com/versatica/mediasoup/releases/download/3.27.1/mediasoup-worker-3.27.1";

Deno.test("the download is named as mediasoup's install script names it", () => {
  assertEquals(
    prebuiltUrl(pkg, { os: "linux", arch: "x86_64", kernel: "6.1.0-30-amd64" }),
    `${base}-linux-x64-kernel6.tgz`,
  );
  assertEquals(
    prebuiltUrl(pkg, { os: "darwin", arch: "aarch64", kernel: "24.1.0" }),
    `${base}-darwin-arm64.tgz`,
  );
});
