/** Names and numbers that nobody can guess, from the machine's cryptographic source. */
const ID_BYTES = 16;
const CODE_DIGITS = 9;

/** 128 bits in 22 characters of `A-Za-z0-9_-`. */
export function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(ID_BYTES))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Nine digits, each of the thousand million codes equally likely. */
export function randomMeetingCode(): string {
  const codes = 10 ** CODE_DIGITS;
  const fair = Math.floor(2 ** 32 / codes) * codes;
  const word = new Uint32Array(1);
  let value: number;
  do {
    value = crypto.getRandomValues(word)[0] ?? 0;
  } while (value >= fair); // One draw in fifteen; a remainder of all would favour low codes.
  return String(value % codes).padStart(CODE_DIGITS, "0");
}
