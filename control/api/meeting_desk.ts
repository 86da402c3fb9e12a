import type { Clock, Logger } from "../../kit/mod.ts";
import {
  type ChangeMeeting,
  conflictWithEncryption,
  type CreateMeeting,
  isOpen,
  type MeetingCode,
  type MeetingInfo,
  type MeetingTicket,
  openingOf,
  type PeerId,
  type RequestTicket,
  type Role,
  type RoomCommand,
  type RoomCommandEnvelope,
  type SettingsPatch,
} from "../../protocol/mod.ts";
import type { z } from "zod";
import type { Reply, RequestActor } from "../actor/mod.ts";
import type { Meeting, Meetings } from "../store/mod.ts";
import { randomId, randomMeetingCode } from "./random.ts";
import { Refusal } from "./refusals.ts";
import { hashHostKey, hashPasscode, isHostKey, isPasscode, randomHostKey } from "./secrets.ts";
import type { Tokens } from "./tokens.ts";

/** With a million meetings one code in a thousand is taken. */
const CODE_ATTEMPTS_MAX = 5;
const COMMAND_DEADLINE_MS = 5_000;
const RETRY_AFTER_MS = 2_000;

export interface MeetingDeskOptions {
  meetings: Meetings;
  requestRoom: RequestActor;
  tokens: Tokens;
  publicUrl: string;
  clock: Clock;
  logger: Logger;
}

/** Makes meetings and hands out tickets. Rejects with {@linkcode Refusal} or `StoreUnavailableError`. */
export class MeetingDesk {
  constructor(private readonly options: MeetingDeskOptions) {}

  /** A new room, its host's ticket, and the key to more of those. */
  async create(wish: CreateMeeting): Promise<MeetingTicket> {
    if ((wish.kind === "scheduled") !== (wish.schedule !== undefined)) {
      const message = "Cannot make the meeting: a scheduled one has a schedule, others have none";
      throw new Refusal({ code: "invalid-message", message });
    }
    const hostKey = randomHostKey();
    const meeting = await this.#register(wish, hostKey);
    const reply = await this.#tell(meeting, `create-${meeting.roomId}`, creation(meeting));
    if (!reply.ok) {
      await this.#forget(meeting);
      throw passedOn(reply);
    }
    return { ...await this.#ticket(meeting, "host"), hostKey };
  }

  async find(code: MeetingCode): Promise<Meeting> {
    const meeting = await this.options.meetings.findByCode(code);
    if (meeting) return meeting;
    throw new Refusal({ code: "room-not-found", message: "There is no meeting with this code" });
  }

  /** A seat: a host's for who has the key, else a guest's for who comes at the right time and knows the passcode. */
  async admit(code: MeetingCode, request: RequestTicket): Promise<MeetingTicket> {
    const found = await this.find(code);
    const isHost = request.hostKey !== undefined;
    if (request.hostKey !== undefined) await requireHost(found, request.hostKey);
    else await this.#checkGuest(found, request.passcode);
    const meeting = found.kind === "instant" ? found : await this.#opened(found, isHost);
    return await this.#ticket(meeting, isHost ? "host" : "participant");
  }

  /** What is named is changed, in a running meeting too. */
  async change(code: MeetingCode, hostKey: string, wish: ChangeMeeting): Promise<Meeting> {
    const meeting = await this.find(code);
    await requireHost(meeting, hostKey);
    const { title, schedule, passcode, settings } = wish;
    if (schedule && meeting.kind !== "scheduled") {
      const message = `Cannot give the meeting a schedule: it is ${meeting.kind}`;
      throw new Refusal({ code: "wrong-state", message });
    }
    if (settings) refuseConflict({ ...meeting.settings, ...settings });
    const changed = await this.options.meetings.change(meeting, {
      ...(title !== undefined && { title }),
      ...(schedule && { schedule }),
      ...(passcode !== undefined && { passcodeHash: passcode && await hashPasscode(passcode) }),
      ...(settings && { settings: { ...meeting.settings, ...settings } }),
    });
    if (settings) await this.#tellIfThere(changed, { type: "changeSettings", settings });
    return changed;
  }

  /** Ends it for everybody in it, and forgets it. */
  async remove(code: MeetingCode, hostKey: string): Promise<void> {
    const meeting = await this.find(code);
    await requireHost(meeting, hostKey);
    await this.#tellIfThere(meeting, { type: "end" });
    await this.options.meetings.remove(meeting.roomId);
  }

  async #checkGuest(meeting: Meeting, passcode: string | undefined): Promise<void> {
    const now = this.options.clock.wallMs();
    const opening = isOpen(meeting.schedule, now);
    if (opening !== "open") {
      const { opensAt } = meeting.schedule ? openingOf(meeting.schedule) : { opensAt: null };
      const isEarly = opening === "early" && opensAt !== null;
      throw new Refusal({
        code: "not-open",
        message: isEarly ? "The meeting has not opened yet" : "The meeting is over by its schedule",
        ...(isEarly && { retryAfterMs: Math.ceil(opensAt - now) }),
      });
    }
    if (meeting.passcodeHash === null) return;
    if (passcode === undefined || !await isPasscode(passcode.trim(), meeting.passcodeHash)) {
      const message = passcode === undefined
        ? "The meeting has a passcode"
        : "This is not the meeting's passcode";
      throw new Refusal({ code: "wrong-passcode", message });
    }
  }

