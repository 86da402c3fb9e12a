/** One fact's rows. */
import type { RoomHistoryEntry } from "../../protocol/mod.ts";
import type { By, Fact } from "../room/mod.ts";
import type { Transaction } from "../store/mod.ts";
import { auditOf } from "./audit.ts";
import { keepMoment } from "./moments.ts";
import { isOwn, isPublic, keepMessages } from "./messages.ts";
import { keepPeople } from "./people.ts";
import type { Place } from "./place.ts";
import { keepPolls, type Pseudonym } from "./polls.ts";
import { publicEvent } from "./public_event.ts";
import { keepRecording } from "./recordings/mod.ts";
import { json, time } from "./sql.ts";

/** Resolves to what integrators are told of it, if anything. */
export async function keepFact(
  sql: Transaction,
  fact: Fact,
  place: Place,
  pseudonym: Pseudonym,
): Promise<RoomHistoryEntry | undefined> {
  await keepRows(sql, fact, place, pseudonym);
  await keepAudit(sql, fact, place);
  await keepMoment(sql, fact, place);
  const event = publicEvent(fact);
  if (!event) return undefined;
  if ("messageId" in event && !await isPublic(sql, place, event.messageId)) return undefined;
  const { roomId, rev, at } = place;
  await sql`INSERT INTO room_events (room_id, rev, at, event)
    VALUES (${roomId}, ${rev}, ${time(at)}, ${json(event)}::text::jsonb)`;
  return { v: 1, roomId, rev, at: Math.round(at), event };
}

async function keepRows(
  sql: Transaction,
  fact: Fact,
  place: Place,
  pseudonym: Pseudonym,
): Promise<void> {
  switch (fact.type) {
    case "RoomEnded":
      await keepPeople(sql, fact, place);
      return await keepRecording(sql, fact, place);
    case "RecordingStarted":
    case "RecordingStopped":
    case "HighlightMarked":
      return await keepRecording(sql, fact, place);
    case "RoomCreated":
    case "PeerKnocked":
    case "PeerAdmitted":
    case "PeerJoined":
    case "PeerLeft":
    case "PeerBlocked":
    case "PeerLetBack":
    case "PeerRenamed":
    case "RoleChanged":
      return await keepPeople(sql, fact, place);
    case "MessageSent":
    case "MessageEdited":
    case "MessageDeleted":
    case "MessageReacted":
    case "FileReady":
    case "BreakoutsPlanned":
    case "PeersMoved":
      return await keepMessages(sql, fact, place);
    case "PollCreated":
    case "PollEdited":
    case "PollOpened":
    case "PollClosed":
    case "PollShared":
    case "PollSealed":
    case "PollDeleted":
    case "PollAnswered":
      return await keepPolls(sql, fact, place, pseudonym);
    case "ConsentGiven": {
      const { peerId, name, kind, agreed, at } = fact;
      await sql`INSERT INTO consents (room_id, rev, peer_id, name, kind, agreed, at)
        VALUES (${place.roomId}, ${place.rev}, ${peerId}, ${name}, ${kind}, ${agreed}, ${
        time(at)
      })`;
      return;
    }
    default: // Of the moment, or kept by the audit trail alone.
  }
}

async function keepAudit(sql: Transaction, fact: Fact, place: Place): Promise<void> {
  const audited = auditOf(fact);
  if (!audited) return;
  if (fact.type === "MessageDeleted" && await isOwn(sql, place, fact)) return;
  const { by, act, subject, details } = audited;
  await sql`INSERT INTO audit (room_id, rev, at, by_kind, by_id, act, subject, details)
    VALUES (${place.roomId}, ${place.rev}, ${time(place.at)}, ${by.kind}, ${idOf(by)}, ${act},
      ${subject}, ${json(details)}::text::jsonb)`;
}

function idOf(by: By): string | null {
  switch (by.kind) {
    case "peer":
      return by.peerId;
    case "service":
      return by.name;
    case "room":
      return null;
    default:
      return by satisfies never;
  }
}
