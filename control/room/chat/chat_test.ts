import { assertEquals } from "@std/assert";
import {
  type FileView,
  MESSAGE_EMOJI_MAX,
  MESSAGE_REACTIONS_MAX,
  SNAPSHOT_MESSAGES,
  toldTo,
} from "../../../protocol/mod.ts";
import type { Body, Command } from "../commands.ts";
import { FILES_MAX, MESSAGES_MAX } from "../meeting.ts";
import type { Room } from "../state.ts";
import { by, byService, CREATED, given, joined, NOW, refusalOf, when } from "../testing/given.ts";
import { newsOf, snapshotOf } from "../view.ts";

/** Ann and bob in the main room, cleo in a breakout, dana its host. */
function meeting(): Room {
  return given(
    CREATED,
    joined("dana", { role: "host" }),
    joined("ann"),
    joined("bob"),
    joined("cleo"),
    { type: "PeersMoved", moved: { cleo: "b1" }, by: { kind: "room" } },
  );
}

/** A state in which that person sits there, whatever the breakouts' own rules make of it. */
function moved(room: Room, peerId: string, breakout: string | undefined): Room {
  const { breakout: _, ...peer } = room.peers[peerId]!;
  const there = breakout === undefined ? peer : { ...peer, breakout };
  return { ...room, peers: { ...room.peers, [peerId]: there } };
}

const split = () => moved(meeting(), "cleo", "b1");
const say = (text: string, over: Partial<Body<"sendMessage">> = {}): Body<"sendMessage"> => ({
  type: "sendMessage",
  text,
  ...over,
});

/** The texts that each of the four is told by a command. */
function heard(before: Room, command: Command): Record<string, string[]> {
  const { room, events } = when(before, command);
  const news = events.flatMap((event) => newsOf(room, event));
  return Object.fromEntries(["dana", "ann", "bob", "cleo"].map((peerId) => [
    peerId,
    toldTo(peerId, news).flatMap((change) =>
      change.type === "MessageSent" || change.type === "MessageChanged" ? [change.message.text] : []
    ),
  ]));
}

function texts(room: Room, peerId: string | "service"): string[] {
  const reader = peerId === "service" ? peerId : room.peers[peerId]!;
  return snapshotOf(room, reader).meeting?.messages.map(({ text }) => text) ?? [];
}

const fileOf = (id: string): FileView => ({
  id: id.padEnd(16, "0"),
  name: "plan.pdf",
  mediaType: "application/pdf",
  sizeBytes: 10,
  thumbnail: false,
});

Deno.test("message to all reaches those where its sender is, and them alone", () => {
  assertEquals(heard(split(), by("ann", say("hi"))), {
    dana: ["hi"],
    ann: ["hi"],
    bob: ["hi"],
    cleo: [],
  });
  assertEquals(heard(split(), by("cleo", say("psst"))), {
    dana: [],
    ann: [],
    bob: [],
    cleo: ["psst"],
  });
});

Deno.test("message is named by its revision, its sender and the time", () => {
  const { events, room } = when(split(), by("ann", say("hi")), NOW + 7);
  assertEquals(events, [{
    type: "MessageSent",
    message: { id: room.rev, from: "ann", name: "ann", at: NOW + 7, text: "hi" },
  }]);
});

Deno.test("message to one crosses breakouts and is told to two people", () => {
  assertEquals(heard(split(), by("ann", say("you?", { to: "cleo" }))), {
    dana: [],
    ann: ["you?"],
    bob: [],
    cleo: ["you?"],
  });
  const room = when(split(), by("ann", say("you?", { to: "cleo" }))).room;
  assertEquals(["dana", "ann", "bob", "cleo", "service"].map((id) => texts(room, id).length), [
    0,
    1,
    0,
    1,
    0,
  ]);
});

Deno.test("message to somebody who is not there, to oneself or without content is refused", () => {
  const room = split();
  assertEquals(refusalOf(room, by("ann", say("x", { to: "zoe" }))), "unknown-peer");
  assertEquals(refusalOf(room, by("ann", say("x", { to: "constructor" }))), "unknown-peer");
  assertEquals(refusalOf(room, by("ann", say("x", { to: "ann" }))), "invalid-command");
  assertEquals(refusalOf(room, by("ann", say(""))), "invalid-command");
});

Deno.test("who comes to a place sees what was said there, who goes sees it no more", () => {
  const said = when(when(split(), by("ann", say("main"))).room, by("cleo", say("b1"))).room;
  assertEquals(texts(said, "cleo"), ["b1"]);
  assertEquals(texts(moved(said, "cleo", undefined), "cleo"), ["main"]);
  assertEquals(texts(moved(said, "ann", "b1"), "ann"), ["b1"]);
});

