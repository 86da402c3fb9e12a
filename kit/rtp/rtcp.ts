/** RTCP in the clear: what senders report, and what a receiver says back. */

const TYPE = { senderReport: 200, receiverReport: 201, payloadFeedback: 206 } as const;
const VERSION_BITS = 0x80;
/** Kinds of payload-specific feedback: RFC 4585, 6.3.1; RFC 5104, 4.3.1. */
const FEEDBACK = { pictureLoss: 1, fullIntra: 4 } as const;
const HEADER_BYTES = 8;
/** Header, NTP and RTP time, packets, bytes: before the blocks (RFC 3550, 6.4.1). */
const SENDER_REPORT_BYTES = 28;
const REPORT_BLOCK_BYTES = 24;
/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_TO_EPOCH_S = 2_208_988_800;
const FRACTIONS = 0x1_0000_0000;
const LOST_MAX = 0x7f_ffff;

/** That a source's clock showed `rtpTimestamp` at `ntpMs`. */
export interface SenderReport {
  readonly ssrc: number;
  /** Epoch ms with fractions, by the clock of whoever reports. */
  readonly ntpMs: number;
  /** 32 bits. */
  readonly rtpTimestamp: number;
  /** The middle 32 bits of the NTP time, for an answer's `lastSenderReport`. */
  readonly compactNtp: number;
}

/** All sender reports of a compound packet. What is damaged ends it. */
export function readSenderReports(compound: Uint8Array): SenderReport[] {
  const reports: SenderReport[] = [];
  const view = new DataView(compound.buffer, compound.byteOffset, compound.byteLength);
  for (let at = 0; at + HEADER_BYTES <= compound.length;) {
    if ((view.getUint8(at) & 0xc0) !== VERSION_BITS) break;
    const bytes = 4 * (view.getUint16(at + 2) + 1);
    if (at + bytes > compound.length) break;
    if (view.getUint8(at + 1) === TYPE.senderReport && bytes >= SENDER_REPORT_BYTES) {
      const [seconds, fraction] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      reports.push({
        ssrc: view.getUint32(at + 4),
        ntpMs: (seconds - NTP_TO_EPOCH_S + fraction / FRACTIONS) * 1_000,
        rtpTimestamp: view.getUint32(at + 16),
        compactNtp: view.getUint32(at + 10),
      });
    }
    at += bytes;
  }
  return reports;
}

/** What a receiver has seen of a source (RFC 3550, 6.4.1). */
export interface ReceptionReport {
  readonly ssrc: number;
  /** Of the packets since the last report, from 0 to 1. */
  readonly fractionLost: number;
  readonly packetsLost: number;
  /** The highest sequence number with its turns. */
  readonly highestIndex: number;
  /** In ticks of the codec's clock. */
  readonly jitter: number;
  readonly lastSenderReport: number;
  /** Since that report came. */
  readonly delayMs: number;
}

/** A receiver report with one block, which also begins every compound of a receiver's. */
export function receiverReport(sender: number, report?: ReceptionReport): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + (report ? REPORT_BLOCK_BYTES : 0));
  const view = header(bytes, report ? 1 : 0, TYPE.receiverReport, sender);
  if (report) {
    const lost = Math.min(LOST_MAX, Math.max(0, report.packetsLost));
    view.setUint32(8, report.ssrc);
    view.setUint32(12, lost);
    view.setUint8(12, Math.min(255, Math.floor(report.fractionLost * 256)));
    view.setUint32(16, report.highestIndex >>> 0);
    view.setUint32(20, Math.round(report.jitter));
    view.setUint32(24, report.lastSenderReport);
    view.setUint32(28, Math.round(report.delayMs * 65.536));
  }
  return bytes;
}

/** A picture was lost: a key frame, please (RFC 4585, 6.3.1). */
export function pictureLoss(sender: number, media: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + 4);
  header(bytes, FEEDBACK.pictureLoss, TYPE.payloadFeedback, sender).setUint32(8, media);
  return bytes;
}

/** A key frame, please; a repeat has the same `command`, another wish another one (RFC 5104, 4.3.1). */
export function fullIntraRequest(sender: number, media: number, command: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + 12);
  const view = header(bytes, FEEDBACK.fullIntra, TYPE.payloadFeedback, sender);
  view.setUint32(12, media);
  view.setUint8(16, command & 0xff);
  return bytes;
}

function header(bytes: Uint8Array, count: number, type: number, sender: number): DataView {
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION_BITS | count);
  view.setUint8(1, type);
  view.setUint16(2, bytes.length / 4 - 1);
  view.setUint32(4, sender);
  return view;
}
