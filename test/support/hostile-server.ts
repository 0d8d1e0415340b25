/** A server under a test's control, octet by octet above TLS: for answers that no server of ours would give. */

import { type VirtualNode } from '../../hal/virtual/node.js';
import { HOST_LIMITS } from '../../stack/core/limits.js';
import { fromAscii } from '../../stack/core/octets.js';
import { type TcpConnection, type TcpHandler } from '../../stack/ports/network.js';
import { createNobleCrypto } from '../../stack/tls/crypto/noble.js';
import { TlsServer } from '../../stack/tls/server.js';
import { createTrustStore } from '../../stack/tls/x509/trust-store.js';
import { type TestHolder } from '../../tools/pki/test-pki.js';

/** A request as far as a hostile server looks at it. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
}

/** What to send: octets as they are, and whether the connection ends after them. */
export interface RawAnswer {
  readonly octets: Uint8Array;
  readonly close?: boolean;
}

export interface HostileServerOptions {
  readonly node: VirtualNode;
  readonly holder: TestHolder;
  readonly root: Uint8Array;
  readonly port: number;
  answer(request: RawRequest): RawAnswer;
}

/** Listens on all addresses of its node. */
export function startHostileServer(options: HostileServerOptions): void {
  const { node, holder, root, port, answer } = options;
  const crypto = createNobleCrypto(node.entropy);
  const config = {
    crypto,
    identity: { chain: holder.chain, key: holder.key },
    trust: createTrustStore([root]),
    limits: HOST_LIMITS,
  };
  const onAccept = (tcp: TcpConnection): TcpHandler => {
    const tls = new TlsServer(config);
    let pending = '';
    const flush = (): void => {
      for (let octets = tls.takeOutput(); octets !== undefined; octets = tls.takeOutput()) tcp.write(octets);
    };
    const onRequests = (): void => {
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end);
        const length = /content-length: *(\d+)/i.exec(head);
        const total = end + 4 + (length === null ? 0 : Number(length[1]));
        if (pending.length < total) return;
        pending = pending.slice(total);
        const [method, target] = head.split(' ');
        const { octets, close } = answer({ method: method!, target: target! });
        tls.write(octets);
        if (close === true) tls.close();
        flush();
        if (close === true) tcp.close();
      }
    };
    return {
      onConnect: () => undefined,
      onData: (octets) => {
        tls.receive(octets);
        for (let plain = tls.read(); plain !== undefined; plain = tls.read()) {
          pending += Buffer.from(plain).toString('latin1');
        }
        flush();
        onRequests();
        if (tls.closed) tcp.close();
      },
      onDrain: flush,
      onClose: () => undefined,
    };
  };
  node.tcp.listen({ address: '::', port }, { onAccept, onListening: () => undefined, onFailed: () => undefined });
}

/** An HTTP answer with a body and the given header lines; Content-Length is added where `headers` has none. */
export function rawAnswer(status: number, headers: readonly string[], body: Uint8Array = new Uint8Array(0)): RawAnswer {
  const lines = ['HTTP/1.1 ' + status + ' Whatever', ...headers];
  if (!headers.some((line) => /^(content-length|transfer-encoding|connection: close)/i.test(line))) {
    lines.push('Content-Length: ' + body.length);
  }
  const head = fromAscii(lines.join('\r\n') + '\r\n\r\n');
  const octets = new Uint8Array(head.length + body.length);
  octets.set(head);
  octets.set(body, head.length);
  return { octets };
}
