import type { Clock, Logger } from "../../kit/mod.ts";
import type {
  MeetingCode,
  MeetingTicket,
  PeerId,
  Role,
  RoomCommandEnvelope,
} from "../../protocol/mod.ts";
import type { z } from "zod";
import type { RequestActor } from "../actor/mod.ts";
import type { Meeting, Meetings } from "../store/mod.ts";
import { randomId, randomMeetingCode } from "./random.ts";
import { Refusal } from "./refusals.ts";
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

  /** A new room and its host's ticket. */
  async create(title: string): Promise<MeetingTicket> {
    const meeting = await this.#register(title);
    await this.#openRoom(meeting);
    return await this.#ticket(meeting, "host");
  }

  async find(code: MeetingCode): Promise<Meeting> {
    const meeting = await this.options.meetings.findByCode(code);
    if (meeting) return meeting;
    throw new Refusal({ code: "room-not-found", message: "There is no meeting with this code" });
  }

  /** A guest's seat. */
  async admit(code: MeetingCode): Promise<MeetingTicket> {
    return await this.#ticket(await this.find(code), "participant");
  }

  async #register(title: string): Promise<Meeting> {
    for (let attempt = 0; attempt < CODE_ATTEMPTS_MAX; attempt++) {
      const meeting = { roomId: randomId(), code: randomMeetingCode(), title };
      if (await this.options.meetings.insert(meeting)) return meeting;
    }
    throw new Refusal({
      code: "unavailable",
      message: `Cannot make a meeting: ${CODE_ATTEMPTS_MAX} codes in a row were taken`,
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  async #openRoom({ roomId, code, title }: Meeting): Promise<void> {
    const { clock, logger, meetings, requestRoom } = this.options;
    const command: z.infer<typeof RoomCommandEnvelope> = {
      v: 1,
      id: `create-${roomId}`,
      roomId,
      from: { kind: "service", name: "api" },
      deadlineAt: Math.round(clock.wallMs()) + COMMAND_DEADLINE_MS,
      body: { type: "create", code, title },
    };
    const reply = await requestRoom(roomId, command);
    if (reply.ok) return;
    // Nobody has heard of its code: without a room it is better forgotten.
    await meetings.remove(roomId).catch((error) => {
      logger.warn({ err: error, roomId }, "a meeting without a room could not be removed");
    });
    const { code: reason, message } = reply.error;
    throw new Refusal({ code: reason, message, retryAfterMs: RETRY_AFTER_MS });
  }

  async #ticket({ roomId, code, title }: Meeting, role: Role): Promise<MeetingTicket> {
    const { publicUrl, tokens } = this.options;
    const peerId: PeerId = randomId();
    const { token, expiresAt } = await tokens.issueTicket({ peerId, roomId, role });
    return { roomId, code, title, link: `${publicUrl}/m/${code}`, peerId, role, token, expiresAt };
  }
}
