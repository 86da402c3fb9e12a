import { t } from "../../strings/mod.ts";

/** What a server wrote of a failure, in its own language: for whoever is asked for help. */
export function ServerWords({ text }: { text: string }) {
  return (
    <details class="server-words">
      <summary>{t.recordings.status.serverWords}</summary>
      <p lang="en">{text}</p>
    </details>
  );
}
