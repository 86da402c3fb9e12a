/** The room that is always one's own: made once, its key kept on this device. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { spellCode } from "../../models/meeting_code.ts";
import type { Entry } from "../../models/entry.ts";
import { problemOf } from "../../models/meeting.ts";
import type { OwnMeeting } from "../../models/planned.ts";
import { changeMeeting, makePersonalRoom, resetPersonalRoom } from "../../models/planner.ts";
import { preferences } from "../../models/preferences.ts";
import { problemText, t } from "../../strings/mod.ts";
import { CopyButton } from "../copy_button.tsx";
import { Dialog } from "../dialog.tsx";
import { LinkIcon } from "../icons.tsx";
import { Field } from "./field.tsx";
import { Modal } from "./modal.tsx";
import { PersonalEntry } from "./personal_entry.tsx";

export interface PersonalDialogProps {
  /** Absent: there is none yet. */
  room: OwnMeeting | undefined;
  start: (code: string) => void;
  closed: () => void;
}

export function PersonalDialog({ room, start, closed }: PersonalDialogProps) {
  const problem = useSignal("");
  const isBusy = useSignal(false);

  /** Resolves to whether it went well. */
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.peek()) return false;
    isBusy.value = true;
    problem.value = "";
    try {
      await work();
      return true;
    } catch (error) {
      problem.value = problemText(problemOf(error));
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return (
    <Modal heading={t.planning.personal.heading} closed={closed} testId="personal-room">
      {room
        ? (
          <Room
            room={room}
            isBusy={isBusy.value}
            start={() => start(room.code)}
            reset={() => run(() => resetPersonalRoom(room))}
            change={(entry) => run(() => changeMeeting(room, entry))}
          />
        )
        : <Offer isBusy={isBusy.value} make={(title) => run(() => makePersonalRoom(title))} />}
      {problem.value && <p class="field-error" role="alert">{problem.value}</p>}
    </Modal>
  );
}

function Offer({ isBusy, make }: { isBusy: boolean; make: (title: string) => void }) {
  const { personal: words } = t.planning;
  const title = useSignal(words.suggested(preferences.peek().name));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make(title.value);
      }}
    >
      <p class="hint">{words.offer}</p>
      <Field label={words.title}>
        {(described) => (
          <input
            {...described}
            type="text"
            autocomplete="off"
            maxLength={200}
            value={title.value}
            onInput={(event) => title.value = event.currentTarget.value}
          />
        )}
      </Field>
      <div class="dialog-actions">
        <button type="submit" class="button primary" disabled={isBusy}>{words.make}</button>
      </div>
    </form>
  );
}

interface RoomProps {
  room: OwnMeeting;
  isBusy: boolean;
  start: () => void;
  reset: () => void;
  change: (entry: Entry) => Promise<boolean>;
}

function Room({ room, isBusy, start, reset, change }: RoomProps) {
  const isAsking = useSignal(false);
  const main = useRef<HTMLButtonElement>(null);
  const { personal: words } = t.planning;
  useEffect(() => {
    main.current?.focus(); // What had the focus is gone when a room was made or given a new link.
  }, [room.code]);
  return (
    <>
      <section class="invitation">
        <h3>{room.title || t.planning.personalRoom}</h3>
        <dl>
          <div>
            <dt>{t.planning.invitation.link}</dt>
            <dd data-testid="personal-link">{room.link}</dd>
          </div>
          <div>
            <dt>{t.planning.invitation.code}</dt>
            <dd>{spellCode(room.code)}</dd>
          </div>
          {room.passcode !== undefined && (
            <div>
              <dt>{t.planning.invitation.passcode}</dt>
              <dd data-testid="personal-passcode">{room.passcode}</dd>
            </div>
          )}
        </dl>
      </section>
      <PersonalEntry key={room.code} room={room} isBusy={isBusy} change={change} />
      <div class="dialog-actions">
        <button
          type="button"
          class="button"
          disabled={isBusy}
          onClick={() => isAsking.value = true}
        >
          {words.reset}
        </button>
        <CopyButton class="button" text={room.link} label={words.copyLink} icon={<LinkIcon />} />
        <button ref={main} type="button" class="button primary" onClick={start}>
          {words.start}
        </button>
      </div>
      {isAsking.value && (
        <Dialog
          heading={words.resetQuestion}
          hint={words.resetHint}
          actions={[{ label: words.resetConfirm, run: reset, isDanger: true }]}
          closed={() => isAsking.value = false}
        />
      )}
    </>
  );
}
