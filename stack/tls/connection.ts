/**
 * A TLS connection without I/O: octets from the transport in, octets for the transport out, and the plaintext between
 * them. Client and server differ in their handshake alone.
 *
 * After each call of `start`, `receive`, `write` and `close` the caller sends what `takeOutput` gives; after each
 * `receive` it takes what `read` gives. Nothing that a peer sends makes `receive` throw: the connection fails, queues
 * the alert that says why, and `error` holds the reason.
 */

import { misbehaved, PeerError } from '../core/peer-error.js';
import { type PeerIdentity } from '../core/peer-identity.js';
import { Alert, alertName, alertOfError, FATAL, WARNING } from './alerts.js';
import { type TlsConfig } from './config.js';
import { type HandshakeMessage, MessageAssembler, type MessageSink } from './handshake/assembler.js';
import { ContentType, HandshakeType, MAX_FRAGMENT_OCTETS } from './handshake/constants.js';
import { type Handshake, HandshakeContext, unexpectedMessage } from './handshake/context.js';
import { checkEmpty } from './handshake/messages.js';
import { RecordReader, type RecordSink } from './record/reader.js';
import { RecordWriter } from './record/writer.js';
import { type TlsSession } from './session.js';
import { type PeerRole } from './x509/profile.js';

/** How a connection ends: in order, or with an error. */
export type EndState = 'Closing' | 'Closed' | 'Failed';

/** Makes the handshake of one side. */
export type HandshakeFactory = (context: HandshakeContext) => Handshake;

export class TlsConnection implements RecordSink, MessageSink {
  /** Why the connection failed; `undefined` while it has not. */
  error: PeerError | undefined;
  /** The peer, once its certificate, or the session, has been accepted; trust it when `established`. */
  peer: PeerIdentity | undefined;
  /** Whether the handshake was abbreviated. */
  resumed = false;
  /**
   * What a later connection can resume, once `established`; `undefined` where there is nothing, and after a failure, which
   * forbids it (RFC 5246 §7.2.2).
   */
  session: TlsSession | undefined;
  /** The handshake under way: gone when it is done, with all that only it needed. */
  private handshake: Handshake | undefined;
  private readonly reader: RecordReader;
  private readonly writer: RecordWriter;
  private readonly assembler: MessageAssembler;
  private readonly maxIdleRecords: number;
  /** The connection ends, or has ended; `undefined` while it does not. */
  private ending: EndState | undefined;
  private plaintext: Uint8Array[] = [];
  /** Records in a row that carried nothing to act on. */
  private idleRecords = 0;

  protected constructor(
    private readonly role: PeerRole,
    config: TlsConfig,
    createHandshake: HandshakeFactory,
  ) {
    const { limits } = config;
    const maxRecord = Math.min(limits.maxRecordOctets, MAX_FRAGMENT_OCTETS);
    this.reader = new RecordReader(maxRecord);
    this.writer = new RecordWriter(maxRecord);
    this.assembler = new MessageAssembler(limits.maxHandshakeOctets);
    this.maxIdleRecords = limits.maxIdleRecords;
    this.handshake = createHandshake(new HandshakeContext(config, this.reader, this.writer));
  }

  /** What is awaited, `Established`, or how the connection ended. */
  get state(): string {
    return this.ending ?? (this.handshake === undefined ? 'Established' : this.handshake.state);
  }

  /** The handshake is done and plaintext may be written. */
  get established(): boolean {
    return this.handshake === undefined && this.ending === undefined;
  }

  /** Nothing more will be read or written: once `takeOutput` is empty the transport may be closed. */
  get closed(): boolean {
    return this.ending === 'Closed' || this.ending === 'Failed';
  }

  /** Sends what comes first: of a client the ClientHello. Once, before anything else. */
  start(): void {
    this.handshake!.start();
  }

  /** Takes octets from the transport, cut anywhere. Not kept: the caller may reuse its buffer. */
  receive(octets: Uint8Array): void {
    if (this.closed) return;
    try {
      this.reader.receive(octets, this);
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      this.fail(error, alertOfError(error));
    }
  }

  /**
   * The transport ended. Without the peer's close_notify that is an error, unless we had said ours (RFC 5246 §7.2.1); the
   * session can be resumed all the same.
   */
  receiveEnd(): void {
    if (this.closed) return;
    if (this.ending === undefined) {
      this.error = misbehaved('tls.truncated', 'the transport ended without close_notify in ' + this.state);
      this.end('Failed');
    } else this.end('Closed');
  }

  /** Octets for the transport, or `undefined` where there is nothing to send. */
  takeOutput(): Uint8Array | undefined {
    return this.writer.take();
  }

  /** The next piece of plaintext, the caller's own, or `undefined` where there is none yet. */
  read(): Uint8Array | undefined {
    return this.plaintext.shift();
  }

  /** Protects and queues plaintext. Answers `false`, and queues nothing, unless the connection is established. */
  write(plain: Uint8Array): boolean {
    if (!this.established) return false;
    try {
      this.writer.write(ContentType.application_data, plain);
      return true;
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      this.fail(error, undefined);
      return false;
    }
  }

  /**
   * Says close_notify. The peer's own, and plaintext before it, may still be received; a caller that does not care closes
   * the transport. Before the handshake is done it gives the connection up (`user_canceled`, RFC 5246 §7.2.2).
   */
  close(): void {
    if (this.ending !== undefined) return;
    if (this.state === 'Idle') return this.end('Closed');
    if (!this.established) this.sendAlert(WARNING, Alert.user_canceled);
    this.sendAlert(WARNING, Alert.close_notify);
    if (this.established) this.ending = 'Closing';
    else this.end('Closed');
  }

