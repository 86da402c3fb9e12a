/** Counts rounds of SDP in a page, and looks at what its connections send. */
import type { BrowserContext, Page } from "playwright-core";

export interface SdpRounds {
  readonly connections: RTCPeerConnection[];
  rounds: number;
}

/** What the page sends of one kind; counts only rise. */
export interface Sent {
  /** Label of the device whose track is sent. */
  readonly label: string;
  readonly packets: number;
  readonly frames: number;
  readonly height: number;
}

declare global {
  var __sdp: SdpRounds;
}

export async function installSdpRounds(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const sdp: SdpRounds = { connections: [], rounds: 0 };
    globalThis.__sdp = sdp;
    const { prototype } = RTCPeerConnection;
    const { setLocalDescription } = prototype;
    prototype.setLocalDescription = function (this: RTCPeerConnection, ...given: unknown[]) {
      sdp.rounds++;
      if (!sdp.connections.includes(this)) sdp.connections.push(this);
      return Reflect.apply(setLocalDescription, this, given);
    };
  });
}

export async function sdpRounds(page: Page): Promise<number> {
  return await page.evaluate(() => globalThis.__sdp.rounds);
}

export async function sentOf(page: Page, kind: "audio" | "video"): Promise<Sent> {
  return await page.evaluate(async (kind) => {
    let sent = { label: "", packets: 0, frames: 0, height: 0 };
    for (const connection of globalThis.__sdp.connections) {
      for (const sender of connection.getSenders()) {
        if (sender.track?.kind !== kind) continue;
        sent = { ...sent, label: sender.track.label };
        for (const stats of (await sender.getStats()).values()) {
          if (stats.type !== "outbound-rtp") continue;
          sent = {
            label: sent.label,
            packets: sent.packets + stats.packetsSent,
            frames: sent.frames + (stats.framesSent ?? 0),
            height: Math.max(sent.height, stats.frameHeight ?? 0),
          };
        }
      }
    }
    return sent;
  }, kind);
}
