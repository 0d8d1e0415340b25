/** What `sep2 footprint` makes for the bench before its image is built (`tools/footprint/bench-data.ts`). */

declare module 'bench-data' {
  /** A holder's certificates as it sends them, leaf first, and the scalar of its key. */
  interface BenchHolder {
    readonly chain: readonly Uint8Array[];
    readonly scalar: Uint8Array;
  }

  export const CLIENT: BenchHolder;
  export const SERVER: BenchHolder;
  /** The certificate that both trust. */
  export const ROOT: Uint8Array;
  /** EXI of the benchmark documents (`test/vectors/bench`). */
  export const DEVICE_CAPABILITY: Uint8Array;
  export const DER_CONTROL_LIST: Uint8Array;
}
