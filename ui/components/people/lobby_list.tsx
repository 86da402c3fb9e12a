/** Those who knock: let in, or turn away. */
import { useSignal } from "@preact/signals";
import type { LobbyPerson } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { timeText } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";
import { Avatar } from "../avatar.tsx";
import { Dialog } from "../dialog.tsx";
import { MoreIcon } from "../icons.tsx";
import { Menu } from "../menu.tsx";

/** More than these are let in together, or looked at when these are gone. */
const SHOWN_MAX = 50;

export function LobbyList({ call }: { call: Call }) {
  const blocking = useSignal<LobbyPerson | null>(null);
  const waiting = call.meeting.value.lobby;
  if (waiting.length === 0) return null;
  const deny = (peerId: string, block: boolean) => call.command({ type: "deny", peerId, block });
  return (
    <section class="lobby" aria-label={t.lobby.heading} data-testid="lobby">
      <header>
        <h3>{t.lobby.wait(waiting.length)}</h3>
        {waiting.length > 1 && (
          <button
            type="button"
            class="button quiet primary"
            onClick={() => call.command({ type: "admit" })}
          >
            {t.lobby.admitAll}
          </button>
        )}
      </header>
      <ul>
        {waiting.slice(0, SHOWN_MAX).map((person) => (
          <li key={person.peerId} class="person">
            <span class="person-avatar">
              <Avatar id={person.peerId} name={person.name} />
            </span>
            <span class="person-names">
              <span class="person-name">{person.name}</span>
              <span class="role">{t.lobby.since(timeText(person.since))}</span>
            </span>
            <button
              type="button"
              class="button quiet primary"
              aria-label={t.lobby.admitNamed(person.name)}
              onClick={() => call.command({ type: "admit", peerIds: [person.peerId] })}
            >
              {t.lobby.admit}
            </button>
            <Menu
              label={t.lobby.denyNamed(person.name)}
              class="icon-button"
              items={[
                { key: "deny", label: t.lobby.deny, run: () => deny(person.peerId, false) },
                {
                  key: "block",
                  label: t.lobby.block,
                  isDanger: true,
                  run: () => blocking.value = person,
                },
              ]}
            >
              <MoreIcon />
            </Menu>
          </li>
        ))}
      </ul>
      {blocking.value && (
        <BlockQuestion
          person={blocking.value}
          block={(peerId) => deny(peerId, true)}
          closed={() => blocking.value = null}
        />
      )}
    </section>
  );
}

function BlockQuestion(
  { person: { peerId, name }, block, closed }: {
    person: LobbyPerson;
    block: (peerId: string) => void;
    closed: () => void;
  },
) {
  return (
    <Dialog
      heading={t.lobby.blockQuestion(name)}
      hint={t.lobby.blockHint}
      closed={closed}
      actions={[{ label: t.lobby.block, isDanger: true, run: () => block(peerId) }]}
    />
  );
}
