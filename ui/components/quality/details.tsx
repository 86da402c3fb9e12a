/** What was measured of somebody's tracks, or of one's own connection. */
import type { ComponentChildren } from "preact";
import type {
  PeerView,
  QualityReport,
  ReceivedQuality,
  SentLayer,
  SentQuality,
  VideoChoice,
} from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { numberText, percentText } from "../../models/language.ts";
import { seconds } from "../../models/quality/moment_words.ts";
import { reportText } from "../../models/quality/report_text.ts";
import { t } from "../../strings/mod.ts";
import { CopyButton } from "../copy_button.tsx";
import { Modal } from "../home/modal.tsx";
import { CopyIcon } from "../icons.tsx";
import { Bars } from "./bars.tsx";

/** Open while somebody's details are wanted. */
export function QualityDetails({ call }: { call: Call }) {
  const { quality, selfId } = call;
  const id = quality.details.value;
  const peer = call.peers.value.find((peer) => peer.id === id);
  if (!peer) return null;
  const isSelf = peer.id === selfId;
  const level = quality.levelOf(peer.id);
  const report = quality.latest.value;
  return (
    <Modal
      heading={isSelf ? t.quality.ownHeading : t.quality.heading(peer.name)}
      closed={() => quality.details.value = null}
      testId="quality-details"
    >
      <p class="quality-level" data-level={level}>
        <Bars level={level} /> {t.quality.level[level]}
      </p>
      {!report
        ? <p class="hint">{t.quality.measuring}</p>
        : isSelf
        ? <Own report={report} video={call.meeting.value.settings.video} />
        : <Incoming peer={peer} tracks={quality.tracksOf(peer.id)} />}
      <div class="dialog-actions">
        <CopyButton
          class="button"
          label={t.quality.copy}
          icon={<CopyIcon />}
          text={textOf(call)}
        />
      </div>
    </Modal>
  );
}

function textOf(call: Call): string {
  return reportText(call.quality.latest.peek(), {
    roomId: call.ticket.roomId,
    peerId: call.selfId,
    at: new Date().toISOString(),
    browser: navigator.userAgent,
    status: call.status.peek(),
    generation: call.generation(),
  });
}

function Incoming({ peer, tracks }: { peer: PeerView; tracks: readonly ReceivedQuality[] }) {
  if (tracks.length === 0) return <p class="hint">{t.quality.nothing}</p>;
  return (
    <>
      {tracks.map((track) => (
        <Track key={track.producerId} name={sourceName(peer, track)}>
          <Codec codec={track.codec} />
          {track.kind === "video" && <Picture {...track} />}
          <Rates {...track} />
          {(track.freezes ?? 0) > 0 && (
            <Row name={t.quality.freezes}>
              {t.quality.frozen(track.freezes ?? 0, seconds(track.freezeMs ?? 0))}
            </Row>
          )}
          {track.concealed !== undefined && (
            <Row name={t.quality.concealed}>{percentText(track.concealed)}</Row>
          )}
          {track.mos !== undefined && <Row name={t.quality.mos}>{numberText(track.mos)}</Row>}
        </Track>
      ))}
    </>
  );
}

function Own({ report, video }: { report: QualityReport; video: VideoChoice }) {
  const { path, rttMs, inKbits, outKbits, sent } = report;
  return (
    <>
      <dl class="quality-list">
        {rttMs !== undefined && (
          <Row name={t.quality.roundTrip}>{t.quality.ms(numberText(rttMs))}</Row>
        )}
        {path && (
          <Row name={t.quality.path}>
            {path.direct && `${t.quality.pastServer}, `}
            {t.quality.paths[path.candidate]} ({path.protocol.toUpperCase()})
          </Row>
        )}
        {video !== "auto" && (
          <Row name={t.quality.choice.wanted}>{t.quality.choice.name[video]}</Row>
        )}
        <Row name={t.quality.incoming}>{kbits(inKbits)}</Row>
        <Row name={t.quality.outgoing}>{kbits(outKbits)}</Row>
      </dl>
      {sent.map((track) => <Outgoing key={track.key} track={track} />)}
    </>
  );
}

function Outgoing({ track }: { track: SentQuality }) {
  const pictures = track.layers.filter(({ width }) => width !== undefined);
  return (
    <Track name={t.quality.source[track.source]}>
      <Codec codec={track.codec} />
      {pictures.length > 0 && (
        <Row name={t.quality.layers}>
          <ul class="quality-layers">
            {pictures.map((layer) => <li key={layer.rid ?? ""}>{layerText(layer)}</li>)}
          </ul>
        </Row>
      )}
      <Rates {...track} />
      {track.limit && <Row name={t.quality.limit}>{t.quality.limits[track.limit]}</Row>}
    </Track>
  );
}

function Track({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section class="quality-track">
      <h3>{name}</h3>
      <dl class="quality-list">{children}</dl>
    </section>
  );
}

function Rates(
  { kbits: rate, loss, jitterMs }: Pick<SentQuality, "kbits" | "loss" | "jitterMs">,
) {
  return (
    <>
      <Row name={t.quality.bitrate}>{kbits(rate)}</Row>
      {loss !== undefined && <Row name={t.quality.loss}>{percentText(loss)}</Row>}
      {jitterMs !== undefined && (
        <Row name={t.quality.jitter}>{t.quality.ms(numberText(Math.round(jitterMs)))}</Row>
      )}
    </>
  );
}

function Picture({ width, height, fps }: ReceivedQuality) {
  if (width === undefined || height === undefined) return null;
  return <Row name={t.quality.size}>{t.quality.frames(width, height, frameRate(fps))}</Row>;
}

const Codec = ({ codec }: { codec: string | undefined }) =>
  codec === undefined ? null : <Row name={t.quality.codec}>{codec}</Row>;

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function layerText({ width = 0, height = 0, fps, kbits: rate, mode }: SentLayer): string {
  const size = t.quality.frames(width, height, frameRate(fps));
  // Layers in time alone are nothing to see.
  const shown = mode === undefined || mode.startsWith("L1") ? [] : [mode];
  return [size, kbits(rate), ...shown].join(" · ");
}

function sourceName(peer: PeerView, { producerId, kind }: ReceivedQuality): string {
  const source = peer.producers.find(({ id }) => id === producerId)?.source;
  return t.quality.source[source ?? (kind === "audio" ? "mic" : "cam")];
}

const kbits = (rate: number): string => t.quality.kbits(numberText(Math.round(rate)));
const frameRate = (fps: number | undefined): string => numberText(Math.round(fps ?? 0));
