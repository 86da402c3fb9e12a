/** Two people who speak, in a meeting with captions. */
import {
  type Caption,
  type SettingsPatch,
  TranscriberBeat,
  type TranscriberId,
  wildcards,
} from "../../protocol/mod.ts";
import { commandRoom, createMeeting, requestTicket } from "./meetings.ts";
import { Participant } from "./participant.ts";
import { speak, type SpeechVoice, understood } from "./speech.ts";
import type { Stack } from "./stack.ts";
import { until } from "./until.ts";

/** From the end of a sentence to its caption; a busy machine understands slowly. */
export const SAID_LIMIT_MS = 45_000;
/** How often a sentence is said at most, and how long each time is waited for it. */
const SAID_MAX = 3;
const AGAIN_MS = 12_000;
/** So much of a sentence is enough to know it by. */
const KNOWN_BY = 0.4;

export class Captioned implements AsyncDisposable {
  readonly ann: Participant;
  readonly bob: Participant;
  readonly roomId: string;
  readonly #stack: Stack;
  readonly #beats = new Map<TranscriberId, TranscriberBeat>();
  readonly #unsubscribe: () => Promise<void>;

  private constructor(stack: Stack, roomId: string, [ann, bob]: [Participant, Participant]) {
    this.#stack = stack;
    this.roomId = roomId;
    this.ann = ann;
    this.bob = bob;
    const beats = stack.bus.subscribe(wildcards.transcriberBeats, {}, ({ body }) => {
      const beat = TranscriberBeat.parse(body);
      this.#beats.set(beat.transcriberId, beat);
    });
    this.#unsubscribe = () => beats.unsubscribe();
  }

  /** Resolves when both voices are being written down. */
  static async meet(stack: Stack): Promise<Captioned> {
    const [first, second] = [stack.gateway(0), stack.gateway(1)];
    const ticket = await createMeeting(first);
    const guest = await requestTicket(second, ticket.code);
    const sources = ["mic"] as const;
    const ann = await Participant.join({
      gateway: first,
      ticket,
      name: "Ann",
      sources,
      speaks: true,
    });
    const bob = await Participant.join({
      gateway: second,
      ticket: guest,
      name: "Bob",
      sources,
      speaks: true,
    });
    const meeting = new Captioned(stack, ticket.roomId, [ann, bob]);
    await Promise.all([ann.untilConnected(), bob.untilConnected()]);
    await meeting.change({ captions: true });
    await meeting.untilHeard();
    return meeting;
  }

  async change(settings: SettingsPatch): Promise<void> {
    await this.#command({ type: "changeSettings", settings });
  }

  /** Until some transcriber has both voices, and each arrives. */
  async untilHeard(except?: TranscriberId): Promise<TranscriberId> {
    return await until(
      "somebody transcribes two voices",
      () =>
        [...this.#beats.values()].find(({ transcriberId, voices }) =>
          voices === 2 && transcriberId !== except
        )?.transcriberId ?? "",
      Boolean,
      SAID_LIMIT_MS,
    );
  }

  /** Voices that a transcriber says it has. */
  voices(id: TranscriberId): number | undefined {
    return this.#beats.get(id)?.voices;
  }

  /** Resolves when it has been said. */
  async say(speaker: Participant, sentence: string, voice?: SpeechVoice): Promise<void> {
    speaker.say(await speak(sentence, voice));
  }

  /** Until the reader has such a share of a sentence under the speaker's name: it may come in pieces. */
  async untilRead(
    reader: Participant,
    speaker: Participant,
    sentence: string,
    share = KNOWN_BY,
  ): Promise<void> {
    await until(
      `${reader.peerId} reads "${sentence}"`,
      () => this.captionsOf(reader, speaker).map(({ text }) => text).join(" "),
      (text) => understood(sentence, text) >= share,
      SAID_LIMIT_MS,
    );
  }

  /** Says it until it is read: what falls into a change of transcriber or owner may be lost. */
  async sayUntilRead(
    { reader, speaker, sentence, voice }: {
      reader: Participant;
      speaker: Participant;
      sentence: string;
      voice?: SpeechVoice;
    },
  ): Promise<void> {
    const frames = await speak(sentence, voice);
    const isRead = () => {
      const text = this.captionsOf(reader, speaker).map(({ text }) => text).join(" ");
      return understood(sentence, text) >= KNOWN_BY;
    };
    for (let said = 1; said <= SAID_MAX; said++) {
      speaker.say(frames);
      const what = `"${sentence}" is read, said ${said} times`;
      const isLast = said === SAID_MAX;
      const reached = await until(what, isRead, Boolean, isLast ? SAID_LIMIT_MS : AGAIN_MS)
        .catch((error) => {
          if (isLast) throw error;
          return false;
        });
      if (reached) return;
    }
  }

  /** Of what was said since then, in epoch ms; of what was said before, some may still come. */
  captionsOf(reader: Participant, { peerId }: Participant, since = 0): Caption[] {
    return reader.signals.filter((signal) => signal.type === "caption")
      .filter(({ isFinal, at, peerId: by }) => isFinal && by === peerId && at >= since);
  }

  /** Sends the second of them into a breakout. */
  async separate(): Promise<void> {
    const { peerId } = this.bob;
    await this.#command({
      type: "planBreakouts",
      names: ["Apart"],
      assign: "none",
      choose: false,
    });
    await this.#command({ type: "assignBreakouts", assigned: { [peerId]: "b1" } });
    await this.#command({ type: "openBreakouts" });
    await until(
      "they are apart",
      () => this.ann.roster.peers.find(({ id }) => id === peerId)?.breakout,
      (breakout) => breakout === "b1",
    );
  }

  async #command(body: unknown): Promise<void> {
    const reply = await commandRoom(this.#stack, this.roomId, body);
    if (!reply.ok) throw new Error(`Cannot command the room: ${reply.error.message}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#unsubscribe();
    await this.ann[Symbol.asyncDispose]();
    await this.bob[Symbol.asyncDispose]();
  }
}
