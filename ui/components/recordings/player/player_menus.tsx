/** Menus of the player's bar: speed, captions. */
import { CAPTION_SIZES, preferences, remember } from "../../../models/preferences.ts";
import { numberText } from "../../../models/language.ts";
import { type Player, RATES } from "../../../models/recordings/player.ts";
import { t } from "../../../strings/mod.ts";
import { CaptionsIcon } from "../../icons.tsx";
import { Menu } from "../../menu.tsx";

export function SpeedMenu({ player }: { player: Player }) {
  const words = t.recordings.player;
  const rate = player.rate.value;
  return (
    <Menu
      label={`${words.speed}: ${words.times(numberText(rate))}`}
      class="player-button player-speed"
      testId="player-speed"
      items={RATES.map((choice) => ({
        key: `${choice}`,
        label: words.times(numberText(choice)),
        choice: { kind: "radio", isOn: choice === rate },
        run: () => player.setRate(choice),
      }))}
    >
      <span aria-hidden="true">{words.times(numberText(rate))}</span>
    </Menu>
  );
}

export function CaptionsMenu() {
  const words = t.recordings.player;
  const { captions, captionSize } = preferences.value;
  return (
    <Menu
      label={words.captions}
      class="player-button"
      testId="player-captions-menu"
      items={[
        {
          key: "off",
          label: words.captionsOff,
          choice: { kind: "radio", isOn: !captions },
          run: () => remember({ captions: false }),
        },
        ...CAPTION_SIZES.map((size) => ({
          key: size,
          label: words.captionsSize[size],
          choice: { kind: "radio" as const, isOn: captions && captionSize === size },
          run: () => remember({ captions: true, captionSize: size }),
        })),
      ]}
    >
      <CaptionsIcon />
    </Menu>
  );
}
