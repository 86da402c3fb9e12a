/** One visit to a meeting: before, during and after the call. */
import { batch, effect, signal } from "@preact/signals";
import type { ClientConfig, MeetingInfo } from "../../protocol/mod.ts";
import { loadDevice } from "../link/device.ts";
import { LinkDown, Refusal } from "../link/errors.ts";
import { openWebSocket } from "../link/socket.ts";
import { usableGateways } from "../link/gateways.ts";
import { api } from "./api.ts";
import { type Call, createCall } from "./call.ts";
import { createDevices } from "./devices.ts";
import { preferences, remember } from "./preferences.ts";
import { forgetSeat, keepSeat, seatOf, takeSeat } from "./seat.ts";

/** Why something could not begin. */
export type Problem =
  | "not-found"
  | "not-open"
  | "offline"
  | "no-webrtc"
  | "rate-limited"
  | "wrong-passcode"
  | "unexpected";

export type Stage =
  | { kind: "loading" }
  | { kind: "problem"; problem: Problem }
  | { kind: "prejoin" }
  | { kind: "call"; call: Call }
  | { kind: "left" } // Because the user wanted to.
  | { kind: "ended"; code: string }; // For another reason.

/** The call on this page, for the debug handle. */
export const currentCall = signal<Call | null>(null);

export type Meeting = ReturnType<typeof createMeeting>;

/** Ends after which the same seat may be taken again, by a decision of the user. */
const KEPT_SEAT_CODES: ReadonlySet<string> = new Set([
  "session-replaced",
  "denied",
  "room-locked",
  "room-full",
  "not-open",
]);

export function createMeeting(code: string, config: ClientConfig) {
  const stage = signal<Stage>({ kind: "loading" });
  const info = signal<MeetingInfo | null>(null);
  const isJoining = signal(false);
  const joinProblem = signal<Problem | null>(null);
  const devices = createDevices();
  let isDisposed = false;

  async function open(): Promise<void> {
    stage.value = { kind: "loading" };
    loadDevice().catch(() => {}); // Early; whoever needs it reports a failure.
    const seat = seatOf(code);
    const { name } = preferences.peek();
    if (seat?.inCall && name) {
      info.value = { code, title: seat.ticket.title };
      devices.start();
      await join(name);
      if (stage.peek().kind !== "loading") return;
    }
    try {
      info.value = await api.meeting(code);
      if (isDisposed) return;
      stage.value = { kind: "prejoin" };
      devices.start();
    } catch (error) {
      stage.value = { kind: "problem", problem: problemOf(error) };
    }
  }

  async function join(name: string): Promise<void> {
    if (isJoining.peek()) return;
    remember({ name });
    batch(() => {
      isJoining.value = true;
      joinProblem.value = null;
    });
    try {
      const [ticket, device] = await Promise.all([takeSeat(code, name), rtcDevice()]);
      if (isDisposed) return;
      keepSeat(ticket, true);
      const gateways = usableGateways(config.gateways, location);
      const call = createCall({
        ticket,
        name,
        gateways,
        device,
        devices,
        openWire: openWebSocket,
      });
      currentCall.value = call;
      stage.value = { kind: "call", call };
      watchEnd(call);
    } catch (error) {
      joinProblem.value = problemOf(error);
    } finally {
      isJoining.value = false;
    }
  }

  function watchEnd(call: Call): void {
    const stop = effect(() => {
      const error = call.ended.value;
      if (!error) return;
      // Coming back is the user's decision now, a reload included.
      if (KEPT_SEAT_CODES.has(error.code)) keepSeat(call.ticket, false);
      else forgetSeat(code);
      finish({ kind: "ended", code: error.code });
      queueMicrotask(() => stop());
    });
  }

  async function leave(): Promise<void> {
    const now = stage.peek();
    if (now.kind !== "call") return;
    keepSeat(now.call.ticket, false);
    const left = now.call.leave();
    finish({ kind: "left" });
    await left;
  }

  function finish(next: Stage): void {
    devices.stop();
    batch(() => {
      currentCall.value = null;
      stage.value = next;
    });
  }

  /** Back in at once, with the devices that were on. */
  async function rejoin(): Promise<void> {
    devices.start();
    await join(preferences.peek().name);
    if (joinProblem.peek()) await open();
  }

  function dispose(): void {
    isDisposed = true;
    const now = stage.peek();
    if (now.kind === "call") leave();
    else devices.stop();
  }

  return { code, stage, info, devices, isJoining, joinProblem, open, join, leave, rejoin, dispose };
}

class NoWebRtc extends Error {}

async function rtcDevice() {
  try {
    return await loadDevice();
  } catch (cause) {
    throw new NoWebRtc("Cannot join: the browser has no WebRTC this client knows", { cause });
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof NoWebRtc) return "no-webrtc";
  if (error instanceof LinkDown) return "offline";
  if (!(error instanceof Refusal)) return "unexpected";
  switch (error.code) {
    case "room-not-found":
    case "room-ended":
    case "invalid-message":
      return "not-found";
    case "rate-limited":
    case "not-open":
    case "wrong-passcode":
      return error.code;
    case "unavailable":
    case "overloaded":
      return "offline";
    default:
      return "unexpected";
  }
}
