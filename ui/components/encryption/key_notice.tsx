/** Over a tile of an encrypted call whose media can't be played. */
import type { PeerView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { ShieldIcon } from "../icons.tsx";

export function KeyNotice({ call, peer }: { call: Call; peer: PeerView }) {
  const trouble = call.encryption.troubleOf(peer);
  if (!trouble) return null;
  return (
    <p class="key-notice" data-testid="key-notice" data-trouble={trouble}>
      <ShieldIcon off={trouble === "broken"} />
      {t.encryption.tile[trouble](peer.name)}
    </p>
  );
}
