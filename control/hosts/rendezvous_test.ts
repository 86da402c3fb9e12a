import { assert, assertEquals } from "@std/assert";
import { chooseHost } from "./rendezvous.ts";

const ROOMS = Array.from({ length: 12_000 }, (_, index) => `room-${index}`);
const HOSTS = ["control-1", "control-2", "control-3", "control-4", "control-5", "control-6"];

Deno.test("rendezvous hashing spreads rooms evenly", () => {
  const counts = new Map(HOSTS.map((host) => [host, 0]));
  for (const room of ROOMS) {
    const host = chooseHost(room, HOSTS);
    assert(host !== undefined);
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const fair = ROOMS.length / HOSTS.length;
  for (const [host, count] of counts) {
    assert(Math.abs(count - fair) < 0.1 * fair, `${host} got ${count} rooms, not about ${fair}`);
  }
});

Deno.test("rendezvous hashing moves the rooms of a host that goes, and no others", () => {
  const [dead, ...survivors] = HOSTS;
  const heirs = new Set<string | undefined>();
  for (const room of ROOMS) {
    const before = chooseHost(room, HOSTS);
    const after = chooseHost(room, survivors);
    if (before === dead) heirs.add(after);
    else assertEquals(after, before, room);
  }
  assertEquals(heirs.size, survivors.length, "its rooms are shared by all who are left");
});

Deno.test("rendezvous hashing does not mind in which order hosts are named", () => {
  for (const room of ROOMS.slice(0, 200)) {
    assertEquals(chooseHost(room, HOSTS.toReversed()), chooseHost(room, HOSTS));
  }
});

Deno.test("rendezvous hashing among nobody chooses nobody", () => {
  assertEquals(chooseHost("room", []), undefined);
});

Deno.test("rendezvous hashing gives every room the host it always gave", () => {
  const chosen = ["a", "b", "r-7Yk2mQx4", "room"].map((room) => chooseHost(room, HOSTS));
  assertEquals(chosen, ["control-4", "control-1", "control-1", "control-2"]);
});
