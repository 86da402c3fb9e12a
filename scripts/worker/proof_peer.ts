import { Buffer } from "node:buffer";
import {
  ExtensionProfiles,
  IceCandidate,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  type RtcpPacket,
  RtpHeader,
  type RtpPacket,
} from "werift";
import type { types } from "mediasoup";
import { firstFlightOnly } from "./handshake_filter.ts";

/** What a peer must know of a transport to reach it: mediasoup's own, or as it came over a wire. */
export interface RemoteTransport {
  readonly iceParameters: { readonly usernameFragment: string; readonly password: string };
  readonly iceCandidates: readonly {
    readonly foundation: string;
    readonly priority: number;
    readonly address: string;
    readonly protocol: string;
    readonly port: number;
    readonly type: string;
  }[];
  readonly dtlsParameters: {
    readonly fingerprints: readonly { readonly algorithm: string; readonly value: string }[];
  };
}

/**
 * A WebRTC peer without a browser or SDP: ICE, DTLS and SRTP in TypeScript, driven with the same
 * parameters that mediasoup hands out for a transport.
 */
export class ProofPeer {
  readonly #ice: RTCIceTransport;
  readonly #dtls: RTCDtlsTransport;

  private constructor(ice: RTCIceTransport, dtls: RTCDtlsTransport) {
    this.#ice = ice;
    this.#dtls = dtls;
  }

  /** Opens a socket on `address` and makes a certificate. */
  static async open(address: string): Promise<ProofPeer> {
    const gatherer = new RTCIceGatherer({
      useIpv4: true,
      useIpv6: false,
      useTcp: false,
      additionalHostAddresses: [address],
      interfaceAddresses: { udp4: address },
    });
    const ice = new RTCIceTransport(gatherer);
    const certificate = await RTCDtlsTransport.SetupCertificate();
    const dtls = new RTCDtlsTransport({}, ice, certificate, [SRTP_AEAD_AES_128_GCM]);
    await ice.gather();
    return new ProofPeer(ice, dtls);
  }

  /** For a server that checks who asks. */
  get iceParameters(): { usernameFragment: string; password: string } {
    const { usernameFragment, password } = this.#ice.localParameters;
    return { usernameFragment, password };
  }

  /** What the transport's `connect` wants to know of this peer, which starts the handshake. */
  get dtlsParameters(): types.DtlsParameters {
    const fingerprints = this.#dtls.localParameters.fingerprints.map(({ value }) => ({
      algorithm: "sha-256" as const, // The only one that this peer's certificates carry.
      value,
    }));
    return { role: "client", fingerprints };
  }

  /** Resolves once ICE has a pair and the DTLS handshake is over on this side. */
  async connect(remote: RemoteTransport): Promise<void> {
    await this.#learn(remote);
    this.#dtls.role = "client";
    this.#dtls.setRemoteParams(
      new RTCDtlsParameters(
        remote.dtlsParameters.fingerprints.map((f) => new RTCDtlsFingerprint(f.algorithm, f.value)),
        "server",
      ),
    );
    this.#dropRepeatedFlights();
    await this.#ice.start();
    await this.#dtls.start();
  }

  /** Looks for a pair anew after the other side has restarted ICE; resolves once there is one. */
  async restartIce(remote: RemoteTransport): Promise<void> {
    await this.#learn(remote);
    await this.#ice.gather();
    await this.#ice.start();
  }

  async #learn({ iceParameters, iceCandidates }: RemoteTransport): Promise<void> {
    this.#ice.setRemoteParams(
      new RTCIceParameters({
        iceLite: true,
        usernameFragment: iceParameters.usernameFragment,
        password: iceParameters.password,
      }),
    );
    this.#ice.connection.iceControlling = true; // The other side is ICE lite (RFC 8445, 6.1.1).
    for (const c of iceCandidates) {
      await this.#ice.addRemoteCandidate(
        new IceCandidate(1, c.foundation, c.address, c.port, c.priority, c.protocol, c.type),
      );
    }
    await this.#ice.addRemoteCandidate(undefined); // That was all of them.
  }

  #dropRepeatedFlights(): void {
    const { onData } = this.#ice.connection;
    const passes = firstFlightOnly();
    const deliver = onData.execute;
    onData.execute = (datagram) => {
      if (passes(datagram)) deliver(datagram);
    };
  }

  /** Encrypts and sends one RTP packet. */
  async send(packet: {
    ssrc: number;
    payloadType: number;
    sequenceNumber: number;
    timestamp: number;
    payload: Uint8Array;
    /** Of video: the last packet of a picture. */
    marker?: boolean;
    /** How loud it is (RFC 6464), in dB below full scale, under the id of that header extension. */
    audioLevel?: { id: number; belowFull: number };
  }): Promise<void> {
    const { payload, audioLevel, ...header } = packet;
    const extensions = audioLevel && {
      extension: true,
      extensionProfile: ONE_BYTE_EXTENSIONS,
      extensions: [{ id: audioLevel.id, payload: Buffer.from([0x80 | audioLevel.belowFull]) }],
    };
    await this.#dtls.sendRtp(Buffer.from(payload), new RtpHeader({ ...header, ...extensions }));
  }

  /** Calls back for each RTP packet that came and decrypted. */
  onRtp(see: (packet: RtpPacket) => void): void {
    this.#dtls.onRtp.subscribe(see);
  }

  /** Calls back for each RTCP packet that came: reports and wishes of the other side. */
  onRtcp(see: (packet: RtcpPacket) => void): void {
    this.#dtls.onRtcp.subscribe(see);
  }

  /** Drops whatever comes from now on undecrypted, which costs next to nothing. */
  deafen(): void {
    this.#ice.connection.onData.execute = () => {};
  }

  async close(): Promise<void> {
    await this.#dtls.stop();
    await this.#ice.stop();
  }
}

/** RFC 8285, section 4.2. */
const ONE_BYTE_EXTENSIONS = ExtensionProfiles.OneByte;

/** RFC 7714, section 14.2. */
const SRTP_AEAD_AES_128_GCM = 0x0007;
