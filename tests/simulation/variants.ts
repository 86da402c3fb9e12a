/** Deliberately broken parts. Each must be caught; one that is not shows a check that sees nothing. */
import { z } from "zod";
import { altered, without } from "./broken.ts";
import { SURVIVAL_VARIANTS } from "./survival_variants.ts";
import type { Variant } from "./variant.ts";

const Epoch = z.looseObject({ epoch: z.int() });
export const BROKEN_VARIANTS: readonly Variant[] = [
  {
    name: "no fencing",
    log: (log) =>
      altered(log, {
        append: async (id, _expected, entryId, entry) =>
          await log.append(id, await log.lastSeq(id), entryId, entry),
      }),
  },
  {
    name: "fence not believed",
    log: (log) =>
      altered(log, {
        append: async (id, expectedSeq, entryId, entry) => {
          const result = await log.append(id, expectedSeq, entryId, entry);
          const isFenced = !result.ok && result.reason === "wrong-sequence";
          return isFenced ? { ok: true, seq: await log.lastSeq(id) } : result;
        },
      }),
  },
  { name: "no dedupe", limits: { dedupeIds: 0 } },
  {
    // Answers, notices and effects go out, and only then the entry is written.
    name: "effects before append",
    log: (log, later) => {
      let promised = 0;
      return altered(log, {
        append: async (id, expectedSeq, entryId, entry) => {
          const seq = Math.max(promised, await log.lastSeq(id));
          if (seq !== expectedSeq) return { ok: false, reason: "wrong-sequence" };
          promised = seq + 1;
          later(() => void log.append(id, expectedSeq, entryId, entry));
          return { ok: true, seq: promised };
        },
      });
    },
  },
  {
    name: "append lost",
    log: (log) => {
      let appends = 0;
      return altered(log, {
        append: async (id, expectedSeq, entryId, entry) => {
          if (++appends % 9 !== 0) return await log.append(id, expectedSeq, entryId, entry);
          const seq = await log.lastSeq(id);
          return seq === expectedSeq ? { ok: true, seq } : { ok: false, reason: "wrong-sequence" };
        },
      });
    },
  },
  {
    name: "last entry not read",
    log: (log) =>
      altered(log, {
        read: async (id) => {
          const content = await log.read(id);
          return { ...content, entries: content.entries.slice(0, -1) };
        },
      }),
  },
  {
    name: "snapshot off by one",
    log: (log) =>
      altered(log, { snapshot: (id, seq, snapshot) => log.snapshot(id, seq + 1, snapshot) }),
  },
  {
    name: "stale epoch accepted",
    node: () => {
      let highest = 0;
      return (message, pass) => {
        const envelope = Epoch.parse(message.body);
        highest = Math.max(highest, envelope.epoch);
        const body = { ...envelope, epoch: highest };
        pass({ ...message, body, respond: (answer) => message.respond(answer) });
      };
    },
  },
  {
    name: "closings ignored",
    node: () => (message, pass) => without(message, pass, (type) => type.startsWith("close")),
  },
  { name: "gaps not noticed", habits: { checksGaps: false } },
  ...SURVIVAL_VARIANTS,
];
