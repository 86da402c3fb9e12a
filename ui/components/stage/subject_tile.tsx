/** The tile of a person or a shared screen, as the call has them. */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { PeerView, ProducerId, ProducerView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { isScreen } from "../../models/layout/mod.ts";
import { SELF } from "../../models/speaking.ts";
import { subjectOf } from "../../models/stage.ts";
import { KeyNotice } from "../encryption/key_notice.tsx";
import { type Picture, type Placing, Tile } from "../tile.tsx";

interface SubjectProps {
  call: Call;
  placing: Placing;
  children?: ComponentChildren;
}

/** Nothing once who or what it shows is gone. */
export function SubjectTile(props: SubjectProps) {
  const { call, placing } = props;
  const subject = subjectOf(placing.tile.id, call.nearby.value);
  if (!subject) return null;
  const { peer, producer } = subject;
  if (isScreen(placing.tile.id)) {
    return producer ? <ScreenTile {...props} peer={peer} screen={producer} /> : null;
  }
  return peer.id === call.selfId
    ? <SelfTile {...props} peer={peer} />
    : <PeerTile {...props} peer={peer} camera={producer} />;
}

/** A producer's tracks; their order stays when they change over, so that no element is moved. */
function picturesOf(call: Call, producerId: ProducerId): Picture[] {
  const shown = call.remote.value.get(producerId);
  const waiting = call.waiting.value.get(producerId) ?? [];
  return [...(shown ? [shown] : []), ...waiting]
    .sort((a, b) => a.plane - b.plane)
    .map((remote) => ({ key: remote.key, track: remote.track, isWaiting: remote !== shown }));
}

function PeerTile(
  { call, placing, children, peer, camera }: SubjectProps & {
    peer: PeerView;
    camera: ProducerView | undefined;
  },
) {
  const microphone = peer.producers.find(({ source }) => source === "mic");
  const isSpeaking = useComputed(() => call.speakers.value.has(microphone?.id ?? ""));
  const isSending = camera !== undefined && !camera.paused;
  return (
    <Tile
      placing={placing}
      peerId={peer.id}
      name={peer.name}
      source="cam"
      pictures={isSending ? picturesOf(call, camera.id) : []}
      isComing={isSending}
      isPausedByNetwork={isSending && call.reception.withheld.value.has(camera.id)}
      isMuted={microphone?.paused ?? true}
      isSpeaking={microphone !== undefined && isSpeaking.value}
      isHandUp={peer.handRaisedAt !== undefined}
      isPinned={call.stage.pinned.value === placing.tile.id}
      isConnected={peer.connected}
      firstFrame={() => call.marks.set("firstFrameAt")}
    >
      {children}
      <KeyNotice call={call} peer={peer} />
    </Tile>
  );
}

function ScreenTile(
  { call, placing, children, peer, screen }: SubjectProps & {
    peer: PeerView;
    screen: ProducerView;
  },
) {
  const { id } = placing.tile;
  return (
    <Tile
      placing={placing}
      peerId={peer.id}
      name={peer.name}
      source="screen"
      pictures={picturesOf(call, screen.id)}
      isPausedByNetwork={call.reception.withheld.value.has(screen.id)}
      isPinned={call.stage.pinned.value === id}
      isConnected={peer.connected}
      zoom={call.stage.zoomOf(id)}
      firstFrame={() => call.marks.set("firstFrameAt")}
    >
      {children}
      <KeyNotice call={call} peer={peer} />
    </Tile>
  );
}

function SelfTile({ call, placing, children, peer }: SubjectProps & { peer: PeerView }) {
  const { track, device } = call.devices.camera.value;
  const microphone = call.devices.microphone.value;
  return (
    <Tile
      placing={placing}
      peerId={call.selfId}
      name={peer.name}
      source="cam"
      isSelf
      isMirrored={device?.facing !== "environment"}
      pictures={track ? [{ key: "own", track, isWaiting: false }] : []}
      isMuted={!microphone.isOn || !microphone.track}
      isSpeaking={call.speakers.value.has(SELF)}
      isHandUp={peer.handRaisedAt !== undefined}
      isPinned={call.stage.pinned.value === placing.tile.id}
    >
      {children}
    </Tile>
  );
}