Deno.test("person let in late finds the main room's history", () => {
  const said = when(split(), by("ann", say("early"))).room;
  const { room } = when(said, by("bob", say("still early")));
  const late = given(CREATED, joined("eve"));
  assertEquals(texts({ ...room, peers: { ...room.peers, ...late.peers } }, "eve"), [
    "early",
    "still early",
  ]);
});

Deno.test("announcement reaches every breakout, and only those with the right may make one", () => {
  const announce = { type: "announce", text: "two minutes" } as const;
  assertEquals(
    Object.values(heard(split(), by("dana", announce))),
    Array(4).fill(["two minutes"]),
  );
  assertEquals(refusalOf(split(), by("ann", announce)), "forbidden");
});

Deno.test("service speaks under its name, without a seat", () => {
  const { events } = when(split(), byService(say("recording starts")));
  const [event] = events;
  assertEquals(event?.type === "MessageSent" && [event.message.from, event.message.name], [
    null,
    "api",
  ]);
  assertEquals(heard(split(), byService(say("x", { to: "bob" })))["bob"], ["x"]);
  assertEquals(heard(split(), byService(say("x", { to: "bob" })))["ann"], []);
});

Deno.test("chat needs its right", () => {
  const room = split();
  const rights = { participant: ["speak" as const] };
  const muted = {
    ...room,
    meeting: { ...room.meeting, settings: { ...room.meeting.settings, rights } },
  };
  assertEquals(refusalOf(muted, by("ann", say("x"))), "forbidden");
  assertEquals(refusalOf(muted, by("ann", { type: "typing" })), "forbidden");
});

Deno.test("reply goes to a message that the sender can see", () => {
  const { room } = when(split(), by("ann", say("secret", { to: "bob" })));
  const replyTo = room.rev;
  assertEquals(refusalOf(room, by("dana", say("what?", { replyTo }))), "unknown-message");
  const { events } = when(room, by("bob", say("yes", { to: "ann", replyTo })));
  assertEquals(events[0]?.type === "MessageSent" && events[0].message.replyTo, replyTo);
});

Deno.test("own message is edited, another's is not, and who can't see it doesn't learn of it", () => {
  const { room } = when(split(), by("ann", say("helo")));
  const edit = { type: "editMessage", messageId: room.rev, text: "hello" } as const;
  assertEquals(heard(room, by("ann", edit)), {
    dana: ["hello"],
    ann: ["hello"],
    bob: ["hello"],
    cleo: [],
  });
  assertEquals(refusalOf(room, by("bob", edit)), "forbidden");
  assertEquals(refusalOf(room, by("cleo", edit)), "unknown-message");
  const edited = when(room, by("ann", edit), NOW + 9).room;
  assertEquals(edited.meeting.messages[0]?.editedAt, NOW + 9);
  assertEquals(when(edited, by("ann", edit)).events, []);
});

Deno.test("message is deleted by its sender or a moderator, and nothing of it is left", () => {
  const file = fileOf("f");
  const ready = when(split(), byService({ type: "fileReady", file, by: "ann" })).room;
  const sent = when(ready, by("ann", say("oops", { files: [file.id] }))).room;
  const messageId = sent.rev;
  const reacted =
    when(sent, by("bob", { type: "reactToMessage", messageId, emoji: "👍", on: true }))
      .room;
  const remove = { type: "deleteMessage", messageId } as const;
  assertEquals(refusalOf(reacted, by("bob", remove)), "forbidden");
  for (const doer of [by("ann", remove), by("dana", remove), byService(remove)]) {
    const { room } = when(reacted, doer);
    const [message] = room.meeting.messages;
    assertEquals(message, {
      id: messageId,
      from: "ann",
      name: "ann",
      at: NOW,
      text: "",
      deleted: true,
    });
    assertEquals(when(room, by("ann", remove)).events, []);
    assertEquals(
      refusalOf(room, by("ann", { type: "editMessage", messageId, text: "x" })),
      "wrong-state",
    );
  }
});

Deno.test("moderator can't delete what two others said to each other", () => {
  const { room } = when(split(), by("ann", say("private", { to: "bob" })));
  const remove = { type: "deleteMessage", messageId: room.rev } as const;
  assertEquals(refusalOf(room, by("dana", remove)), "unknown-message");
  assertEquals(refusalOf(room, byService(remove)), "unknown-message");
});

Deno.test("reaction goes on and off once, and the last one leaves no trace", () => {
  const { room } = when(split(), by("ann", say("done")));
  const messageId = room.rev;
  const react = (on: boolean) =>
    by("bob", { type: "reactToMessage", messageId, emoji: "🎉", on } as const);
  const on = when(room, react(true)).room;
  assertEquals(on.meeting.messages[0]?.reactions, { "🎉": ["bob"] });
  assertEquals(when(on, react(true)).events, []);
  const off = when(on, react(false)).room;
  assertEquals(off.meeting.messages, room.meeting.messages);
  assertEquals(when(off, react(false)).events, []);
});

