/** Toasts and a sound for messages that would be missed. */
import { effect } from "@preact/signals";
import { t } from "../../strings/mod.ts";
import type { Call } from "../call.ts";
import { playSound } from "../sounds.ts";
import { preview } from "./text.ts";

const SHOWN_CHARACTERS_MAX = 160;

/** Returns the way to stop. */
export function startChatNews(call: Call): () => void {
  const { panels, toasts, peers, selfId } = call;
  const stops = [
    call.onNews(({ change }) => {
      if (change?.type !== "MessageSent" || change.message.from === selfId) return;
      if (panels.open.peek() === "chat" && !document.hidden) return;
      const { id, name, text, to, announcement, files } = change.message;
      playSound("message", peers.peek().length);
      if (to === undefined && !announcement) return; // The badge tells.
      const shown = preview(text, SHOWN_CHARACTERS_MAX) || t.chat.files(files?.length ?? 0);
      toasts.show({
        id: `message-${id}`,
        text: announcement ? t.chat.announced(name, shown) : t.chat.wrote(name, shown),
        lasting: announcement ?? false,
        actions: [{ label: t.chat.read, isMain: true, run: () => panels.show("chat") }],
      });
    }),
    effect(() => {
      if (panels.open.value !== "chat") return;
      for (const { id } of toasts.shown.peek()) if (id.startsWith("message-")) toasts.dismiss(id);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
