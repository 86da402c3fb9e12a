/** Toasts about breakouts: where one goes, when it ends, who wants help. */
import { effect } from "@preact/signals";
import { t } from "../../strings/mod.ts";
import { announce } from "../announcer.ts";
import type { Call } from "../call.ts";
import { type BreakoutTiding, breakoutTidingsOf } from "./breakout_tidings.ts";
import { isRunning, roomNamed } from "./rooms.ts";

/** Returns the way to stop. */
export function startBreakoutNews(call: Call): () => void {
  const { toasts, panels, meeting, self } = call;
  const enter = (breakoutId: string | null) => call.command({ type: "enterBreakout", breakoutId });
  const isPanelOpen = () => panels.open.peek() === "breakouts";
  const idOfHelp = (breakoutId: string) => `help-${breakoutId}`;

  function askedForHelp(breakoutId: string, name: string, room: string): void {
    toasts.show({
      id: idOfHelp(breakoutId),
      text: t.breakouts.wants(name, room),
      lasting: true,
      actions: [
        { label: t.told.dismiss, run: () => {} },
        { label: t.breakouts.enter, isMain: true, run: () => enter(breakoutId) },
      ],
    });
  }

  function tell(tiding: BreakoutTiding): void {
    switch (tiding.type) {
      case "assigned": {
        const isOpen = isRunning(meeting.peek().breakouts);
        return toasts.show({
          id: "breakout",
          text: t.breakouts.assignedTold(tiding.room),
          lasting: isOpen,
          actions: isOpen
            ? [{ label: t.breakouts.enter, isMain: true, run: () => enter(tiding.breakoutId) }]
            : [],
        });
      }
      case "choose":
        if (isPanelOpen()) return;
        return toasts.show({
          id: "breakout",
          text: t.breakouts.chooseTold,
          lasting: true,
          actions: [
            { label: t.breakouts.show, isMain: true, run: () => panels.show("breakouts") },
          ],
        });
      case "moved":
        return toasts.show({ id: "breakout", text: t.breakouts.movedTold(tiding.room) });
      case "back":
        return toasts.show({ id: "breakout", text: t.breakouts.backTold });
      case "closing":
        return toasts.show({ id: "breakout-end", text: t.breakouts.closingTold });
      case "help":
        return askedForHelp(tiding.breakoutId, tiding.name, tiding.room);
      case "help-over":
        return toasts.dismiss(idOfHelp(tiding.breakoutId));
      default:
        return tiding satisfies never;
    }
  }

  let isFirst = true;
  const stops = [
    call.onNews((heard) => {
      for (const tiding of breakoutTidingsOf(heard, call.selfId)) tell(tiding);
      if (heard.change?.type !== "PeersMoved") return;
      // Who comes to help has seen the request.
      const here = self.peek()?.breakout;
      if (here !== undefined) toasts.dismiss(idOfHelp(here));
    }),
    effect(() => {
      if (!call.roster.value || !isFirst) return;
      isFirst = false;
      const { helpAsked, breakouts } = meeting.peek();
      for (const { breakoutId, peerId } of helpAsked) {
        const name = call.peers.peek().find(({ id }) => id === peerId)?.name;
        const room = roomNamed(breakouts, breakoutId)?.name;
        if (name !== undefined && room !== undefined) askedForHelp(breakoutId, name, room);
      }
    }),
    call.onBreakoutEnd(() => {
      const room = roomNamed(meeting.peek().breakouts, self.peek()?.breakout)?.name;
      if (room === undefined && !call.can("breakouts")) return;
      const text = t.breakouts.soon(room ?? t.breakouts.title);
      toasts.show({ id: "breakout-end", text });
      announce(text);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
