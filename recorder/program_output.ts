/** What child processes write, as it comes. */

/** Hands on every piece; resolves at the end. */
export async function readOutput(
  stream: ReadableStream<Uint8Array>,
  onOutput: (bytes: Uint8Array) => void,
): Promise<void> {
  for await (const bytes of stream) onOutput(bytes);
}

/** Resolves to the end of a text, of so many characters at most. */
export async function tailOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  charactersMax: number,
): Promise<string> {
  let tail = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    tail = (tail + text).slice(-charactersMax);
  }
  return tail;
}
