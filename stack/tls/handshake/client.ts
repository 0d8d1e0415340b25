/** The client's handshake: full, and abbreviated by session identifier or ticket (RFC 5246 §7.3, RFC 5077 §3.1). */

import { concatOctets, equalOctets, NO_OCTETS } from '../../core/octets.js';
import { misbehaved } from '../../core/peer-error.js';
import { type PeerIdentity } from '../../core/peer-identity.js';
import { type AgreementKey } from '../../ports/crypto.js';
import { recallPeer, verifyPeer } from '../peer.js';
import { isFresh, type TlsSession } from '../session.js';
import { type HandshakeMessage } from './assembler.js';
import {
  ECDHE_ECDSA_AES_128_CCM_8,
  ECDSA_SHA256,
  type FragmentLength,
  HandshakeType,
  SECP256R1,
  TLS_1_2,
  UNCOMPRESSED,
} from './constants.js';
import { expectMessage, type Handshake, type HandshakeContext, unexpectedMessage } from './context.js';
import { type HelloExtensions } from './extensions.js';
import { checkServerHello, SERVER_HELLO } from './hello-rules.js';
import { decodeServerHello, encodeClientHello, type ServerHello } from './hello.js';
import {
  checkCertificateRequest,
  checkEmpty,
  decodeCertificate,
  decodeFinished,
  decodeNewSessionTicket,
  decodeServerKeyExchange,
  encodeCertificate,
  encodeCertificateVerify,
  encodeClientKeyExchange,
} from './messages.js';
import { checkSignature, signDigest } from './signature.js';

/** What the client awaits. */
export type ClientState =
  | 'Idle'
  | 'AwaitServerHello'
  | 'AwaitServerCertificate'
  | 'AwaitServerKeyExchange'
  | 'AwaitCertificateRequest'
  | 'AwaitServerHelloDone'
  | 'AwaitNewSessionTicket'
  | 'AwaitChangeCipherSpec'
  | 'AwaitServerFinished'
  | 'Established';

export interface ClientHandshakeOptions {
  /** Sent as server_name (RFC 6066 §3); ASCII, never an address. */
  readonly serverName: string | undefined;
  /** Asked for as max_fragment_length; `undefined`: not asked. */
  readonly maxFragmentLength: FragmentLength | undefined;
  /** A session to resume if the server still can. */
  readonly session: TlsSession | undefined;
}

/** How long a session without a word from the server is offered, seconds (RFC 5246 appendix F.1.4: at most a day). */
const SESSION_LIFETIME_S = 86400;

export class ClientHandshake implements Handshake {
  state: ClientState = 'Idle';
  resumed = false;
  peer: PeerIdentity | undefined;
  session: TlsSession | undefined;
  private offered: HelloExtensions = {};
  private offeredId: Uint8Array = NO_OCTETS;
  private resuming: TlsSession | undefined;
  private sessionId: Uint8Array = NO_OCTETS;
  private fragments: FragmentLength | undefined;
  private ticketDue = false;
  private ticket: Uint8Array = NO_OCTETS;
  private lifetimeS = SESSION_LIFETIME_S;
  /** The server's own certificate, and the key in it. */
  private certificate: Uint8Array = NO_OCTETS;
  private publicKey: Uint8Array = NO_OCTETS;
  private serverPoint: Uint8Array = NO_OCTETS;

  constructor(
    private readonly context: HandshakeContext,
    private readonly options: ClientHandshakeOptions,
  ) {}

  get established(): boolean {
    return this.state === 'Established';
  }

  start(): void {
    if (this.state !== 'Idle') throw new TypeError('start: expected to be called once, got state ' + this.state);
    const { context, options } = this;
    context.config.crypto.random(context.clientRandom);
    const kept = options.session;
    if (kept !== undefined && isWithin(kept, options.maxFragmentLength) && isFresh(kept, context.nowS())) {
      this.resuming = kept;
      this.offeredId = kept.id;
    }
    this.offered = {
      renegotiationInfo: NO_OCTETS,
      ...(options.serverName === undefined ? {} : { serverName: options.serverName }),
      // A server that knows the later of the two extensions passes over the other (RFC 8449 §5). GnuTLS 3.7 does, and
      // keeps to the later one alone.
      ...(options.maxFragmentLength === undefined
        ? {}
        : { maxFragmentLength: options.maxFragmentLength, recordSizeLimit: options.maxFragmentLength }),
      extendedMasterSecret: true,
      supportedGroups: new Uint8Array([0, SECP256R1]),
      pointFormats: new Uint8Array([UNCOMPRESSED]),
      signatureAlgorithms: new Uint8Array([ECDSA_SHA256 >>> 8, ECDSA_SHA256 & 0xff]),
      sessionTicket: this.resuming === undefined ? NO_OCTETS : this.resuming.ticket,
    };
    const hello = encodeClientHello({
      version: TLS_1_2,
      random: context.clientRandom,
      sessionId: this.offeredId,
      cipherSuites: new Uint8Array([ECDHE_ECDSA_AES_128_CCM_8 >>> 8, ECDHE_ECDSA_AES_128_CCM_8 & 0xff]),
      compressionMethods: new Uint8Array([0]),
      extensions: this.offered,
    });
    context.send(HandshakeType.client_hello, hello);
    context.flush();
    this.state = 'AwaitServerHello';
  }

