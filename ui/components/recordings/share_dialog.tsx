/** Who may see a recording, and links for those who were not in the meeting. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { RecordingVisibility } from "../../../protocol/mod.ts";
import type { RecordingPageModel } from "../../models/recordings/recording_page.ts";
import { createSharing, type Sharing } from "../../models/recordings/sharing.ts";
import { t } from "../../strings/mod.ts";
import { CopyButton } from "../copy_button.tsx";
import { Field } from "../home/field.tsx";
import { Modal } from "../home/modal.tsx";
import { LinkIcon } from "../icons.tsx";
import { ShareLinks } from "./share_links.tsx";

const DAY_MS = 24 * 60 * 60 * 1_000;
const DAYS = [1, 7, 30, 365] as const;
const DAYS_AT_FIRST = 7;
const PASSWORD_MIN = 6;

export function ShareDialog({ page, closed }: { page: RecordingPageModel; closed: () => void }) {
  const words = t.recordings.share;
  const sharing = useMemo(() => createSharing(page.api), [page]);
  const hasFailed = useSignal(false);
  useEffect(() => void sharing.load(), [sharing]);
  const visibility = page.details.value?.visibility;
  const made = sharing.made.value;

  async function show(to: RecordingVisibility): Promise<void> {
    hasFailed.value = false;
    await page.change({ visibility: to }).catch(() => hasFailed.value = true);
  }

  return (
    <Modal heading={words.heading} closed={closed} testId="share-dialog">
      <fieldset class="share-visibility">
        <legend>{words.visible}</legend>
        {RecordingVisibility.options.map((choice) => (
          <label key={choice} class="check">
            <input
              type="radio"
              name="visibility"
              checked={choice === visibility}
              onChange={(event) => {
                event.currentTarget.checked = choice === visibility; // Until the server says so.
                show(choice);
              }}
            />
            <span>{words.visibility[choice]}</span>
          </label>
        ))}
      </fieldset>
      <NewLink sharing={sharing} made={() => page.refresh()} />
      {made && (
        <div
          key={made.id}
          ref={(element) => element?.scrollIntoView({ block: "nearest" })}
          class="share-made"
          role="status"
          data-testid="share-made"
        >
          <p>{words.made}</p>
          <input type="text" readOnly value={made.url} aria-label={words.copy} />
          <CopyButton
            class="button primary"
            text={made.url}
            label={words.copy}
            icon={<LinkIcon />}
          />
        </div>
      )}
      <ShareLinks sharing={sharing} />
      {(hasFailed.value || sharing.hasFailed.value) && <p role="alert">{words.failed}</p>}
    </Modal>
  );
}

function NewLink({ sharing, made }: { sharing: Sharing; made: () => void }) {
  const words = t.recordings.share;
  const name = useSignal("");
  const password = useSignal("");
  const days = useSignal<number>(DAYS_AT_FIRST);
  const problem = useSignal<string | undefined>(undefined);

  async function make(): Promise<void> {
    const secret = password.peek().trim();
    const isShort = secret !== "" && secret.length < PASSWORD_MIN;
    problem.value = isShort ? words.passwordShort : undefined;
    if (isShort) return;
    const isMade = await sharing.make({
      expiresInMs: days.peek() * DAY_MS,
      ...(secret !== "" && { password: secret }),
      ...(name.peek().trim() !== "" && { name: name.peek().trim() }),
    });
    if (!isMade) return;
    name.value = password.value = "";
    made();
  }

  return (
    <form
      class="share-new"
      aria-label={words.newLink}
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <Field label={words.name} hint={words.nameHint}>
        {(described) => (
          <input
            type="text"
            maxLength={80}
            value={name.value}
            {...described}
            onInput={(event) => name.value = event.currentTarget.value}
          />
        )}
      </Field>
      <Field label={words.expires}>
        {(described) => (
          <select
            value={`${days.value}`}
            {...described}
            onChange={(event) => days.value = Number(event.currentTarget.value)}
          >
            {DAYS.map((choice) => <option key={choice} value={choice}>{words.days(choice)}
            </option>)}
          </select>
        )}
      </Field>
      <Field label={words.password} hint={words.passwordHint} problem={problem.value}>
        {(described) => (
          <input
            type="text"
            autocomplete="off"
            maxLength={64}
            value={password.value}
            {...described}
            onInput={(event) => password.value = event.currentTarget.value}
          />
        )}
      </Field>
      <button type="submit" class="button" disabled={sharing.isBusy.value}>{words.make}</button>
    </form>
  );
}
