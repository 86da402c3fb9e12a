/** What a page's peer connections negotiated, send and receive, asked of the browser itself. */
import type { BrowserContext, Page } from "playwright-core";

export interface Outgoing {
  readonly kind: string;
  readonly mimeType: string;
  readonly rid: string | null;
  readonly active: boolean;
  /** Counts that only rise. */
  readonly bytes: number;
  readonly frameHeight: number;
  readonly mode: string | null;
}

export interface Incoming {
  readonly kind: string;
  readonly mimeType: string;
  readonly framesDecoded: number;
  readonly frameHeight: number;
}

declare global {
  var __connections: RTCPeerConnection[] | undefined;
}

/** Keeps a page's connections where the functions below find them; before it loads. */
export async function keepConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const connections: RTCPeerConnection[] = globalThis.__connections = [];
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
}

export async function outgoing(page: Page): Promise<Outgoing[]> {
  return await page.evaluate(async () => {
    const found: Outgoing[] = [];
    for (const connection of globalThis.__connections ?? []) {
      const report = connection.connectionState === "connected" && await connection.getStats();
      for (const stats of report ? report.values() : []) {
        if (stats.type !== "outbound-rtp") continue;
        found.push({
          kind: stats.kind,
          mimeType: report && report.get(stats.codecId)?.mimeType || "",
          rid: stats.rid ?? null,
          active: stats.active ?? true,
          bytes: stats.bytesSent,
          frameHeight: stats.frameHeight ?? 0,
          mode: stats.scalabilityMode ?? null,
        });
      }
    }
    return found;
  });
}

export async function incoming(page: Page): Promise<Incoming[]> {
  return await page.evaluate(async () => {
    const found: Incoming[] = [];
    for (const connection of globalThis.__connections ?? []) {
      const report = connection.connectionState === "connected" && await connection.getStats();
      for (const stats of report ? report.values() : []) {
        if (stats.type !== "inbound-rtp") continue;
        found.push({
          kind: stats.kind,
          mimeType: report && report.get(stats.codecId)?.mimeType || "",
          framesDecoded: stats.framesDecoded ?? 0,
          frameHeight: stats.frameHeight ?? 0,
        });
      }
    }
    return found;
  });
}

/** Sound is looked at for so long. */
const HELD_WINDOW_MS = 500;

/** For how long sound is buffered, and for how long pictures are to be held. */
export async function held(page: Page): Promise<{ voiceMs: number; pictureMs: number }> {
  return await page.evaluate(async (windowMs) => {
    const receivers = (globalThis.__connections ?? []).flatMap((each) => each.getReceivers());
    const buffered = async () => {
      const reports = await Promise.all(receivers.map((receiver) => receiver.getStats()));
      const voices = reports.flatMap((report) => [...report.values()])
        .filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
      const sum = (key: string) => voices.reduce((all, stats) => all + Number(stats[key] ?? 0), 0);
      return { ms: sum("jitterBufferDelay") * 1_000, samples: sum("jitterBufferEmittedCount") };
    };
    const before = await buffered();
    await new Promise((resolve) => setTimeout(resolve, windowMs));
    const now = await buffered();
    return {
      voiceMs: (now.ms - before.ms) / Math.max(1, now.samples - before.samples),
      pictureMs: Math.max(0, ...receivers.map(({ jitterBufferTarget }) => jitterBufferTarget ?? 0)),
    };
  }, HELD_WINDOW_MS);
}

/** Both descriptions of the connections in use, as one text each. */
export async function descriptions(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    (globalThis.__connections ?? []).filter(({ connectionState }) =>
      connectionState === "connected"
    )
      .flatMap((connection) => [
        connection.localDescription?.sdp ?? "",
        connection.remoteDescription?.sdp ?? "",
      ])
  );
}
