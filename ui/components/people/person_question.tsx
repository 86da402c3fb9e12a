/** What is asked before something is done to a person. */
import { useSignal } from "@preact/signals";
import { DisplayName, type PeerView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import type { Asked } from "../../models/person_acts.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";

export interface Asking {
  readonly what: Exclude<Asked, "message">;
  readonly peer: PeerView;
}

export function PersonQuestion(
  { call, asking: { what, peer }, closed }: { call: Call; asking: Asking; closed: () => void },
) {
  const { id: peerId } = peer;
  const name = useSignal(peer.name);
  switch (what) {
    case "remove":
      return (
        <Dialog
          heading={t.people.removeQuestion(peer.name)}
          hint={t.people.removeHint}
          closed={closed}
          actions={[
            {
              label: t.people.removeAndBlock,
              isDanger: true,
              run: () => call.command({ type: "remove", peerId, block: true }),
            },
            {
              label: t.people.removeOnly,
              isDanger: true,
              run: () => call.command({ type: "remove", peerId, block: false }),
            },
          ]}
        />
      );
    case "handOver":
      return (
        <Dialog
          heading={t.people.handOverQuestion(peer.name)}
          hint={t.people.handOverHint}
          closed={closed}
          actions={[{
            label: t.people.handOverDo,
            run: () => call.command({ type: "setRole", peerId, role: "host" }),
          }]}
        />
      );
    case "rename":
      return (
        <Dialog
          heading={peerId === call.selfId
            ? t.people.renameYourself
            : t.people.renameQuestion(peer.name)}
          closed={closed}
          actions={[{
            label: t.people.renameDo,
            run: () => {
              const parsed = DisplayName.safeParse(name.value);
              if (parsed.success) call.command({ type: "rename", peerId, name: parsed.data });
            },
          }]}
        >
          <label class="field">
            <span>{t.people.newName}</span>
            <input
              type="text"
              maxLength={80}
              required
              value={name.value}
              onInput={(event) => name.value = event.currentTarget.value}
            />
          </label>
        </Dialog>
      );
    default:
      return what satisfies never;
  }
}