  async #register(wish: CreateMeeting, hostKey: string): Promise<Meeting> {
    const { title, kind = "instant", schedule, passcode, settings = {} } = wish;
    const rest = {
      title,
      kind,
      schedule,
      settings,
      passcodeHash: passcode === undefined ? null : await hashPasscode(passcode),
      hostKeyHash: await hashHostKey(hostKey),
    };
    for (let attempt = 0; attempt < CODE_ATTEMPTS_MAX; attempt++) {
      const meeting: Meeting = { roomId: randomId(), code: randomMeetingCode(), ...rest };
      if (await this.options.meetings.insert(meeting)) return meeting;
    }
    throw new Refusal({
      code: "unavailable",
      message: `Cannot make a meeting: ${CODE_ATTEMPTS_MAX} codes in a row were taken`,
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  /**
   * A meeting that stays begins anew when its host comes after its end, in a room of its own: what was said
   * before is not for whoever comes now.
   */
  async #opened(meeting: Meeting, isHost: boolean): Promise<Meeting> {
    const reply = await this.#tell(meeting, `open-${randomId()}`, creation(meeting));
    if (reply.ok || reply.error.code === "room-exists") return meeting;
    if (reply.error.code !== "room-ended") throw passedOn(reply);
    if (!isHost) {
      const message = "The meeting has ended; it begins anew when its host comes";
      throw new Refusal({ code: "room-ended", message });
    }
    const { meetings } = this.options;
    const moved = await meetings.moveTo(randomId(), meeting) ?? await this.find(meeting.code);
    const opened = await this.#tell(moved, `open-${randomId()}`, creation(moved));
    if (opened.ok || opened.error.code === "room-exists") return moved;
    throw passedOn(opened);
  }

  async #tellIfThere(meeting: Meeting, body: RoomCommand): Promise<void> {
    const reply = await this.#tell(meeting, `desk-${randomId()}`, body);
    if (reply.ok || ["room-not-found", "room-ended"].includes(reply.error.code)) return;
    throw passedOn(reply);
  }

  #tell({ roomId }: Meeting, id: string, body: RoomCommand): Promise<Reply> {
    const command: z.infer<typeof RoomCommandEnvelope> = {
      v: 1,
      id,
      roomId,
      from: { kind: "service", name: "api" },
      deadlineAt: Math.round(this.options.clock.wallMs()) + COMMAND_DEADLINE_MS,
      body,
    };
    return this.options.requestRoom(roomId, command);
  }

  /** Nobody has heard of its code: without a room it is better forgotten. */
  async #forget({ roomId }: Meeting): Promise<void> {
    const { logger, meetings } = this.options;
    await meetings.remove(roomId).catch((error) => {
      logger.warn({ err: error, roomId }, "a meeting without a room could not be removed");
    });
  }

  async #ticket({ roomId, code, title }: Meeting, role: Role): Promise<MeetingTicket> {
    const { publicUrl, tokens } = this.options;
    const peerId: PeerId = randomId();
    const { token, expiresAt } = await tokens.issueTicket({ peerId, roomId, role });
    return { roomId, code, title, link: `${publicUrl}/m/${code}`, peerId, role, token, expiresAt };
  }
}

/** What somebody with the code may know. */
export function infoOf(
  { code, title, kind, schedule, passcodeHash, settings }: Meeting,
): MeetingInfo {
  return {
    code,
    title,
    ...(kind !== "instant" && { kind }),
    ...(schedule && { schedule }),
    ...(passcodeHash !== null && { needsPasscode: true }),
    ...(settings.encrypted && { encrypted: true }),
  };
}

function creation({ code, title, settings }: Meeting): RoomCommand {
  const differs = Object.keys(settings).length > 0;
  return { type: "create", code, title, ...(differs && { settings }) };
}

/** Before it is kept, since the room hears of it only once it opens. */
function refuseConflict(settings: SettingsPatch): void {
  const conflict = conflictWithEncryption(settings);
  if (!conflict) return;
  const message = `Cannot have "${conflict}" so: the meeting is end-to-end encrypted`;
  throw new Refusal({ code: "encrypted", message });
}

async function requireHost({ hostKeyHash }: Meeting, hostKey: string): Promise<void> {
  if (hostKeyHash !== null && await isHostKey(hostKey, hostKeyHash)) return;
  throw new Refusal({ code: "forbidden", message: "This is not the meeting's host key" });
}

function passedOn({ error: { code, message } }: Extract<Reply, { ok: false }>): Refusal {
  return new Refusal({ code, message, retryAfterMs: RETRY_AFTER_MS });
}
