/** One visit to a meeting: before, during and after the call. */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import {
  type CallRating,
  type ClientConfig,
  isOpen,
  type MeetingInfo,
  type MeetingTicket,
  openingOf,
  type RecordingId,
} from "../../protocol/mod.ts";
import { createIdentity } from "../e2ee/identity.ts";
import { canEncrypt } from "../e2ee/support.ts";
import { loadDevice } from "../link/device.ts";
import { LinkDown, Refusal } from "../link/errors.ts";
import { openWebSocket } from "../link/socket.ts";
import { usableGateways } from "../link/gateways.ts";
import { api, serverNow } from "./api.ts";
import { type Call, createCall } from "./call.ts";
import { createDevices } from "./devices.ts";
import { preferences, remember } from "./preferences.ts";
import { forgetSeat, isHostOf, keepForRecording, keepSeat, seatOf, takeSeat } from "./seat.ts";

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
  | { kind: "closed"; opensAt: number | null } // Epoch ms of the server; null: it is over.
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
  "removed",
  "room-locked",
  "room-full",
  "not-open",
  "encrypted",
]);

export function createMeeting(code: string, config: ClientConfig) {
  const stage = signal<Stage>({ kind: "loading" });
  const info = signal<MeetingInfo | null>(null);
  const isJoining = signal(false);
  const joinProblem = signal<Problem | null>(null);
  const devices = createDevices();
  /** The seat of the call that is just over, if this person was let in. */
  const ratedSeat = signal<MeetingTicket | null>(null);
  /** What was recorded of the call that is just over, if this person may have it. */
  const recorded = signal<RecordingId | null>(null);
  let isDisposed = false;
  /** As it was right: nobody has to type it again for a rejoin. */
  let passcode: string | undefined;

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
      stage.value = stageBefore(info.value);
      if (stage.peek().kind === "prejoin") devices.start();
    } catch (error) {
      stage.value = { kind: "problem", problem: problemOf(error) };
    }
  }

  /** Asks again how it stands, for somebody who waits for the opening. */
  async function refresh(): Promise<void> {
    try {
      const now = await api.meeting(code);
      if (isDisposed || stage.peek().kind !== "closed") return;
      info.value = now;
      const next = stageBefore(now);
      if (next.kind === "prejoin") letIn();
      else stage.value = next;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === "not-found" && !isDisposed) stage.value = { kind: "problem", problem };
    }
  }

  /** The time has come. */
  function letIn(): void {
    if (isDisposed || stage.peek().kind !== "closed") return;
    stage.value = { kind: "prejoin" };
    devices.start();
  }

  function stageBefore({ schedule }: MeetingInfo): Stage {
    const opening = isHostOf(code) || seatOf(code) ? "open" : isOpen(schedule, serverNow());
    if (opening === "open" || !schedule) return { kind: "prejoin" };
    return { kind: "closed", opensAt: opening === "early" ? openingOf(schedule).opensAt : null };
  }

  /** `typed`: the passcode, where it was asked for. */
  async function join(name: string, typed = passcode): Promise<void> {
    if (isJoining.peek()) return;
    remember({ name });
    batch(() => {
      isJoining.value = true;
      joinProblem.value = null;
    });
    try {
      const [ticket, device, identity] = await Promise.all([
        takeSeat(code, { name, passcode: typed }),
        rtcDevice(),
        canEncrypt() ? createIdentity() : undefined,
      ]);
      passcode = typed;
      if (isDisposed) return;
      keepSeat(ticket, true);
      const gateways = usableGateways(config.gateways, location);
      const call = createCall({
        ticket,
        identity,
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
      refused(error);
    } finally {
      isJoining.value = false;
    }
  }

  function refused(error: unknown): void {
    const problem = problemOf(error);
    if (problem === "not-open" && stage.peek().kind === "prejoin") {
      const retryAfterMs = error instanceof Refusal ? error.retryAfterMs : undefined;
      const opensAt = retryAfterMs === undefined ? null : serverNow() + retryAfterMs;
      finish({ kind: "closed", opensAt });
      refresh(); // The plan that was looked up is not the one that counts, or the clock was wrong.
      return;
    }
    // The meeting may have got a passcode since it was looked up.
    const known = info.peek();
    if (problem === "wrong-passcode" && known) info.value = { ...known, needsPasscode: true };
    joinProblem.value = problem;
  }

  function watchEnd(call: Call): void {
    const stop = effect(() => {
      const error = call.ended.value;
      if (!error) return;
      // Coming back is the user's decision now, a reload included.
      if (KEPT_SEAT_CODES.has(error.code)) keepSeat(call.ticket, false);
      else if (error.code === "room-ended" && call.recording.last.peek()) {
        keepForRecording(call.ticket);
      } else forgetSeat(code);
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
    const now = stage.peek();
    const wasIn = now.kind === "call" && now.call.roster.peek() !== undefined;
    batch(() => {
      ratedSeat.value = wasIn ? now.call.ticket : null;
      recorded.value = wasIn && now.call.recording.isOwn() ? now.call.recording.last.peek() : null;
      currentCall.value = null;
      stage.value = next;
    });
  }

  /** What to do with a rating of the call that is over; null: there was none. */
  const rating = computed(() => {
    const seat = ratedSeat.value;
    return seat && ((rating: CallRating) => api.rate(seat, rating));
  });

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

  /** Whether a join needs a passcode; reads signals. */
  const asksPasscode = (): boolean =>
    info.value?.needsPasscode === true && !isHostOf(code) && !seatOf(code);

  return {
    code,
    stage,
    info,
    devices,
    isJoining,
    joinProblem,
    rating,
    recorded: recorded as ReadonlySignal<RecordingId | null>,
    asksPasscode,
    open,
    refresh,
    letIn,
    join,
    leave,
    rejoin,
    dispose,
  };
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
