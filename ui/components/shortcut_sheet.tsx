/** What the keys do. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../strings/mod.ts";
import { PANELS } from "./panel_list.ts";

/** Keys of the panels. */
export const PANEL_KEY = { people: "p", chat: "c", polls: "l", breakouts: "b" } as const;

const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

export function ShortcutSheet({ closed }: { closed: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    ref.current?.showModal();
  }, []);
  const mod = isApple() ? "⌘" : t.shortcuts.control;
  const rows: [string[], string][] = [
    [[mod, "D"], t.shortcuts.microphone],
    [[mod, "E"], t.shortcuts.camera],
    [[t.shortcuts.space], t.shortcuts.talk],
    [["H"], t.shortcuts.hand],
    ...PANELS.map(({ name }): [string[], string] => [
      [PANEL_KEY[name].toUpperCase()],
      t.shortcuts[name],
    ]),
    [["S"], t.captions.keys],
    [["M"], t.recording.keys],
    [["V"], t.layout.keys.mode],
    [[t.layout.keys.pageUp, t.layout.keys.pageDown], t.layout.keys.pages],
    [["↵"], t.layout.keys.pin],
    [["←", "↑", "→", "↓"], t.layout.keys.around],
    [["+", "-", "0"], t.layout.keys.zoom],
    [["F"], t.layout.keys.fullScreen],
    [["I"], t.layout.keys.picture],
    [["?"], t.shortcuts.help],
    [["Esc"], t.shortcuts.escape],
  ];
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby="shortcuts-heading"
      data-testid="shortcuts"
      onClose={closed}
    >
      <form method="dialog">
        <header class="dialog-header">
          <h2 id="shortcuts-heading">{t.shortcuts.heading}</h2>
        </header>
        <p class="hint">{t.shortcuts.hint}</p>
        <dl class="keys">
          {rows.map(([keys, what]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dd>
            </div>
          ))}
        </dl>
        <div class="dialog-actions">
          <button type="submit" class="button primary">{t.call.close}</button>
        </div>
      </form>
    </dialog>
  );
}
