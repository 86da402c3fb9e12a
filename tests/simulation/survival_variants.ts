/** Broken parts of what keeps a call alive: second planes, hand-over, a log that is away. */
import { z } from "zod";
import { Entry } from "../../control/actor/entry.ts";
import { decode, encode } from "../../kit/mod.ts";
import { wildcards } from "../../protocol/mod.ts";
import { altered, Steps, without } from "./broken.ts";
import type { NodeTap, Variant } from "./variant.ts";

const MediaWord = z.object({
  body: z.object({
    type: z.literal("media"),
    media: z.object({
      use: z.literal("active"),
      transports: z.unknown().optional(),
      consumers: z.array(z.unknown()),
      closed: z.array(z.unknown()),
    }),
  }),
});
const Envelope = z.looseObject({ epoch: z.int(), body: z.looseObject({ type: z.string() }) });
const Described = z.looseObject({ description: z.looseObject({ router: z.boolean() }) });
const Told = z.looseObject({ ok: z.literal(true), durable: z.literal(false) });
const Beat = z.looseObject({ draining: z.boolean() });

export const SURVIVAL_VARIANTS: readonly Variant[] = [
  {
    name: "promotion not told",
    host: {
      published: (_subject, body, pass) => {
        const media = MediaWord.safeParse(body).data?.body.media;
        const isWord = media && !media.transports && media.consumers.length === 0 &&
          media.closed.length === 0;
        if (!isWord) pass(body);
      },
    },
  },
  { name: "transports made again", node: remadeTransports },
  {
    // Everything is moved, and nothing is closed behind it.
    name: "retiring forgotten",
    node: () => (message, pass) => without(message, pass, (type) => type === "closeRouter"),
  },
  {
    // Who was frozen, cut off or contested asks the log and hears what it knew before.
    name: "not verified",
    hostLog: (log) => {
      let known = 0;
      return altered(log, {
        append: async (...args) => {
          const result = await log.append(...args);
          if (result.ok) known = Math.max(known, result.seq);
          return result;
        },
        read: async (id) => {
          const content = await log.read(id);
          known = Math.max(known, content.lastSeq);
          return content;
        },
        lastSeq: () => Promise.resolve(known),
      });
    },
  },
  {
    name: "held facts called durable",
    host: {
      received: (message, pass) =>
        pass({
          ...message,
          respond: (answer) => {
            const told = Told.safeParse(answer).data;
            message.respond(told ? { ...told, durable: true } : answer);
          },
        }),
    },
  },
  {
    name: "facts out of order",
    hostLog: (log) =>
      altered(log, {
        append: async (id, expectedSeq, entryId, entry) => {
          const { commands, ...head } = Entry.parse(decode(entry));
          const data = encode({ ...head, commands: commands.toReversed() });
          return await log.append(id, expectedSeq, entryId, data);
        },
      }),
  },
  {
    // An append whose outcome is unknown is repeated as if it were another one.
    name: "facts written twice",
    hostLog: (log) => {
      const tries = new Map<string, number>();
      return altered(log, {
        append: async (id, expectedSeq, entryId, entry) => {
          const earlier = tries.get(entryId) ?? 0;
          tries.set(entryId, earlier + 1);
          if (earlier === 0) return await log.append(id, expectedSeq, entryId, entry);
          const seq = await log.lastSeq(id).catch(() => expectedSeq);
          return await log.append(id, seq, `${entryId}/${earlier}`, entry);
        },
      });
    },
  },
  {
    name: "drain ignored",
    nodeBus: {
      published: (_subject, body, pass) => {
        const beat = Beat.safeParse(body).data;
        pass(beat ? { ...beat, draining: false } : body);
      },
    },
  },
  {
    // Hosts do not hear whose rooms are whose, so nobody knows what a dead one leaves behind.
    name: "nobody adopts",
    host: {
      published: (subject, body, pass) => {
        if (!subject.startsWith(CONTROL) || !subject.endsWith(".rooms")) pass(body);
      },
      asked: (subject, request) =>
        subject.startsWith(CONTROL) && subject.endsWith(".list")
          ? Promise.reject(new Error("Cannot ask: the variant does not"))
          : request(),
    },
  },
  {
    // Of hosts that died together nobody knows what they leave behind.
    name: "register not written",
    register: (register) => ({ ...register, enter: () => Promise.resolve(0) }),
  },
  // Of two owners the one with more facts is believed, though its own may be lost.
  { name: "epochs ignored by clients", habits: { checksEpochs: false } },
];

/** What the subjects of control hosts begin with. */
const CONTROL = wildcards.controlBeats.slice(0, wildcards.controlBeats.indexOf("*"));

/** A node that lost a room makes its transports again, under their ids, before it is asked. */
function remadeTransports(): NodeTap {
  const made = new Map<string, unknown>();
  return (message, pass) => {
    const { data } = Envelope.safeParse(message.body);
    const apply = Steps.safeParse(message.body).data;
    for (const step of apply?.body.steps ?? []) {
      if (step.type === "ensureRouter") made.set("router", step);
      if (step.type === "closeRouter") made.clear();
      if (step.type === "ensureTransport") made.set(String(Reflect.get(step, "transportId")), step);
      if (step.type === "closeTransport") made.delete(String(Reflect.get(step, "transportId")));
    }
    if (data?.body.type !== "describe" || made.size === 0) return pass(message);
    return pass({
      ...message,
      respond: (answer) => {
        if (Described.safeParse(answer).data?.description.router !== false) {
          return message.respond(answer);
        }
        const body = { type: "apply", steps: [...made.values()] };
        pass({ ...message, body: { ...data, body }, respond: () => pass(message) });
      },
    });
  };
}
