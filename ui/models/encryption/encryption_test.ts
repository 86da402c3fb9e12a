import { assert, assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import {
  DEFAULT_SETTINGS,
  type MeetingCommand,
  type PeerView,
  type Settings,
  type Signal,
} from "../../../protocol/mod.ts";
import { createIdentity } from "../../e2ee/identity.ts";
import type { FromWorker } from "../../e2ee/worker_messages.ts";
import { until } from "../../../tests/harness/until.ts";
import { createEmitter } from "../emitter.ts";
import { createEncryption } from "./encryption.ts";

const ENCRYPTED: Settings = { ...DEFAULT_SETTINGS, encrypted: true };

function peerOf(id: string, encryptionKey: string): PeerView {
  const producers = [{ id: `${id}:cam`, source: "cam" as const, paused: false }];
  const base = { id, name: id, role: "participant" as const, joinedAt: 1, connected: true };
  return { ...base, producers, encryptionKey };
}

/** Two in a room of memory, of which only the first has a page. */
async function pageOf(settings: Settings) {
  const identity = await createIdentity();
  const other = await createIdentity();
  const said: MeetingCommand[] = [];
  const told: string[] = [];
  const signals = createEmitter<Signal>();
  const room = {
    settings: signal(settings),
    peers: signal([peerOf("ada", identity.publicKey), peerOf("ben", other.publicKey)]),
    isJoined: signal(true),
  };
  let heard: (message: FromWorker) => void = () => {};
  let sessions = 0;
  const encryption = createEncryption({
    roomId: "room",
    selfId: "ada",
    identity,
    ...room,
    onSignal: signals.on,
    command: (command) => Promise.resolve(said.push(command)),
    ask: (command) => Promise.resolve(said.push(command)),
    protect: (listener) => {
      heard = listener;
      const note = (what: string) => () => void told.push(what);
      return {
        send: note("send"),
        receive: note("receive"),
        use: note("use"),
        learn: note("learn"),
        forget: note("forget"),
        close: note("close"),
      };
    },
    startOver: () => void sessions++,
  });
  encryption.begin(settings);
  return {
    ...room,
    encryption,
    said,
    told,
    sessions: () => sessions,
    hear: (message: FromWorker) => heard(message),
    trouble: () => encryption.troubleOf(room.peers.peek()[1]!),
    /** What WebCrypto has begun is over before a test is. */
    async [Symbol.asyncDispose]() {
      if (encryption.isOn.value) {
        await until("keys go out", () => said.some(({ type }) => type === "passKeys"), Boolean);
      }
      await encryption.dispose();
    },
  };
}

Deno.test("meeting that is not encrypted has no worker and no keys", async () => {
  await using page = await pageOf(DEFAULT_SETTINGS);
  assertEquals(page.encryption.isOn.value, false);
  assertEquals(page.encryption.protection(), undefined);
  assertEquals(page.trouble(), undefined);
  assertEquals(page.told, []);
});

Deno.test("encrypted meeting gives the others keys and waits for theirs", async () => {
  await using page = await pageOf(ENCRYPTED);
  assert(page.encryption.protection());
  await until("keys go out", () => page.said.some(({ type }) => type === "passKeys"), Boolean);
  assertEquals(page.told[0], "use");
  assertEquals(page.trouble(), "waiting");
  assert(page.encryption.isLocked("ben:cam"));
  await until(
    "keys are asked for",
    () => page.said.some(({ type }) => type === "askForKeys"),
    Boolean,
  );
});

Deno.test("encryption that others say is off stays on; one's own word ends it", async () => {
  await using page = await pageOf(ENCRYPTED);
  await until("there is a code", () => page.encryption.code.value !== null, Boolean);
  page.settings.value = DEFAULT_SETTINGS;
  assertEquals(page.sessions(), 0);
  page.encryption.begin(DEFAULT_SETTINGS);
  assertEquals(page.encryption.isOn.value, true, "after a new session too");
  page.settings.value = ENCRYPTED;
  page.encryption.switchTo(false);
  assertEquals(page.said.at(-1), { type: "changeSettings", settings: { encrypted: false } });
  page.settings.value = DEFAULT_SETTINGS;
  assertEquals(page.sessions(), 1, "media is made anew");
  page.encryption.begin(DEFAULT_SETTINGS);
  assertEquals(page.encryption.isOn.value, false);
  assertEquals(page.told.at(-1), "close");
});

Deno.test("encryption that is switched on makes all media anew, once", async () => {
  await using page = await pageOf(DEFAULT_SETTINGS);
  page.settings.value = ENCRYPTED;
  page.isJoined.value = false;
  page.isJoined.value = true;
  assertEquals(page.sessions(), 1);
  page.encryption.begin(ENCRYPTED);
  assertEquals(page.encryption.isOn.value, true);
});

Deno.test("frames that do not fit are said of their sender, until they do", async () => {
  await using page = await pageOf(ENCRYPTED);
  const track = { type: "track", peerId: "ben", track: "ben:cam" } as const;
  page.hear({ ...track, state: "broken" });
  assert(page.encryption.isLocked("ben:cam"));
  page.hear({ ...track, state: "open" });
  assertEquals(page.trouble(), "waiting", "the key is another matter");
});

Deno.test("code is compared with those who are there, not with who comes later", async () => {
  await using page = await pageOf(ENCRYPTED);
  const { code, confirm, verified } = page.encryption;
  await until("there is a code", () => code.value !== null, Boolean);
  assertEquals(verified.value.size, 0);
  confirm();
  assertEquals([...verified.value], ["ada", "ben"]);
  const { publicKey } = await createIdentity();
  page.peers.value = [...page.peers.value, peerOf("eva", publicKey)];
  assertEquals(code.value, null, "until the new one is made");
  await until("there is another code", () => code.value !== null, Boolean);
  assertEquals([...verified.value], ["ada", "ben"]);
  page.peers.value = [page.peers.value[0]!, peerOf("ben", publicKey)];
  assertEquals([...verified.value], ["ada"], "the same seat with another key");
  await until("there is a third code", () => code.value !== null, Boolean);
});
