/** The way to all recordings. */
import { RECORDINGS_PATH } from "../../router.ts";
import { RecordIcon } from "../icons.tsx";
import { linkTo } from "./link_to.ts";

export function RecordingsLink({ label }: { label: string }) {
  return (
    <a class="button quiet page-way" aria-label={label} title={label} {...linkTo(RECORDINGS_PATH)}>
      <RecordIcon />
      <span class="page-way-text">{label}</span>
    </a>
  );
}
