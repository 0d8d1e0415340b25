/**
 * The C functions of `hal/xs/native/crypto.c`, as the provider `hal/xs/crypto-native.ts` calls them. Each writes its
 * result into the last array given, so that nothing is allocated while C holds the address of an array.
 *
 * The provider checks every length and says which argument is wrong; a length that C cannot work with is a RangeError
 * here too, so that no call can reach past an array.
 */

/** Octets of the state of a running SHA-256 and of the random generator. Their content is C's alone. */
export type State = ArrayBuffer;

/** SHA-256 of `octets` into `digest`, 32 octets. */
export declare function hash(octets: Uint8Array, digest: Uint8Array): void;
/** Begins a running SHA-256 in `state`, 104 octets. */
export declare function start(state: State): void;
export declare function update(state: State, octets: Uint8Array): void;
/** The digest so far into `digest`, 32 octets. */
export declare function peek(state: State, digest: Uint8Array): void;
/** HMAC-SHA-256 into `code`, 32 octets. */
export declare function hmac(key: Uint8Array, octets: Uint8Array, code: Uint8Array): void;

/** AES-128-CCM: `sealed` is as long as `plain` and a tag of 8 or 16 octets. */
export declare function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  plain: Uint8Array,
  sealed: Uint8Array,
): void;
/** The way back; false, and `plain` all zeros, where the tag is wrong. */
export declare function open(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
  plain: Uint8Array,
): boolean;

/** Whether 32 octets are a private scalar of P-256. */
export declare function valid(scalar: Uint8Array): boolean;
/** scalar·G into `point`, 65 octets; false for no scalar. */
export declare function multiply(scalar: Uint8Array, point: Uint8Array): boolean;
/** The x co-ordinate of scalar·peer into `shared`, 32 octets; false for a point off the curve. */
export declare function agree(scalar: Uint8Array, peer: Uint8Array, shared: Uint8Array): boolean;
/** r and s into `signature`, 64 octets; false for no scalar. */
export declare function sign(scalar: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;
export declare function verify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;

/** Compares two arrays of one length. */
export declare function equal(a: Uint8Array, b: Uint8Array): boolean;

/** Starts the random generator in `state`, 64 octets, on `entropy`, 48 octets. */
export declare function seed(state: State, entropy: Uint8Array): void;
/** Mixes `entropy`, 32 octets or more, in and fills `target`, at most 65,536 octets. */
export declare function generate(state: State, entropy: Uint8Array, target: Uint8Array): void;
