/** How a meeting's video is encoded: the host's choice, in words of what it does for people. */
import { VideoChoice } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";

export function CodecChoice({ call }: { call: Call }) {
  const { video, encrypted } = call.meeting.value.settings;
  const words = t.quality.choice;
  return (
    <label class="host-choice">
      <span>
        {words.label}
        <small>{encrypted ? words.encrypted : words.hint[video]}</small>
      </span>
      <select
        value={video}
        disabled={encrypted}
        onChange={(event) => {
          const chosen = VideoChoice.parse(event.currentTarget.value);
          event.currentTarget.value = video; // Until the room says so.
          void call.command({ type: "changeSettings", settings: { video: chosen } });
        }}
      >
        {VideoChoice.options.map((choice) => (
          <option key={choice} value={choice}>{words.name[choice]}</option>
        ))}
      </select>
    </label>
  );
}
