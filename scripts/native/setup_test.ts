import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { serverAccount } from "./account.ts";
import { ensureCertificate } from "./certificate.ts";
import { AlreadyRunningError, takeLock } from "./lock.ts";
import { lanAddress } from "./network.ts";
import { freePort, freePortRange } from "./ports.ts";
import { loadSecrets } from "./secrets.ts";
import { turnConfig } from "./turn_config.ts";
import { parseOptions } from "./options.ts";

async function scratch() {
  const path = await Deno.makeTempDir({ prefix: "parley-setup-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("servers run as the one who called sudo, or as nobody, never as root", () => {
  const sudo: Record<string, string> = { SUDO_UID: "1000", SUDO_GID: "1001" };
  assertEquals(serverAccount(0, (name) => sudo[name]), { uid: 1000, gid: 1001 });
  assertEquals(serverAccount(0, () => undefined), { uid: 65_534, gid: 65_534 });
  assertEquals(serverAccount(0, () => "0"), { uid: 65_534, gid: 65_534 });
  assertEquals(serverAccount(1000, () => undefined), undefined);
});

Deno.test("a lock is had once, and free again when it is let go", async () => {
  await using folder = await scratch();
  const file = `${folder.path}/lock`;
  {
    using _lock = takeLock(file);
    assertThrows(() => takeLock(file), AlreadyRunningError, `process ${Deno.pid}`);
  }
  takeLock(file)[Symbol.dispose]();
});

Deno.test("secrets are made once, private, and grow with new users", async () => {
  await using folder = await scratch();
  const file = `${folder.path}/secrets.json`;
  const first = await loadSecrets(file, ["control-1"]);
  assertEquals(await modeOf(file), 0o600);
  assertEquals(await loadSecrets(file, ["control-1"]), first);
  const more = await loadSecrets(file, ["control-1", "media-1"]);
  assertEquals(more.nats["control-1"], first.nats["control-1"]);
  assert(more.nats["media-1"] && more.nats["media-1"] !== more.nats["control-1"]);
});

Deno.test("secrets that can't be read are an error, not new passwords", async () => {
  await using folder = await scratch();
  const file = `${folder.path}/secrets.json`;
  await Deno.writeTextFile(file, "{");
  await assertRejects(() => loadSecrets(file, []), Error, "delete .parley");
});

Deno.test("a taken port gives way to a free one", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken = listener.addr.port;
  const port = freePort(taken);
  assert(port !== taken && port > 0);
  assert(freePort(port) !== port, "never the same one twice");
  assert(freePort(0) < 32_768, "none that an outgoing connection may get");
  const first = freePortRange(taken, 3);
  assert(first > taken, "the range must not hold the taken port");
});

Deno.test("the LAN address is that of a real interface", () => {
  const at = (name: string, address: string, family: "IPv4" | "IPv6" = "IPv4") => ({
    name,
    address,
    family,
  });
  const lo = at("lo", "127.0.0.1");
  assertEquals(lanAddress([lo], undefined), undefined);
  assertEquals(
    lanAddress([
      lo,
      at("docker0", "172.17.0.1"),
      at("eth0", "fe80::1", "IPv6"),
      at("wlan0", "192.168.1.7"),
    ], undefined),
    "192.168.1.7",
  );
  assertEquals(lanAddress([lo], "10.0.0.9"), "10.0.0.9");
});

Deno.test("a certificate is kept while it holds for every name, and made anew when it does not", async () => {
  await using folder = await scratch();
  const names = (address: string) => ({ hosts: ["localhost"], addresses: ["127.0.0.1", address] });
  const first = await ensureCertificate("openssl", folder.path, names("192.168.1.7"));
  const again = await ensureCertificate("openssl", folder.path, names("192.168.1.7"));
  assertEquals(again, first);
  const moved = await ensureCertificate("openssl", folder.path, names("192.168.1.8"));
  assert(moved.fingerprint256 !== first.fingerprint256);
  assertEquals(await modeOf(moved.keyFile), 0o600);
});

Deno.test("the relay reaches media nodes and nothing else of a private network", () => {
  const lines = turnConfig({
    port: 3478,
    listenAddresses: ["127.0.0.1", "192.168.1.7"],
    relayAddresses: ["192.168.1.7"],
    mediaAddresses: ["192.168.1.7"],
    secret: "s",
    realm: "parley",
    folder: "/data",
  }).split("\n");
  for (
    const line of [
      "no-cli",
      "no-tcp-relay",
      "use-auth-secret",
      "allowed-peer-ip=192.168.1.7",
      "denied-peer-ip=192.168.0.0-192.168.255.255",
      "denied-peer-ip=::ffff:0.0.0.0-::ffff:255.255.255.255",
    ]
  ) assert(lines.includes(line), line);
  assert(
    !lines.includes("allow-loopback-peers"),
    "loopback peers only where media are on loopback",
  );
});

Deno.test("the command line is read whole or refused", () => {
  assertEquals(parseOptions([]), { mode: "run" });
  assertEquals(parseOptions(["--check"]), { mode: "check" });
  assert("problem" in parseOptions(["--chek"]));
  assert("problem" in parseOptions(["--check", "--infra"]));
});

async function modeOf(file: string): Promise<number> {
  return ((await Deno.stat(file)).mode ?? 0) & 0o777;
}
