/** What stands for `firmware/common/encoding` in an image without XML (`manifests/exi-only.json`): it asks for EXI alone. */

/** A server without EXI is told so in `accept`, and what it sends in XML all the same is an error of the request. */
export const ENCODING = 'exi';
