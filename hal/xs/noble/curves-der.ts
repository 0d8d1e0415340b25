/**
 * What stands for `@noble/curves/abstract/der.js` on a board: the module of the group imports it for the library's ECDSA, which
 * no image has.
 */

/** Under the name that the library asks for; nothing reads it. */
export const DER = undefined;
