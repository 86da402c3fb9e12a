/** Sentences that a machine speaks, as the Opus that a participant sends. */
import { findCommand } from "../../scripts/lib/command.ts";

/** The voices of flite that are understood best. */
export type SpeechVoice = "slt" | "rms" | "kal16" | "awb";

const PAGE_HEADER_BYTES = 27;
const OPUS_TAGS = "OpusTags";
const OPUS_HEAD = "OpusHead";

/** The sentence in frames of 20 ms (RFC 6716), spoken by flite. */
export async function speak(sentence: string, voice: SpeechVoice = "slt"): Promise<Uint8Array[]> {
  const folder = await Deno.makeTempDir({ prefix: "parley-speech-" });
  try {
    const [wav, ogg] = [`${folder}/speech.wav`, `${folder}/speech.ogg`];
    await run("flite", ["-voice", voice, "-t", sentence, "-o", wav]);
    const encode = ["-c:a", "libopus", "-b:a", "32k", "-ac", "2", "-ar", "48000"];
    await run("ffmpeg", ["-loglevel", "error", "-i", wav, ...encode, "-frame_duration", "20", ogg]);
    return packetsOf(await Deno.readFile(ogg));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What part of a sentence's words were understood, in their order: 1 is all of them. */
export function understood(sentence: string, text: string): number {
  const [said, heard] = [wordsOf(sentence), wordsOf(text)];
  // Length of the longest common subsequence of words.
  let row = new Array<number>(heard.length + 1).fill(0);
  for (const word of said) {
    const next = [0];
    for (const [at, other] of heard.entries()) {
      const same = word === other ? (row[at] ?? 0) + 1 : 0;
      next.push(Math.max(same, row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / said.length;
}

const wordsOf = (text: string) => text.toLowerCase().match(/[a-z']+/g) ?? [];

async function run(name: string, args: string[]): Promise<void> {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`Cannot speak: ${name} is missing`);
  const output = await new Deno.Command(command, { args, stdout: "null" }).output();
  if (!output.success) {
    throw new Error(`Cannot speak: ${name}: ${new TextDecoder().decode(output.stderr)}`);
  }
}

/** The packets of an Ogg file (RFC 3533) without those that describe it (RFC 7845). */
function packetsOf(ogg: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let part = new Uint8Array(0);
  for (let at = 0; at + PAGE_HEADER_BYTES <= ogg.length;) {
    const segments = ogg[at + PAGE_HEADER_BYTES - 1] ?? 0;
    let body = at + PAGE_HEADER_BYTES + segments;
    for (const length of ogg.subarray(at + PAGE_HEADER_BYTES, body)) {
      const joined = new Uint8Array(part.length + length);
      joined.set(part);
      joined.set(ogg.subarray(body, body + length), part.length);
      part = joined;
      body += length;
      if (length === 255) continue; // It goes on in the next segment.
      packets.push(part);
      part = new Uint8Array(0);
    }
    at = body;
  }
  return packets.filter((packet) => {
    const mark = new TextDecoder().decode(packet.subarray(0, OPUS_HEAD.length));
    return mark !== OPUS_HEAD && mark !== OPUS_TAGS;
  });
}
