/** A full handshake, both sides certified by a chain of three: a client and a server over arrays of octets. */

import { type BenchHolder, CLIENT, ROOT, SERVER } from 'bench-data';

import { BOARD_LIMITS } from '../../../stack/core/limits.js';
import { type CryptoPort } from '../../../stack/ports/crypto.js';
import { TlsClient } from '../../../stack/tls/client.js';
import { type TlsConfig } from '../../../stack/tls/config.js';
import { type TlsConnection } from '../../../stack/tls/connection.js';
import { TlsServer } from '../../../stack/tls/server.js';
import { createTrustStore } from '../../../stack/tls/x509/trust-store.js';
import { Meter, report } from './meter.js';

/** The two hellos, the two flights of certificates: no handshake takes more turns. */
const MAX_TURNS = 4;

/** Keys and anchors are read before, as a device reads them when it starts. */
export function measureHandshake(crypto: CryptoPort): void {
  const trust = createTrustStore([ROOT]);
  const configOf = ({ chain, scalar }: BenchHolder): TlsConfig => ({
    crypto,
    identity: { chain, key: crypto.signingKey(scalar) },
    trust,
    limits: BOARD_LIMITS,
  });
  const clientConfig = configOf(CLIENT);
  const serverConfig = configOf(SERVER);
  const ofClient = new Meter();
  const ofServer = new Meter();
  ofClient.start();
  const client = new TlsClient(clientConfig);
  client.start();
  let up = client.takeOutput();
  ofClient.stop();
  ofServer.start();
  const server = new TlsServer(serverConfig);
  ofServer.stop();
  for (let turn = 0; turn < MAX_TURNS && !(client.established && server.established); turn++) {
    const down = step(server, up, ofServer);
    up = step(client, down, ofClient);
  }
  if (!client.established || !server.established) throw client.error ?? server.error ?? new Error('no handshake');
  report('handshake.client', ofClient.instructions);
  report('handshake.server', ofServer.instructions);
}

/** Gives octets to one side and takes its answer. */
function step(side: TlsConnection, octets: Uint8Array | undefined, meter: Meter): Uint8Array | undefined {
  meter.start();
  if (octets !== undefined) side.receive(octets);
  const answer = side.takeOutput();
  meter.stop();
  return answer;
}
