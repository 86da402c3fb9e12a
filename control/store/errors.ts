/** The database can't be reached, is too slow or is not set up yet: trying again later helps. */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
  readonly code = "unavailable";
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot use the database: ${reason}`, options);
  }
}