  /** The record reader's: one record. */
  onRecord(type: number, fragment: Uint8Array): boolean {
    // An alert may cut in: the peer gives up in the middle of its flight.
    if (type !== ContentType.handshake && type !== ContentType.alert && !this.assembler.atBoundary) {
      throw misbehaved('tls.unexpected-message', 'a record of type ' + type + ' inside a handshake message');
    }
    switch (type) {
      case ContentType.handshake:
        this.requireContent(fragment);
        this.assembler.receive(fragment, this);
        break;
      case ContentType.application_data:
        this.onApplicationData(fragment);
        break;
      case ContentType.alert:
        this.onAlert(fragment);
        break;
      default:
        if (fragment.length !== 1 || fragment[0] !== 1) {
          throw misbehaved('tls.bad-change-cipher-spec', 'a ChangeCipherSpec other than 01');
        }
        if (this.handshake === undefined) throw unexpectedMessage('ChangeCipherSpec', this.state);
        this.handshake.changeCipherSpec();
    }
    return !this.closed;
  }

  /** The message assembler's: one handshake message. */
  onMessage(message: HandshakeMessage): boolean {
    const { handshake } = this;
    if (handshake === undefined) this.refuseRenegotiation(message);
    else if (message.type === HandshakeType.hello_request && this.role === 'client') this.onHelloRequest(message);
    else this.step(handshake, message);
    return !this.closed;
  }

  private step(handshake: Handshake, message: HandshakeMessage): void {
    handshake.step(message);
    this.peer = handshake.peer;
    this.resumed = handshake.resumed;
    if (!handshake.established) return;
    this.session = handshake.session;
    this.handshake = undefined;
  }

  /** RFC 5246 §7.4.1.1: passed over during a handshake, and no part of the transcript. */
  private onHelloRequest(message: HandshakeMessage): void {
    checkEmpty(message.body, 'HelloRequest');
    this.countIdle('HelloRequest');
  }

  /** RFC 5746 §4.5: no handshake follows the first one. */
  private refuseRenegotiation(message: HandshakeMessage): void {
    const asks = this.role === 'client' ? HandshakeType.hello_request : HandshakeType.client_hello;
    if (message.type !== asks) throw unexpectedMessage('handshake message ' + message.type, this.state);
    this.countIdle('renegotiation');
    if (this.ending === undefined) this.sendAlert(WARNING, Alert.no_renegotiation);
  }

  private onApplicationData(fragment: Uint8Array): void {
    if (this.handshake !== undefined) throw unexpectedMessage('application data', this.state);
    if (fragment.length === 0) {
      this.countIdle('empty record');
      return;
    }
    this.idleRecords = 0;
    this.plaintext.push(fragment);
  }

  private onAlert(fragment: Uint8Array): void {
    if (fragment.length !== 2) throw misbehaved('tls.bad-alert', 'an alert of ' + fragment.length + ' octets');
    const level = fragment[0]!;
    const description = fragment[1]!;
    if (level !== WARNING && level !== FATAL) throw misbehaved('tls.bad-alert', 'an alert of level ' + level);
    if (description === Alert.close_notify) {
      if (this.handshake !== undefined) {
        this.fail(misbehaved('tls.alert-received', 'the peer closed during the handshake'), undefined);
        return;
      }
      if (this.ending === undefined) this.sendAlert(WARNING, Alert.close_notify);
      this.end('Closed');
      return;
    }
    if (level === FATAL) {
      const name = alertName(description);
      this.fail(misbehaved('tls.alert-received', 'the peer sent ' + name, { path: name }), undefined);
      return;
    }
    this.countIdle('warning alert');
  }

  private requireContent(fragment: Uint8Array): void {
    if (fragment.length === 0) throw misbehaved('tls.empty-record', 'an empty handshake record (RFC 5246 §6.2.1)');
  }

  private countIdle(what: string): void {
    if (++this.idleRecords <= this.maxIdleRecords) return;
    const detail = 'one more ' + what + ' with nothing to act on, maxIdleRecords = ' + this.maxIdleRecords;
    throw misbehaved('tls.too-many-idle-records', detail);
  }

  private sendAlert(level: number, description: number): void {
    this.writer.write(ContentType.alert, new Uint8Array([level, description]));
  }

  /** Fails the connection; `alert` tells the peer, where there is one to tell. */
  private fail(error: PeerError, alert: number | undefined): void {
    this.error = error;
    if (alert !== undefined && this.ending === undefined && error.code !== 'tls.sequence-exhausted') {
      this.sendAlert(FATAL, alert);
    }
    if (this.handshake !== undefined) this.handshake.abandon();
    else if (this.session !== undefined) this.forget(this.session);
    this.session = undefined;
    this.end('Failed');
  }

  /** An established connection failed: its session must not be resumed (RFC 5246 §7.2.2). */
  protected forget(_session: TlsSession): void {
    // Whoever took it may offer it all the same: the peer that kept it knows better.
  }

  private end(state: EndState): void {
    this.ending = state;
    if (this.handshake !== undefined) this.handshake.release();
    this.reader.release();
    this.writer.release();
    this.assembler.release();
  }
}
