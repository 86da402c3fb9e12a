/** A message's words; addresses in them can be followed, nothing else in them does anything. */
import { partsOf } from "../../models/chat/text.ts";

export function MessageText({ text }: { text: string }) {
  return (
    <p class="message-text" dir="auto">
      {partsOf(text).map((part, index) =>
        part.kind === "words"
          ? part.text
          : (
            <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          )
      )}
    </p>
  );
}
