/** The server's handshake: full, with the client's certificate required, and abbreviated by session identifier. */

import { concatOctets, NO_OCTETS } from '../../core/octets.js';
import { misbehaved } from '../../core/peer-error.js';
import { type PeerIdentity } from '../../core/peer-identity.js';
import { type AgreementKey } from '../../ports/crypto.js';
import { recallPeer, verifyPeer } from '../peer.js';
import { isFresh, type TlsSession, type TlsSessionCache } from '../session.js';
import { type HandshakeMessage } from './assembler.js';
import {
  ECDHE_ECDSA_AES_128_CCM_8,
  EMPTY_RENEGOTIATION_INFO_SCSV,
  type FragmentLength,
  HandshakeType,
  TLS_1_2,
  UNCOMPRESSED,
} from './constants.js';
import { expectMessage, type Handshake, type HandshakeContext, unexpectedMessage } from './context.js';
import { listHolds } from './extensions.js';
import { checkClientHello, CLIENT_HELLO } from './hello-rules.js';
import { type ClientHello, decodeClientHello, encodeServerHello } from './hello.js';
import {
  decodeCertificate,
  decodeCertificateVerify,
  decodeClientKeyExchange,
  decodeFinished,
  encodeCertificate,
  encodeCertificateRequest,
  encodeEcdhParams,
  encodeServerKeyExchange,
} from './messages.js';
import { checkSignature, signDigest } from './signature.js';

/** What the server awaits. */
export type ServerState =
  | 'AwaitClientHello'
  | 'AwaitClientCertificate'
  | 'AwaitClientKeyExchange'
  | 'AwaitCertificateVerify'
  | 'AwaitChangeCipherSpec'
  | 'AwaitClientFinished'
  | 'Established';

export interface ServerHandshakeOptions {
  /** Sessions that may be resumed, shared by all connections of a server; `undefined`: none. */
  readonly sessions: TlsSessionCache | undefined;
  /** How long a session may be resumed, seconds. */
  readonly sessionLifetimeS: number;
}

const SESSION_ID_OCTETS = 32;

export class ServerHandshake implements Handshake {
  state: ServerState = 'AwaitClientHello';
  resumed = false;
  peer: PeerIdentity | undefined;
  session: TlsSession | undefined;
  private own: AgreementKey | undefined;
  /** The client's own certificate, and the key in it. */
  private certificate: Uint8Array = NO_OCTETS;
  private publicKey: Uint8Array = NO_OCTETS;
  private sessionId: Uint8Array = NO_OCTETS;
  private fragments: FragmentLength | undefined;

  constructor(
    private readonly context: HandshakeContext,
    private readonly options: ServerHandshakeOptions,
  ) {}

  get established(): boolean {
    return this.state === 'Established';
  }

  start(): void {
    // The client speaks first.
  }

  step(message: HandshakeMessage): void {
    switch (this.state) {
      case 'AwaitClientHello':
        return this.onClientHello(expectMessage(message, HandshakeType.client_hello, this.state));
      case 'AwaitClientCertificate':
        return this.onCertificate(expectMessage(message, HandshakeType.certificate, this.state));
      case 'AwaitClientKeyExchange':
        return this.onClientKeyExchange(expectMessage(message, HandshakeType.client_key_exchange, this.state));
      case 'AwaitCertificateVerify':
        return this.onCertificateVerify(expectMessage(message, HandshakeType.certificate_verify, this.state));
      case 'AwaitClientFinished':
        return this.onFinished(expectMessage(message, HandshakeType.finished, this.state));
      default:
        throw unexpectedMessage('handshake message ' + message.type, this.state);
    }
  }

  changeCipherSpec(): void {
    if (this.state !== 'AwaitChangeCipherSpec') throw unexpectedMessage('ChangeCipherSpec', this.state);
    this.context.reader.protect(this.context.takeCipher('client'));
    this.state = 'AwaitClientFinished';
  }

  abandon(): void {
    if (this.sessionId.length > 0) this.options.sessions?.delete(this.sessionId);
    this.session = undefined;
  }

  release(): void {
    this.context.wipe();
  }

  private onClientHello(message: HandshakeMessage): void {
    const { context } = this;
    const hello = decodeClientHello(message.body);
    checkClientHello(hello, context.config.requireExtendedMasterSecret === true);
    context.reader.fixVersion();
    context.clientRandom = hello.random.slice();
    context.config.crypto.random(context.serverRandom);
    context.extendedMasterSecret = hello.extensions.extendedMasterSecret === true;
    this.fragments = hello.extensions.maxFragmentLength;
    context.limitFragments(this.fragments);
    context.absorb(message);
    const kept = this.findSession(hello);
    if (kept === undefined) this.answerInFull(hello);
    else this.resume(kept, hello);
  }

  /** The session that the client offers, where it can be resumed. */
  private findSession(hello: ClientHello): TlsSession | undefined {
    if (hello.sessionId.length === 0) return undefined;
    const kept = this.options.sessions?.get(hello.sessionId);
    if (kept === undefined || !isFresh(kept, this.context.nowS())) return undefined;
    if (kept.maxFragmentLength !== hello.extensions.maxFragmentLength) return undefined;
    if (hello.extensions.extendedMasterSecret !== true) {
      // RFC 7627 §5.3: the session had one, so somebody took the extension out.
      throw misbehaved('tls.no-extended-master-secret', 'resumption without extended master secret', CLIENT_HELLO);
    }
    return kept;
  }

