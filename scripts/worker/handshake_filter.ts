/** Bytes of a DTLS record before its body (RFC 6347, 4.1). */
const RECORD_HEADER_BYTES = 13;
const CONTENT_HANDSHAKE = 22;
const SERVER_HELLO_DONE = 14;

/**
 * Tells which datagrams a DTLS client should see of its server's first flight: the first copy only.
 *
 * A server repeats a flight that is not answered in time (mediasoup: after 100 ms, soon reached on a
 * busy machine). werift's client takes the copy for a new flight, makes new keys for a handshake
 * that the server has finished with the old ones, and from then on no packet decrypts.
 */
export function firstFlightOnly(): (datagram: Uint8Array) => boolean {
  let complete = false;
  return (datagram) => {
    const messages = plainHandshakeMessages(datagram);
    if (messages.length === 0) return true;
    if (complete) return false;
    complete = messages.includes(SERVER_HELLO_DONE);
    return true;
  };
}

/** Types of the unencrypted handshake messages that begin in a datagram. */
function plainHandshakeMessages(datagram: Uint8Array): number[] {
  const types: number[] = [];
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  for (let at = 0; at + RECORD_HEADER_BYTES < datagram.length;) {
    const epoch = view.getUint16(at + 3);
    if (view.getUint8(at) !== CONTENT_HANDSHAKE || epoch !== 0) return types;
    types.push(view.getUint8(at + RECORD_HEADER_BYTES));
    at += RECORD_HEADER_BYTES + view.getUint16(at + 11);
  }
  return types;
}