  step(message: HandshakeMessage): void {
    switch (this.state) {
      case 'AwaitServerHello':
        return this.onServerHello(expectMessage(message, HandshakeType.server_hello, this.state));
      case 'AwaitServerCertificate':
        return this.onCertificate(expectMessage(message, HandshakeType.certificate, this.state));
      case 'AwaitServerKeyExchange':
        return this.onServerKeyExchange(expectMessage(message, HandshakeType.server_key_exchange, this.state));
      case 'AwaitCertificateRequest':
        return this.onCertificateRequest(message);
      case 'AwaitServerHelloDone':
        return this.onServerHelloDone(expectMessage(message, HandshakeType.server_hello_done, this.state));
      case 'AwaitNewSessionTicket':
        return this.onNewSessionTicket(expectMessage(message, HandshakeType.new_session_ticket, this.state));
      case 'AwaitServerFinished':
        return this.onFinished(expectMessage(message, HandshakeType.finished, this.state));
      default:
        throw unexpectedMessage('handshake message ' + message.type, this.state);
    }
  }

  changeCipherSpec(): void {
    if (this.state !== 'AwaitChangeCipherSpec') throw unexpectedMessage('ChangeCipherSpec', this.state);
    this.context.reader.protect(this.context.takeCipher('server'));
    this.state = 'AwaitServerFinished';
  }

  abandon(): void {
    this.session = undefined;
  }

  release(): void {
    this.context.wipe();
  }

  private onServerHello(message: HandshakeMessage): void {
    const { context } = this;
    const hello = decodeServerHello(message.body, this.offered);
    checkServerHello(hello, this.offered, context.config.requireExtendedMasterSecret === true);
    context.reader.fixVersion();
    context.serverRandom = hello.random.slice();
    context.extendedMasterSecret = hello.extensions.extendedMasterSecret === true;
    this.fragments = hello.extensions.maxFragmentLength;
    context.limitFragments(this.fragments);
    if (hello.extensions.recordSizeLimit !== undefined) {
      context.writer.limitFragments(hello.extensions.recordSizeLimit);
      context.reader.limitFragments(this.offered.recordSizeLimit!);
    }
    this.ticketDue = hello.extensions.sessionTicket !== undefined;
    context.absorb(message);
    if (this.resuming !== undefined && equalOctets(hello.sessionId, this.offeredId)) {
      this.resume(this.resuming, hello);
      return;
    }
    this.resuming = undefined;
    this.sessionId = hello.sessionId.slice();
    this.state = 'AwaitServerCertificate';
  }

  private resume(session: TlsSession, hello: ServerHello): void {
    if (hello.extensions.extendedMasterSecret !== true) {
      // RFC 7627 §5.3: the session had one, so somebody took the extension out.
      throw misbehaved('tls.no-extended-master-secret', 'resumption without extended master secret', SERVER_HELLO);
    }
    if (session.maxFragmentLength !== undefined && hello.extensions.maxFragmentLength !== session.maxFragmentLength) {
      throw misbehaved('tls.bad-extension', 'resumption with another max_fragment_length', SERVER_HELLO);
    }
    const { context } = this;
    this.peer = recallPeer(context.config, session.peerCertificate);
    this.certificate = session.peerCertificate;
    this.resumed = true;
    this.sessionId = session.id;
    this.ticket = session.ticket;
    this.lifetimeS = session.lifetimeS;
    context.masterSecret = session.masterSecret.slice();
    context.deriveCiphers();
    this.state = this.ticketDue ? 'AwaitNewSessionTicket' : 'AwaitChangeCipherSpec';
  }

