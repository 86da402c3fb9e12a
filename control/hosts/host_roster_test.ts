import { assert, assertEquals } from "@std/assert";
import type { HostRooms, RoomsPage } from "../../protocol/mod.ts";
import { HostRoster } from "./host_roster.ts";

const head = { v: 1, hostId: "c1", bootId: "boot" } as const;
const change = (seq: number, adopted: string[], released: string[] = []): HostRooms => ({
  ...head,
  seq,
  adopted,
  released,
});
const page = (seq: number, rooms: string[]): RoomsPage => ({ ...head, seq, rooms });

function listed(seq: number, rooms: string[]): HostRoster {
  const roster = new HostRoster("boot");
  roster.beginList();
  roster.addPage(page(seq, rooms));
  assert(!roster.endList());
  return roster;
}

Deno.test("host roster follows a host from its first change on without a list", () => {
  const roster = new HostRoster("boot");
  assert(!roster.hear(0));
  assert(!roster.change(change(1, ["a", "b"])));
  assert(!roster.change(change(2, ["c"], ["a"])));
  assertEquals([...roster.rooms], ["b", "c"]);
});

Deno.test("host roster asks for the list at first sight of a host that has rooms", () => {
  assert(new HostRoster("boot").hear(7));
  assert(new HostRoster("boot").change(change(7, ["a"])));
});

Deno.test("host roster asks for the list when a change is missing, and not for a repeated one", () => {
  const roster = listed(4, ["a"]);
  assert(!roster.hear(4));
  assert(!roster.change(change(4, ["old"])));
  assert(roster.hear(5));
  assert(roster.change(change(6, ["b"])));
  assertEquals([...roster.rooms], ["a", "b"]);
});

Deno.test("host roster knows what it was told of a host that dies before it can be asked", () => {
  const fresh = new HostRoster("boot");
  assert(fresh.change(change(7, ["a"])));
  assertEquals([...fresh.rooms], ["a"]);
  fresh.beginList();
  assert(!fresh.change(change(8, ["b"])));
  assertEquals([...fresh.rooms], ["a", "b"]);
  fresh.giveUpList();
  assertEquals([...fresh.rooms], ["a", "b"]);
});

Deno.test("host roster applies what changed while the pages came", () => {
  const roster = new HostRoster("boot");
  roster.beginList();
  roster.addPage(page(4, ["a", "b"]));
  assert(!roster.change(change(5, ["z"], ["a"])));
  assert(!roster.hear(5), "the list is being read already");
  // The second page was made after the change, and the room that left is on it no more.
  roster.addPage(page(5, ["c", "z"]));
  assert(!roster.endList());
  assertEquals([...roster.rooms].sort(), ["b", "c", "z"]);
  assert(!roster.hear(5));
});

Deno.test("host roster asks again when changes got lost while the pages came", () => {
  const roster = new HostRoster("boot");
  roster.beginList();
  roster.addPage(page(4, ["a"]));
  roster.change(change(6, ["b"]));
  assert(roster.endList());
});

Deno.test("host roster keeps what it knew when a list can't be read, and asks again", () => {
  const roster = listed(4, ["a"]);
  roster.beginList();
  roster.giveUpList();
  assertEquals([...roster.rooms], ["a"]);
  assert(roster.hear(4));
});
