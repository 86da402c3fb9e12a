/** The player's keys, anywhere on its page. */
import { useLayoutEffect } from "preact/hooks";
import { preferences, remember } from "../../../models/preferences.ts";
import type { Player } from "../../../models/recordings/player.ts";
import { actOf, type PlayerAct } from "../../../models/recordings/player_keys.ts";

/** What has a use for keys itself. */
const OWN_KEYS = "input, textarea, select, dialog[open], [popover], [role=tablist]";

export function usePlayerKeys(player: Player): void {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = actOf(event);
      if (!act || isTaken(event)) return;
      event.preventDefault();
      // Held keys go on seeking; nothing else is meant twice.
      if (event.repeat && act.do !== "skip" && act.do !== "volume") return;
      perform(player, act);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [player]);
}

export const toggleCaptions = (): void => remember({ captions: !preferences.peek().captions });

function perform(player: Player, act: PlayerAct): void {
  switch (act.do) {
    case "toggle":
      return player.toggle();
    case "mute":
      return player.toggleMute();
    case "captions":
      return toggleCaptions();
    case "full":
      return void player.toggleFull().catch(() => {}); // The browser forbids it.
    case "picture":
      return void player.togglePicture().catch(() => {});
    case "faster":
      return player.changeRate(1);
    case "slower":
      return player.changeRate(-1);
    case "skip":
      return player.skip(act.ms);
    case "volume":
      return player.setVolume(player.volume.peek() + act.by);
    case "seek":
      return player.seekTo(player.durationMs.peek() * act.share);
    default:
      return act satisfies never;
  }
}

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest(OWN_KEYS)) return true;
  return (key === " " || key === "Enter") && target.closest("button, a, summary") !== null;
}
