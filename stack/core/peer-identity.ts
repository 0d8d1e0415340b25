/** Who a peer is, as its certificate says (IEEE 2030.5-2018 §6.3.2–6.3.4). */

export interface PeerIdentity {
  /** The first 20 octets of SHA-256 over the certificate's DER, 40 upper-case hexadecimal digits. */
  readonly lfdi: string;
  /** The first 36 bits of the same hash in decimal with a check digit, 0–687194767359. */
  readonly sfdi: number;
}
