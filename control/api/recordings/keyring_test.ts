import { assertEquals } from "@std/assert";
import { systemClock } from "../../../kit/mod.ts";
import type { Role } from "../../../protocol/mod.ts";
import { hashHostKey } from "../secrets.ts";
import { createTokens } from "../tokens.ts";
import { accessTo, Keyring } from "./keyring.ts";
import { PASS_TTL_MS, Passes } from "./passes.ts";

const SECRET = "a-secret-that-lives-for-milliseconds";
const SERVER = "the-token-of-an-integrators-server";
const SHARE = {
  id: "s1",
  recordingId: "room-r1",
  name: null,
  passwordHash: null,
  createdAt: 0,
  expiresAt: 0,
  views: 0,
  lastViewedAt: null,
};

/** `seats`: what became of people in the room. */
async function world(
  seats: Readonly<Record<string, { role: Role; removed?: boolean }>> = {},
  clock = systemClock,
) {
  const tokens = await createTokens({ secret: SECRET, clock });
  const passes = new Passes({ secret: SECRET, clock });
  const shares = new Set([SHARE.id]);
  const keyring = new Keyring({
    tokens,
    passes,
    recordings: {
      standings: (asked) =>
        Promise.resolve(asked.flatMap(({ roomId, peerId }) => {
          const { role, removed = false } = seats[peerId] ?? {};
          return role ? [{ roomId, peerId, role, removed }] : [];
        })),
    },
    shares: { find: (id) => Promise.resolve(shares.has(id) ? SHARE : undefined) },
    masters: { server: SERVER, operator: undefined },
  });
  const ticket = async (peerId: string, role: Role) =>
    (await tokens.issueTicket({ peerId, roomId: "room", role })).token;
  return { keyring, passes, shares, ticket };
}

const recording = {
  id: "room-r1",
  roomId: "room",
  hostKeyHash: await hashHostKey("host-key"),
} as const;

async function access(
  keyring: Keyring,
  key: string,
  visibility: "hosts" | "members" | "link" = "hosts",
) {
  return accessTo({ ...recording, visibility }, await keyring.ring([key]));
}

Deno.test("a host's key manages the meeting's recordings, another one opens nothing", async () => {
  const { keyring } = await world();
  assertEquals(await access(keyring, "host-key"), "manage");
  assertEquals(await access(keyring, "another-key", "link"), undefined);
  assertEquals(await access(keyring, SERVER), "hold");
});

Deno.test("a seat has what the room has made of it", async () => {
  const { keyring, ticket } = await world({
    cohost: { role: "cohost" },
    demoted: { role: "participant" },
    guest: { role: "participant" },
    removed: { role: "participant", removed: true },
  });
  const of = async (peerId: string, role: Role, visibility?: "members") =>
    await access(keyring, await ticket(peerId, role), visibility);
  assertEquals(await of("cohost", "participant"), "manage");
  assertEquals(await of("demoted", "host"), undefined);
  assertEquals(await of("demoted", "host", "members"), "watch");
  assertEquals(await of("guest", "participant"), undefined);
  assertEquals(await of("guest", "participant", "members"), "watch");
  assertEquals(await of("removed", "participant", "members"), undefined);
  assertEquals(await of("never-there", "participant", "members"), undefined);
  assertEquals(await of("host-not-yet-there", "host"), "manage");
});

Deno.test("keys that open nothing any more are told by their places", async () => {
  const { keyring, ticket } = await world({ guest: { role: "participant" } });
  const keys = ["a.b.c", await ticket("guest", "participant"), await ticket("x", "participant")];
  const { refused, by, scope } = await keyring.ring(keys);
  assertEquals([refused, by, scope.memberRooms], [[0, 2], "guest", ["room"]]);
});

Deno.test("a pass opens its recording while that is visible by link and the link is there", async () => {
  let now = systemClock.wallMs();
  const { keyring, passes, shares } = await world({}, { ...systemClock, wallMs: () => now });
  const { token } = await passes.issueView({ recordingId: "room-r1", shareId: "s1" });
  assertEquals(await access(keyring, token, "link"), "watch");
  assertEquals(await access(keyring, token, "members"), undefined);
  const other = accessTo(
    { ...recording, id: "room-r2", visibility: "link" },
    await keyring.ring([token]),
  );
  assertEquals(other, undefined);
  shares.clear();
  assertEquals(await access(keyring, token, "link"), undefined);
  shares.add("s1");
  now += PASS_TTL_MS + 1_000;
  assertEquals(await access(keyring, token, "link"), undefined);
});

Deno.test("a pass to play is no key, nor the other way round", async () => {
  const { keyring, passes } = await world();
  const pass = { recordingId: "room-r1", kind: "hls", name: "720", shareId: "s1" } as const;
  const { token } = await passes.issuePlay(pass);
  assertEquals(await passes.readPlay(token), pass);
  assertEquals(await access(keyring, token, "link"), undefined);
  const view = await passes.issueView({ recordingId: "room-r1", shareId: "s1" });
  assertEquals(await passes.readPlay(view.token), undefined);
  const foreign = await new Passes({ secret: `${SECRET}!`, clock: systemClock }).issuePlay(pass);
  assertEquals(await passes.readPlay(foreign.token), undefined);
});
