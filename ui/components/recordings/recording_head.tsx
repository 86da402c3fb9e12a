/** What a recording is, and what one may do with it. */
import { useSignal } from "@preact/signals";
import type { RecordingDetails } from "../../../protocol/mod.ts";
import { dateText } from "../../models/language.ts";
import { missingPeople } from "../../models/recordings/chapters.ts";
import { lengthText } from "../../models/recordings/moment_words.ts";
import type { RecordingPageModel } from "../../models/recordings/recording_page.ts";
import { t } from "../../strings/mod.ts";
import { DownloadIcon, LinkIcon, MoreIcon, WarningIcon } from "../icons.tsx";
import { Menu, type MenuItem } from "../menu.tsx";
import { DeleteDialog, KeepDialog, RenameDialog } from "./act_dialogs.tsx";
import { DownloadDialog } from "./download_dialog.tsx";
import { KeysDialog } from "./keys_dialog.tsx";
import { ShareDialog } from "./share_dialog.tsx";

/** People of whom something is missing that are named. */
const NAMED_MAX = 3;

type Asked = "download" | "share" | "rename" | "keep" | "delete" | "keys";

export function RecordingHead(
  { page, details }: { page: RecordingPageModel; details: RecordingDetails },
) {
  const asked = useSignal<Asked | null>(null);
  const words = t.recordings;
  const mayManage = details.access !== "watch";
  const ask = (what: Asked) => () => asked.value = what;
  const items: MenuItem[] = [
    { key: "keys", label: words.acts.keys, run: ask("keys") },
    ...(mayManage
      ? [
        { key: "rename", label: words.acts.rename, run: ask("rename") },
        { key: "keep", label: words.acts.keep, run: ask("keep") },
        {
          key: "delete",
          label: words.acts.delete,
          isDanger: true,
          isApart: true,
          run: ask("delete"),
        },
      ]
      : []),
  ];
  return (
    <header class="recording-head">
      <div class="recording-title">
        <h1 tabIndex={-1} data-testid="recording-title">{details.title || words.untitled}</h1>
        <Told details={details} />
      </div>
      <div class="recording-acts">
        {mayManage && (
          <button type="button" class="button quiet" onClick={ask("share")}>
            <LinkIcon />
            {words.share.button}
          </button>
        )}
        {details.assets.length > 0 && (
          <button type="button" class="button quiet" onClick={ask("download")}>
            <DownloadIcon />
            {words.download.button}
          </button>
        )}
        <Menu label={words.acts.button} items={items} class="icon-button" testId="recording-more">
          <MoreIcon />
        </Menu>
      </div>
      <Dialogs
        asked={asked.value}
        closed={() => asked.value = null}
        page={page}
        details={details}
      />
    </header>
  );
}

/** When, how long, what is missing, how long it stays. */
function Told({ details }: { details: RecordingDetails }) {
  const { startedAt, durationMs, gaps, deletedAfter, legalHold } = details;
  const words = t.recordings;
  const everybodys = gaps.filter(({ peerId }) => peerId === undefined);
  const missingMs = everybodys.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const people = missingPeople(gaps).map(({ name }) => name ?? words.chapters.somebody);
  const others = people.length - NAMED_MAX;
  const named = [
    ...people.slice(0, NAMED_MAX),
    ...(others > 0 ? [words.others(others)] : []),
  ];
  return (
    <>
      <p class="hint">
        {dateText(startedAt)}
        {durationMs !== null && ` · ${lengthText(durationMs)}`}
        {legalHold
          ? ` · ${words.kept.hold}`
          : deletedAfter !== null && ` · ${words.kept.until(dateText(deletedAfter))}`}
      </p>
      {everybodys.length > 0 && (
        <p class="recording-gaps" data-testid="gaps">
          <WarningIcon />
          {words.missing(everybodys.length, lengthText(missingMs))}
        </p>
      )}
      {people.length > 0 && (
        <p class="recording-gaps" data-testid="gaps-of-people">
          <WarningIcon />
          {words.missingOf(named.join(", "))}
        </p>
      )}
    </>
  );
}

function Dialogs(
  { asked, closed, page, details }: {
    asked: Asked | null;
    closed: () => void;
    page: RecordingPageModel;
    details: RecordingDetails;
  },
) {
  const props = { page, details, closed };
  switch (asked) {
    case null:
      return null;
    case "download":
      return <DownloadDialog assets={details.assets} api={page.api} closed={closed} />;
    case "share":
      return <ShareDialog page={page} closed={closed} />;
    case "rename":
      return <RenameDialog {...props} />;
    case "keep":
      return <KeepDialog {...props} />;
    case "delete":
      return <DeleteDialog {...props} />;
    case "keys":
      return <KeysDialog closed={closed} />;
    default:
      return asked satisfies never;
  }
}
