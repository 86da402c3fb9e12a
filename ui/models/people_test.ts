import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS, MeetingCommand, type PeerView } from "../../protocol/mod.ts";
import { peerOf } from "../link/fake_wire.ts";
import { found, inOrder } from "./people.ts";
import { actsFor } from "./person_acts.ts";

const person = (id: string, more: Partial<PeerView> = {}): PeerView => ({ ...peerOf(id), ...more });
const meeting = { settings: DEFAULT_SETTINGS, spotlight: [] };
const mic = { id: "eva:mic", source: "mic" as const, paused: false };

const whats = (self: PeerView, peer: PeerView) =>
  actsFor({ self, peer, meeting }).flat().map(({ what }) => what);

Deno.test("people are listed by hands, then oneself, then who leads, then by name", () => {
  const people = [
    person("zoe"),
    person("ben"),
    person("me"),
    person("late", { handRaisedAt: 2 }),
    person("co", { role: "cohost" }),
    person("host", { role: "host" }),
    person("early", { handRaisedAt: 1 }),
  ];
  const ids = inOrder(people, "me", (a, b) => a.localeCompare(b)).map(({ id }) => id);
  assertEquals(ids, ["early", "late", "me", "host", "co", "ben", "zoe"]);
});

Deno.test("somebody is found whatever the accents and capitals", () => {
  const people = [person("1", { name: "Zoë Müller" }), person("2", { name: "Zora" })];
  assertEquals(found(people, "MULLER zo").map(({ id }) => id), ["1"]);
  assertEquals(found(people, " ").length, 2);
});

Deno.test("a participant may write to others, and rename but oneself", () => {
  assertEquals(whats(person("me"), person("eva", { producers: [mic] })), ["message"]);
  assertEquals(whats(person("me"), person("me")), ["rename"]);
});

Deno.test("a co-host does nothing to a host and gives no roles; a host does everything", () => {
  const cohost = person("co", { role: "cohost" });
  const host = person("host", { role: "host" });
  const eva = person("eva", { producers: [mic] });
  assertEquals(whats(cohost, host), ["message", "spotlight"]);
  assertEquals(whats(cohost, eva), [
    "message",
    "mute",
    "muteHard",
    "spotlight",
    "rename",
    "revoke",
    "revoke",
    "revoke",
    "revoke",
    "remove",
  ]);
  const all = whats(host, eva);
  assertEquals(all.includes("handOver") && all.includes("makeCohost"), true);
});

Deno.test("every act is a command that the room reads", () => {
  const host = person("host", { role: "host" });
  const eva = person("eva", {
    producers: [mic, { ...mic, id: "c", source: "cam" }, { ...mic, id: "s", source: "screen" }],
    handRaisedAt: 1,
    rights: { granted: [], revoked: ["chat"] },
  });
  const acts = actsFor({ self: host, peer: eva, meeting }).flat();
  for (const act of acts) if ("command" in act) MeetingCommand.parse(act.command);
  const granted = acts.find(({ what }) => what === "grant");
  assertEquals(granted && "right" in granted && granted.right, "chat");
});