Deno.test("reactions to a message are bounded in kinds and in number", () => {
  const { room } = when(split(), by("ann", say("done")));
  const messageId = room.rev;
  const emojis = Array.from(
    { length: MESSAGE_EMOJI_MAX },
    (_, i) => String.fromCodePoint(0x1f600 + i),
  );
  const full = emojis.reduce(
    (state, emoji) =>
      when(state, by("bob", { type: "reactToMessage", messageId, emoji, on: true })).room,
    room,
  );
  const another = by("bob", { type: "reactToMessage", messageId, emoji: "🎉", on: true } as const);
  assertEquals(refusalOf(full, another), "too-many");
  const crowd = Array.from({ length: MESSAGE_REACTIONS_MAX }, (_, i) => `p${i}`);
  const [message] = room.meeting.messages;
  const loved = {
    ...room,
    meeting: { ...room.meeting, messages: [{ ...message!, reactions: { "🎉": crowd } }] },
  };
  assertEquals(refusalOf(loved, another), "too-many");
});

Deno.test("file is sent once, by whom it was taken in for", () => {
  const file = fileOf("f");
  const ready = by("ann", { type: "fileReady", file, by: "ann" });
  assertEquals(refusalOf(split(), ready), "forbidden");
  const { room } = when(split(), byService({ type: "fileReady", file, by: "ann" }));
  const send = say("", { files: [file.id, file.id] });
  assertEquals(refusalOf(room, by("bob", send)), "unknown-file");
  const sent = when(room, by("ann", send));
  assertEquals(sent.events[0]?.type === "MessageSent" && sent.events[0].message.files, [file]);
  assertEquals(sent.room.meeting.files, {});
  assertEquals(refusalOf(sent.room, by("ann", send)), "unknown-file");
  assertEquals(
    when(sent.room, byService({ type: "fileReady", file, by: "ann" })).events,
    [],
    "said again by an API that did not hear the answer",
  );
});

Deno.test("files that wait to be sent are bounded", () => {
  let room = split();
  for (let i = 0; i <= FILES_MAX; i++) {
    room = when(room, byService({ type: "fileReady", file: fileOf(`f${i}x`), by: "ann" })).room;
  }
  assertEquals(Object.keys(room.meeting.files).length, FILES_MAX);
  assertEquals(refusalOf(room, by("ann", say("", { files: [fileOf("f0x").id] }))), "unknown-file");
});

Deno.test("messages in memory are bounded, the oldest are forgotten and known to be", () => {
  let room = split();
  for (let i = 0; i < MESSAGES_MAX + 3; i++) room = when(room, by("ann", say(`${i}`))).room;
  assertEquals(room.meeting.messages.length, MESSAGES_MAX);
  const view = snapshotOf(room, room.peers["ann"]!).meeting;
  assertEquals(view?.messages.length, SNAPSHOT_MESSAGES);
  assertEquals(view?.messages.at(-1)?.text, `${MESSAGES_MAX + 2}`);
  assertEquals(view?.hasOlderMessages, true);
  const oldest = { type: "deleteMessage", messageId: 8 } as const;
  assertEquals(refusalOf(room, by("ann", oldest)), "unknown-message");
});

Deno.test("long messages leave memory and snapshots sooner", () => {
  let room = split();
  for (let i = 0; i < 100; i++) room = when(room, by("ann", say("x".repeat(4_000)))).room;
  const kept = room.meeting.messages.length;
  assertEquals(kept > 10 && kept < 60, true, `${kept} are kept`);
  const bytes = JSON.stringify(snapshotOf(room, room.peers["ann"]!).meeting).length;
  assertEquals(bytes < 80_000, true, `a snapshot of ${bytes} bytes`);
});

Deno.test("typing is seen where the message would be, and is no fact", () => {
  const { events, effects } = when(split(), by("ann", { type: "typing" }));
  assertEquals(events, []);
  assertEquals(effects, [{
    type: "signal",
    to: ["dana", "ann", "bob"],
    signal: { type: "typing", peerId: "ann" },
  }]);
  assertEquals(when(split(), by("ann", { type: "typing", to: "cleo" })).effects, [{
    type: "signal",
    to: ["cleo"],
    signal: { type: "typing", peerId: "ann", to: "cleo" },
  }]);
  const together = moved(split(), "cleo", undefined);
  const [effect] = when(together, by("ann", { type: "typing" })).effects;
  assertEquals(effect, { type: "signal", signal: { type: "typing", peerId: "ann" } });
});
