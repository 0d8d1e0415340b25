/**
 * `gnutls-serv` and our client against it, in one network namespace: the server listens on every address, so a test
 * gives it a namespace that has loopback alone. Arguments: one JSON {@link GnutlsRun}. Prints one JSON line a connection.
 */

import { HOST_LIMITS } from '../../stack/core/limits.js';
import { type FragmentLength } from '../../stack/tls/handshake/constants.js';
import { type TlsSession } from '../../stack/tls/session.js';
import { createTlsBench } from './tls-bench.js';
import { connectEngine, startPeer, writePkiFiles } from './tls-sockets.js';

export interface GnutlsRun {
  readonly chain: 2 | 3 | 4;
  /** More arguments of `gnutls-serv`. */
  readonly args: readonly string[];
  /** Connections, each offering the session of the one before. */
  readonly connections: number;
  /** Asked for; board limits where it is left out. */
  readonly maxFragmentLength?: FragmentLength;
}

export interface GnutlsOutcome {
  readonly error: string | undefined;
  readonly resumed: boolean;
  readonly lfdi: string | undefined;
  readonly text: string;
  readonly longestFragment: number;
  readonly ticketOctets: number | undefined;
}

/** TLS 1.2 and the one suite. */
export const GNUTLS_PRIORITY = 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CCM-8:-KX-ALL:+ECDHE-ECDSA';

const PORT = 5556;

async function run({ chain, args, connections, maxFragmentLength }: GnutlsRun): Promise<void> {
  const bench = createTlsBench(undefined, chain);
  const files = writePkiFiles(bench.pki);
  const own = ['--x509certfile', 'server.cert.pem', '--x509keyfile', 'server.key.pem', '--x509cafile', 'root.cert.pem'];
  const required = ['--require-client-cert', '--verify-client-cert', '--priority', GNUTLS_PRIORITY];
  const peer = startPeer('gnutls-serv', ['--http', '-p', String(PORT), ...own, ...required, ...args], files.dir);
  try {
    await peer.until(/listening on IPv4[^\n]*done|listening on .*0\.0\.0\.0/i);
    let session: TlsSession | undefined;
    for (let i = 0; i < connections; i++) {
      const config = maxFragmentLength === undefined ? {} : { limits: { ...HOST_LIMITS, maxRecordOctets: 4096 } };
      const engine = bench.client(
        {
          ...(session === undefined ? {} : { session }),
          ...(maxFragmentLength === undefined ? {} : { maxFragmentLength }),
        },
        config,
      );
      const outcome = await connectEngine(PORT, engine, 'GET / HTTP/1.0\r\n\r\n', '</HTML>');
      session = outcome.session;
      const line: GnutlsOutcome = {
        error: outcome.error?.message,
        resumed: outcome.resumed,
        lfdi: outcome.lfdi,
        text: outcome.text,
        longestFragment: outcome.longestFragment,
        ticketOctets: session?.ticket.length,
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
  } catch (error) {
    process.stderr.write(`${String(error)}\n${peer.output()}\n`);
    process.exitCode = 1;
  } finally {
    peer.kill();
    files.remove();
  }
}

if (process.argv[2] !== undefined) await run(JSON.parse(process.argv[2]) as GnutlsRun);
