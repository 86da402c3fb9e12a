/** Who was there, for how long, what they answered; and whose voice is heard. */
import type { RecordingDetails } from "../../../protocol/mod.ts";
import { lengthText } from "../../models/recordings/moment_words.ts";
import { voiceOf, type Voices } from "../../models/recordings/voices.ts";
import { t } from "../../strings/mod.ts";

export function PeopleView(
  { details, voices }: { details: RecordingDetails; voices: Voices | null },
) {
  const words = t.recordings.people;
  const { people, consents, assets, access } = details;
  const speakers = voices ? people.filter(({ peerId }) => voiceOf(assets, peerId)) : [];
  return (
    <div class="recorded-people" data-testid="people">
      {voices && speakers.length > 1 && (
        <fieldset class="voices">
          <legend>{words.hear}</legend>
          <Choice voices={voices} peerId={null} label={words.everybody} />
          {speakers.map(({ peerId, name }) => (
            <Choice key={peerId} voices={voices} peerId={peerId} label={words.only(name)} />
          ))}
          {voices.hasFailed.value && <p role="alert">{t.recordings.player.failed}</p>}
        </fieldset>
      )}
      <ul>
        {people.map(({ peerId, name, present }) => {
          const thereMs = present.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
          const answer = consents.find((consent) => consent.peerId === peerId);
          return (
            <li key={peerId}>
              <strong>{name}</strong>
              <span class="hint">
                {words.present(lengthText(thereMs))}
                {access !== "watch" && `, ${
                  answer === undefined
                    ? words.unanswered
                    : answer.agreed
                    ? words.agreed
                    : words.refused
                }`}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Choice(
  { voices, peerId, label }: { voices: Voices; peerId: string | null; label: string },
) {
  return (
    <label class="check">
      <input
        type="radio"
        name="voice"
        checked={voices.heard.value === peerId}
        onChange={() => void voices.hear(peerId)}
      />
      <span>{label}</span>
    </label>
  );
}
