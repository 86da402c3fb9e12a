/** What the player's keys do. */
import { t } from "../../strings/mod.ts";
import { Modal } from "../home/modal.tsx";

export function KeysDialog({ closed }: { closed: () => void }) {
  const { keysHint, keyRows, keys } = t.recordings.player;
  const rows: [string[], string][] = [
    [[t.shortcuts.space, "K"], keyRows.toggle],
    [["J", "L"], keyRows.jump],
    [["←", "→"], keyRows.step],
    [["↑", "↓"], keyRows.volume],
    [["M"], keyRows.mute],
    [["C"], keyRows.captions],
    [["F"], keyRows.full],
    [["I"], keyRows.picture],
    [["<", ">"], keyRows.speed],
    [["0", "…", "9"], keyRows.tenths],
  ];
  return (
    <Modal heading={keys} closed={closed} testId="player-keys">
      <p class="hint">{keysHint}</p>
      <dl class="keys">
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
