/**
 * Cuts an MPEG transport stream (ISO/IEC 13818-1) so that whoever comes in the middle can decode from the
 * first byte on: at a key frame, behind the tables that say what there is. Pure.
 */

const PACKET_BYTES = 188;
const SYNC = 0x47;
const PAT_PID = 0;
/** Tables that are remembered; ffmpeg writes three: PAT, SDT and PMT. */
const TABLES_MAX = 4;
/** PIDs from here on are tables of ffmpeg's, as it numbers them, and from the other on streams. */
const [PMT_PID, STREAM_PID] = [0x1000, 0x100];

export class TsGate {
  #rest: Uint8Array = new Uint8Array();
  readonly #tables = new Map<number, Uint8Array>();
  #isOpen = false;

  /** Whoever takes it from here on is new. */
  close(): void {
    this.#isOpen = false;
  }

  /** Whole packets of what has come, as far as they may pass. */
  push(bytes: Uint8Array): Uint8Array[] {
    const all = this.#rest.length === 0 ? bytes : join(this.#rest, bytes);
    const whole = all.length - all.length % PACKET_BYTES;
    this.#rest = all.slice(whole);
    const passed: Uint8Array[] = [];
    let from = this.#isOpen ? 0 : whole;
    for (let at = 0; at < whole; at += PACKET_BYTES) {
      const packet = all.subarray(at, at + PACKET_BYTES);
      this.#remember(packet);
      if (this.#isOpen || !isEntry(packet)) continue;
      this.#isOpen = true;
      from = at;
      passed.push(...this.#tables.values());
    }
    if (from < whole) passed.push(all.slice(from, whole));
    return passed;
  }

  #remember(packet: Uint8Array): void {
    const pid = pidOf(packet);
    if (pid !== PAT_PID && pid !== PMT_PID) return;
    if (this.#tables.size < TABLES_MAX || this.#tables.has(pid)) {
      this.#tables.set(pid, packet.slice());
    }
  }
}

const pidOf = (packet: Uint8Array) => ((packet[1] ?? 0) & 0x1f) << 8 | (packet[2] ?? 0);

/** Whether it begins a key frame: of the first stream, the video, with the indicator of random access. */
function isEntry(packet: Uint8Array): boolean {
  const hasAdaptation = ((packet[3] ?? 0) & 0x20) !== 0 && (packet[4] ?? 0) > 0;
  return packet[0] === SYNC && pidOf(packet) === STREAM_PID && hasAdaptation &&
    ((packet[5] ?? 0) & 0x40) !== 0;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
