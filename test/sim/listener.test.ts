import test from 'ava';
import { NO_OCTETS } from '../../stack/core/octets.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { HttpClientEngine } from '../../stack/http/client-engine.js';
import { TlsClient } from '../../stack/tls/client.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { SERVER_PORT, VirtualHome } from '../support/virtual-home.js';

test('a peer that never finishes its handshake is let go', (t) => {
  const home = new VirtualHome();
  home.utility.start();
  const stranger = home.network.addNode('stranger');
  let closedMs = 0;
  stranger.tcp.connect(
    { address: home.utilityNode.addresses()[0]!.address, port: SERVER_PORT },
    { onConnect() {}, onData() {}, onDrain() {}, onClose: () => (closedMs = home.clock.nowMs()) },
  );
  home.run(120);
  t.true(closedMs > 25_000 && closedMs < 40_000, String(closedMs));
});

test('a request that comes in one read with Finished and close_notify still counts', (t) => {
  const home = new VirtualHome();
  const asked: string[] = [];
  const { server } = home.utility;
  const handle = server.handle.bind(server);
  server.handle = (request, peer) => {
    asked.push(request.target);
    return handle(request, peer);
  };
  home.utility.start();
  const node = home.network.addNode('hasty');
  const holder = home.holder('meter');
  const config = {
    crypto: createNobleCrypto(node.entropy),
    identity: { chain: holder.chain, key: holder.key },
    trust: createTrustStore([home.pki.root]),
    limits: HOST_LIMITS,
  };
  const connect = (session: TlsClient['session'], path: string): TlsClient => {
    let sent = false;
    const tls = new TlsClient(config, session === undefined ? {} : { session });
    const connection = node.tcp.connect(
      { address: home.utilityNode.addresses()[0]!.address, port: SERVER_PORT },
      {
        onConnect: () => {
          tls.start();
          connection.write(tls.takeOutput()!);
        },
        onData: (octets) => {
          tls.receive(octets);
          if (tls.established && !sent) {
            sent = true;
            const http = new HttpClientEngine(HOST_LIMITS);
            http.request({ method: 'GET', target: path, host: 'x', headers: [], body: NO_OCTETS });
            tls.write(http.takeOutput()!);
            if (tls.resumed) tls.close();
          }
          const parts: Uint8Array[] = [];
          for (let part = tls.takeOutput(); part !== undefined; part = tls.takeOutput()) parts.push(part);
          if (parts.length > 0) connection.write(new Uint8Array(Buffer.concat(parts)));
        },
        onDrain() {},
        onClose() {},
      },
    );
    home.run(5);
    return tls;
  };
  const first = connect(undefined, '/dcap');
  connect(first.session, '/tm');
  t.deepEqual(asked, ['/dcap', '/tm']);
});