  private onCertificate(message: HandshakeMessage): void {
    const { config } = this.context;
    const chain = decodeCertificate(message.body, config.limits.maxChainLength);
    if (chain.length === 0) throw misbehaved('tls.no-certificate', 'the server sent no certificate');
    const { leaf, lfdi, sfdi } = verifyPeer(config, 'server', chain);
    this.peer = { lfdi, sfdi };
    this.certificate = leaf.der;
    this.publicKey = leaf.publicKey;
    this.context.absorb(message);
    this.state = 'AwaitServerKeyExchange';
  }

  private onServerKeyExchange(message: HandshakeMessage): void {
    const { context } = this;
    const crypto = context.config.crypto;
    const exchange = decodeServerKeyExchange(message.body);
    const digest = crypto.sha256(concatOctets(context.clientRandom, context.serverRandom, exchange.params));
    checkSignature(crypto, this.publicKey, digest, exchange.signature, 'ServerKeyExchange');
    context.admit(this.peer!);
    this.serverPoint = exchange.point.slice();
    context.absorb(message);
    this.state = 'AwaitCertificateRequest';
  }

  private onCertificateRequest(message: HandshakeMessage): void {
    if (message.type === HandshakeType.server_hello_done) {
      // RFC 5246 lets a server do without; IEEE 2030.5-2018 §6.7 has both sides certified.
      throw misbehaved('tls.no-certificate-request', 'the server does not ask for our certificate');
    }
    expectMessage(message, HandshakeType.certificate_request, this.state);
    checkCertificateRequest(message.body);
    this.context.absorb(message);
    this.state = 'AwaitServerHelloDone';
  }

  private onServerHelloDone(message: HandshakeMessage): void {
    const { context } = this;
    const { crypto, identity } = context.config;
    checkEmpty(message.body, 'ServerHelloDone');
    context.absorb(message);
    const own: AgreementKey = crypto.agreementKey();
    const premaster = own.agree(this.serverPoint);
    if (premaster === undefined)
      throw misbehaved('tls.bad-point', 'a point off the curve', { path: 'ServerKeyExchange' });
    context.send(HandshakeType.certificate, encodeCertificate(identity.chain));
    context.send(HandshakeType.client_key_exchange, encodeClientKeyExchange(own.publicKey));
    context.agree(premaster);
    const signature = signDigest(identity.key, context.transcriptHash());
    context.send(HandshakeType.certificate_verify, encodeCertificateVerify(signature));
    context.deriveCiphers();
    this.sendFinished();
    this.state = this.ticketDue ? 'AwaitNewSessionTicket' : 'AwaitChangeCipherSpec';
  }

  private onNewSessionTicket(message: HandshakeMessage): void {
    const { lifetimeS, ticket } = decodeNewSessionTicket(message.body);
    // An empty ticket is a server's change of mind (RFC 5077 §3.3); the identifier may still serve.
    if (ticket.length > 0) {
      this.ticket = ticket.slice();
      this.lifetimeS = lifetimeS === 0 ? SESSION_LIFETIME_S : lifetimeS;
    }
    this.context.absorb(message);
    this.state = 'AwaitChangeCipherSpec';
  }

  private onFinished(message: HandshakeMessage): void {
    this.context.checkFinished('server finished', decodeFinished(message.body));
    if (this.resumed) this.context.admit(this.peer!);
    this.context.absorb(message);
    if (this.resumed) this.sendFinished();
    this.session = this.makeSession();
    this.context.wipe();
    this.state = 'Established';
  }

  private sendFinished(): void {
    const { context } = this;
    context.sendChangeCipherSpec('client');
    context.send(HandshakeType.finished, context.finished('client finished'));
    context.flush();
  }

  private makeSession(): TlsSession | undefined {
    const { context } = this;
    if (!context.extendedMasterSecret) return undefined;
    let id = this.sessionId;
    // The identifier by which a server accepts a ticket is ours to choose (RFC 5077 §3.4).
    if (id.length === 0 && this.ticket.length > 0) id = context.config.crypto.sha256(this.ticket);
    if (id.length === 0) return undefined;
    return {
      id,
      ticket: this.ticket,
      masterSecret: context.masterSecret.slice(),
      maxFragmentLength: this.fragments,
      peerCertificate: this.certificate,
      createdS: this.resumed && this.resuming!.ticket === this.ticket ? this.resuming!.createdS : context.nowS(),
      lifetimeS: this.lifetimeS,
    };
  }
}

/** Whether a session keeps to what would be asked for now, or to nothing (RFC 6066 §4: it lasts as long as the session). */
function isWithin(session: TlsSession, asked: FragmentLength | undefined): boolean {
  return session.maxFragmentLength === undefined || session.maxFragmentLength === asked;
}