  private answerInFull(hello: ClientHello): void {
    const { context } = this;
    const { crypto, identity } = context.config;
    if (this.options.sessions !== undefined && context.extendedMasterSecret) {
      this.sessionId = new Uint8Array(SESSION_ID_OCTETS);
      crypto.random(this.sessionId);
    }
    this.sendServerHello(hello);
    context.send(HandshakeType.certificate, encodeCertificate(identity.chain));
    this.own = crypto.agreementKey();
    const params = encodeEcdhParams(this.own.publicKey);
    const digest = crypto.sha256(concatOctets(context.clientRandom, context.serverRandom, params));
    const signature = signDigest(identity.key, digest);
    context.send(HandshakeType.server_key_exchange, encodeServerKeyExchange(params, signature));
    context.send(HandshakeType.certificate_request, encodeCertificateRequest());
    context.send(HandshakeType.server_hello_done, NO_OCTETS);
    context.flush();
    this.state = 'AwaitClientCertificate';
  }

  private resume(kept: TlsSession, hello: ClientHello): void {
    const { context } = this;
    this.peer = recallPeer(context.config, kept.peerCertificate);
    this.resumed = true;
    this.session = kept;
    this.sessionId = kept.id;
    context.masterSecret = kept.masterSecret.slice();
    this.sendServerHello(hello);
    context.deriveCiphers();
    this.sendFinished();
    this.state = 'AwaitChangeCipherSpec';
  }

  private sendServerHello(hello: ClientHello): void {
    const { context, fragments } = this;
    const { extensions } = hello;
    const renegotiation =
      extensions.renegotiationInfo !== undefined || listHolds(hello.cipherSuites, EMPTY_RENEGOTIATION_INFO_SCSV);
    const body = encodeServerHello({
      version: TLS_1_2,
      random: context.serverRandom,
      sessionId: this.sessionId,
      cipherSuite: ECDHE_ECDSA_AES_128_CCM_8,
      compressionMethod: 0,
      extensions: {
        ...(renegotiation ? { renegotiationInfo: NO_OCTETS } : {}),
        ...(fragments === undefined ? {} : { maxFragmentLength: fragments }),
        ...(context.extendedMasterSecret ? { extendedMasterSecret: true } : {}),
        ...(extensions.pointFormats === undefined ? {} : { pointFormats: new Uint8Array([UNCOMPRESSED]) }),
      },
    });
    context.send(HandshakeType.server_hello, body);
  }

  private onCertificate(message: HandshakeMessage): void {
    const { config } = this.context;
    const chain = decodeCertificate(message.body, config.limits.maxChainLength);
    if (chain.length === 0) throw misbehaved('tls.no-certificate', 'the client has no certificate');
    const { leaf, lfdi, sfdi } = verifyPeer(config, 'client', chain);
    this.peer = { lfdi, sfdi };
    this.certificate = leaf.der;
    this.publicKey = leaf.publicKey;
    this.context.absorb(message);
    this.state = 'AwaitClientKeyExchange';
  }

  private onClientKeyExchange(message: HandshakeMessage): void {
    const premaster = this.own!.agree(decodeClientKeyExchange(message.body));
    if (premaster === undefined)
      throw misbehaved('tls.bad-point', 'a point off the curve', { path: 'ClientKeyExchange' });
    this.own = undefined;
    this.context.absorb(message);
    this.context.agree(premaster);
    this.state = 'AwaitCertificateVerify';
  }

  private onCertificateVerify(message: HandshakeMessage): void {
    const { context } = this;
    const digest = context.transcriptHash();
    const signature = decodeCertificateVerify(message.body);
    checkSignature(context.config.crypto, this.publicKey, digest, signature, 'CertificateVerify');
    context.admit(this.peer!);
    context.absorb(message);
    context.deriveCiphers();
    this.state = 'AwaitChangeCipherSpec';
  }

  private onFinished(message: HandshakeMessage): void {
    this.context.checkFinished('client finished', decodeFinished(message.body));
    if (this.resumed) this.context.admit(this.peer!);
    this.context.absorb(message);
    if (!this.resumed) {
      this.sendFinished();
      this.keepSession();
    }
    this.context.wipe();
    this.state = 'Established';
  }

  private sendFinished(): void {
    const { context } = this;
    context.sendChangeCipherSpec('server');
    context.send(HandshakeType.finished, context.finished('server finished'));
    context.flush();
  }

  private keepSession(): void {
    const { context, options } = this;
    if (this.sessionId.length === 0 || options.sessions === undefined) return;
    this.session = {
      id: this.sessionId,
      ticket: NO_OCTETS,
      masterSecret: context.masterSecret.slice(),
      maxFragmentLength: this.fragments,
      peerCertificate: this.certificate,
      createdS: context.nowS(),
      lifetimeS: options.sessionLifetimeS,
    };
    options.sessions.put(this.session);
  }
}
