/** The form of an appliance's bodies; `manifests/exi-only.json` has another one in its place. */

/** EXI, and XML for a server that has nothing else. */
export const ENCODING = 'auto';
