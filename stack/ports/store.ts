/** What survives a restart: small values by key. A write that returned is durable. */
export interface Store {
  get(key: string): Uint8Array | undefined;
  /**
   * Writes nothing where the value is what is there: flash wears.
   * @throws Error that says which limit or fault where the value is not kept: the one before it still is
   */
  set(key: string, value: Uint8Array): void;
  delete(key: string): void;
}
