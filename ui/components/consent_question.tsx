/** Nobody is in a recorded, a streamed or an encrypted meeting without knowing it: agree, or leave. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Call } from "../models/call.ts";
import { t } from "../strings/mod.ts";
import { Dialog } from "./dialog.tsx";

export function ConsentQuestion({ call, leave }: { call: Call; leave: () => void }) {
  const self = call.self.value;
  const open = call.meeting.value.notices.find(({ kind }) =>
    self !== undefined && self.consents?.[kind] === undefined
  );
  const kind = open?.kind;
  // Whoever began it has agreed.
  /** An answer that did not arrive is asked for again. */
  const attempt = useSignal(0);
  const isOwn = open !== undefined && open.by === call.selfId;
  useEffect(() => {
    if (kind && isOwn) call.command({ type: "consent", kind, agreed: true });
  }, [kind, isOwn]);
  if (!kind || isOwn) return null;
  return (
    <Dialog
      key={`${kind} ${attempt.value}`}
      heading={t.notice[`${kind}Question`]}
      hint={t.notice[`${kind}Hint`]}
      isMandatory
      testId={`consent-${kind}`}
      closed={() => {}}
      actions={[
        {
          label: t.notice.leave,
          run: () => {
            call.command({ type: "consent", kind, agreed: false });
            leave();
          },
        },
        {
          label: kind === "e2ee" ? t.notice.understood : t.notice.agree,
          run: async () => {
            const isTold = await call.command({ type: "consent", kind, agreed: true });
            if (!isTold) attempt.value++;
          },
        },
      ]}
    />
  );
}
