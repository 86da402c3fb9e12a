/** Out of the meeting; whoever governs it may also end it for everybody. */
import { useSignal } from "@preact/signals";
import type { Call } from "../models/call.ts";
import { t } from "../strings/mod.ts";
import { Dialog } from "./dialog.tsx";
import { CloseIcon, LeaveIcon } from "./icons.tsx";
import { Menu } from "./menu.tsx";

export function LeaveButton({ call, leave }: { call: Call; leave: () => void }) {
  const isAsking = useSignal(false);
  const face = (
    <>
      <LeaveIcon />
      <span class="control-label" aria-hidden="true">{t.call.leaveShort}</span>
    </>
  );
  if (!call.can("govern") || call.peers.value.length < 2) {
    return (
      <button type="button" class="control leave" aria-label={t.call.leave} onClick={leave}>
        {face}
      </button>
    );
  }
  return (
    <>
      <Menu
        label={t.call.leave}
        class="control leave"
        items={[
          { key: "leave", label: t.call.leaveOnly, icon: <LeaveIcon />, run: leave },
          {
            key: "end",
            label: t.call.endForAll,
            icon: <CloseIcon />,
            isDanger: true,
            run: () => isAsking.value = true,
          },
        ]}
      >
        {face}
      </Menu>
      {isAsking.value && (
        <Dialog
          heading={t.call.endQuestion}
          hint={t.call.endHint}
          closed={() => isAsking.value = false}
          actions={[
            { label: t.call.endForAll, isDanger: true, run: () => call.command({ type: "end" }) },
          ]}
        />
      )}
    </>
  );
}
