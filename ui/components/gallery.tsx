/** Everybody's tiles, as large as they fit; a shared screen takes the stage. */
import { useComputed } from "@preact/signals";
import type { PeerView, ProducerId, ProducerView } from "../../protocol/mod.ts";
import type { Call } from "../models/call.ts";
import { galleryOf } from "../models/gallery.ts";
import { fitGrid } from "../models/layout.ts";
import { SELF } from "../models/speaking.ts";
import { t } from "../strings/mod.ts";
import { useSize } from "./hooks.ts";
import { type Picture, Tile } from "./tile.tsx";

const GAP_PX = 10;

export function Gallery({ call }: { call: Call }) {
  const peers = call.nearby.value;
  const screens = peers.filter(({ id }) => id !== call.selfId).flatMap((peer) =>
    peer.producers.filter(({ source }) => source === "screen").map((screen) => ({ peer, screen }))
  );
  // The newest share takes the stage, else those whom everybody is to see.
  const shared = screens.at(-1);
  const { spotlight } = call.meeting.value;
  const lit = shared ? [] : spotlight.flatMap((id) => peers.find((peer) => peer.id === id) ?? []);
  const { shown, left } = galleryOf(peers, call.selfId, new Set(lit));
  const tileOf = (peer: PeerView) =>
    peer.id === call.selfId
      ? <SelfTile key={peer.id} call={call} peer={peer} />
      : <PeerTile key={peer.id} call={call} peer={peer} />;
  const isStaged = shared !== undefined || lit.length > 0;
  return (
    <section class="gallery" data-staged={isStaged} aria-label={t.call.gallery}>
      {shared && <ScreenTile key={shared.screen.id} call={call} {...shared} />}
      {lit.length > 0 && <Grid key="stage">{lit.map(tileOf)}</Grid>}
      <Grid key="grid">
        {screens.slice(0, -1).map((share) => (
          <ScreenTile key={share.screen.id} call={call} {...share} />
        ))}
        {shown.map(tileOf)}
        {left > 0 && (
          <button
            key="left"
            type="button"
            class="tile tile-left"
            onClick={() => call.panels.show("people")}
          >
            {t.call.others(left)}
          </button>
        )}
      </Grid>
    </section>
  );
}

function Grid({ children }: { children: preact.ComponentChild[] }) {
  const { ref, size } = useSize<HTMLDivElement>();
  const count = children.flat().filter(Boolean).length;
  const { tileWidth, tileHeight } = fitGrid(count, { ...size.value, gap: GAP_PX });
  return (
    <div
      ref={ref}
      class="grid"
      style={{
        "--gap": `${GAP_PX}px`,
        "--tile-width": `${tileWidth}px`,
        "--tile-height": `${tileHeight}px`,
      }}
    >
      {children}
    </div>
  );
}

const find = (peer: PeerView, source: ProducerView["source"]) =>
  peer.producers.find((producer) => producer.source === source);

/** A producer's tracks; their order stays when they change over, so that no element is moved. */
function picturesOf(call: Call, producerId: ProducerId): Picture[] {
  const shown = call.remote.value.get(producerId);
  const waiting = call.waiting.value.get(producerId) ?? [];
  return [...(shown ? [shown] : []), ...waiting]
    .sort((a, b) => a.plane - b.plane)
    .map((remote) => ({ key: remote.key, track: remote.track, isWaiting: remote !== shown }));
}

function PeerTile({ call, peer }: { call: Call; peer: PeerView }) {
  const camera = find(peer, "cam");
  const microphone = find(peer, "mic");
  const isSpeaking = useComputed(() => call.speakers.value.has(microphone?.id ?? ""));
  return (
    <Tile
      peerId={peer.id}
      name={peer.name}
      source="cam"
      pictures={camera && !camera.paused ? picturesOf(call, camera.id) : []}
      producerId={camera?.id}
      tiles={call.tiles}
      isMuted={microphone?.paused ?? true}
      isSpeaking={microphone !== undefined && isSpeaking.value}
      isHandUp={peer.handRaisedAt !== undefined}
      isConnected={peer.connected}
      isWithheld={camera !== undefined && !camera.paused &&
        call.reception.withheld.value.has(camera.id)}
      firstFrame={() => call.marks.set("firstFrameAt")}
    />
  );
}

function ScreenTile(
  { call, peer, screen }: { call: Call; peer: PeerView; screen: ProducerView },
) {
  return (
    <Tile
      peerId={peer.id}
      name={peer.name}
      source="screen"
      pictures={picturesOf(call, screen.id)}
      producerId={screen.id}
      tiles={call.tiles}
      isConnected={peer.connected}
      isWithheld={call.reception.withheld.value.has(screen.id)}
      firstFrame={() => call.marks.set("firstFrameAt")}
    />
  );
}

function SelfTile({ call, peer }: { call: Call; peer: PeerView }) {
  const { track } = call.devices.camera.value;
  const microphone = call.devices.microphone.value;
  return (
    <Tile
      peerId={call.selfId}
      name={peer.name}
      source="cam"
      isSelf
      pictures={track ? [{ key: "own", track, isWaiting: false }] : []}
      isMuted={!microphone.isOn || !microphone.track}
      isSpeaking={call.speakers.value.has(SELF)}
      isHandUp={peer.handRaisedAt !== undefined}
    />
  );
}
