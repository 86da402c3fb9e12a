/** People in a meeting without media, each at another gateway. */
import type { MeetingCommand, MeetingTicket } from "../../protocol/mod.ts";
import { LightSession } from "./light_session.ts";
import { createMeeting, requestTicket } from "./meetings.ts";
import type { Gateway, Stack } from "./stack.ts";
import { until } from "./until.ts";

const CONVERGE_LIMIT_MS = 30_000;

export class People implements AsyncDisposable {
  readonly #gateways: readonly Gateway[];
  readonly host: LightSession;
  readonly ticket: MeetingTicket;
  readonly #all: LightSession[];

  private constructor(
    host: LightSession,
    ticket: MeetingTicket,
    gateways: readonly Gateway[],
  ) {
    this.host = host;
    this.ticket = ticket;
    this.#gateways = gateways;
    this.#all = [host];
  }

  /** The host of a new meeting, or of the one with that ticket. */
  static async meet(
    stack: Stack,
    { ticket: given, gateways = stack.gateways }: {
      ticket?: MeetingTicket;
      gateways?: readonly Gateway[];
    } = {},
  ): Promise<People> {
    const [gateway = stack.gateway()] = gateways;
    const ticket = given ?? await createMeeting(gateway);
    return new People(await LightSession.join(gateway, ticket, "Host"), ticket, gateways);
  }

  get roomId(): string {
    return this.ticket.roomId;
  }

  get all(): readonly LightSession[] {
    return this.#all;
  }

  /** A gateway; counted round, so that a test fits any stack. */
  gateway(index: number): Gateway {
    const gateway = this.#gateways[index % this.#gateways.length];
    if (!gateway) throw new Error("Cannot name a gateway: there is none");
    return gateway;
  }

  /** One more guest, at the next gateway. */
  async enter(name: string): Promise<LightSession> {
    const gateway = this.gateway(this.#all.length);
    const session = await LightSession.join(
      gateway,
      await requestTicket(gateway, this.ticket.code),
      name,
    );
    this.#all.push(session);
    return session;
  }

  /** Everybody knows all that the room's owner says has happened. */
  async untilAllKnow(): Promise<void> {
    const { rev } = await this.host.ask();
    await until(
      `everybody is at revision ${rev}`,
      () => this.#all.map(({ roster }) => roster.rev),
      (revs) => revs.every((known) => known >= rev),
      CONVERGE_LIMIT_MS,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((session) => session[Symbol.asyncDispose]()));
  }
}

/** The texts that somebody's page shows. */
export function textsOf({ roster }: LightSession): string[] {
  return roster.meeting.messages.map(({ text }) => text);
}

export const message = (text: string, to?: string): MeetingCommand => ({
  type: "sendMessage",
  text,
  ...(to !== undefined && { to }),
});
