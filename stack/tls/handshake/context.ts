/** What both handshakes share: the transcript, the flight under way, the secrets, the two record directions. */

import { NO_OCTETS, wipeOctets } from '../../core/octets.js';
import { misbehaved, type PeerError } from '../../core/peer-error.js';
import { type PeerIdentity } from '../../core/peer-identity.js';
import { type Hash } from '../../ports/crypto.js';
import { type TlsConfig } from '../config.js';
import { RecordCipher } from '../record/cipher.js';
import { type RecordReader } from '../record/reader.js';
import { type RecordWriter } from '../record/writer.js';
import { type TlsSession } from '../session.js';
import { WireWriter } from '../wire/writer.js';
import { type HandshakeMessage } from './assembler.js';
import { ContentType, type FragmentLength, RANDOM_OCTETS } from './constants.js';
import { expandKeys, extendedMasterSecret, type FinishedLabel, plainMasterSecret, verifyData } from './key-schedule.js';

/** One side's handshake: a machine whose state names the message that it awaits. The connection drops it once it is done. */
export interface Handshake {
  readonly state: string;
  readonly established: boolean;
  readonly resumed: boolean;
  readonly peer: PeerIdentity | undefined;
  /** What the next connection can resume; `undefined` before the handshake ends, or where nothing can. */
  readonly session: TlsSession | undefined;
  /** Sends what comes first. */
  start(): void;
  /** Consumes one message; throws a PeerError where it is wrong or out of order. */
  step(message: HandshakeMessage): void;
  /** The peer's ChangeCipherSpec. */
  changeCipherSpec(): void;
  /** The handshake failed: its session must not be resumed (RFC 5246 §7.2.2). */
  abandon(): void;
  /** The connection ended before the handshake: wipes its secrets. */
  release(): void;
}

export class HandshakeContext {
  clientRandom: Uint8Array = new Uint8Array(RANDOM_OCTETS);
  serverRandom: Uint8Array = new Uint8Array(RANDOM_OCTETS);
  extendedMasterSecret = false;
  masterSecret: Uint8Array = NO_OCTETS;
  private readonly transcript: Hash;
  private readonly flight = new WireWriter(0);
  private clientCipher: RecordCipher | undefined;
  private serverCipher: RecordCipher | undefined;

  constructor(
    readonly config: TlsConfig,
    readonly reader: RecordReader,
    readonly writer: RecordWriter,
  ) {
    this.transcript = config.crypto.startSha256();
  }

  /** The date, where it is known. */
  nowS(): number | undefined {
    return this.config.nowS === undefined ? undefined : this.config.nowS();
  }

  /** Adds a received message to the transcript. */
  absorb(message: HandshakeMessage): void {
    this.transcript.update(message.raw);
  }

  /** SHA-256 over the messages so far. */
  transcriptHash(): Uint8Array {
    return this.transcript.peek();
  }

  /** Adds a message of ours to the flight and the transcript. */
  send(type: number, body: Uint8Array): void {
    const start = this.flight.length;
    this.flight.u8(type);
    this.flight.vector(3, body);
    this.transcript.update(this.flight.view(start));
  }

  /** Sends the flight: its messages share records. */
  flush(): void {
    this.writer.write(ContentType.handshake, this.flight.view());
    this.flight.reset();
  }

  /** Both sides keep to a max_fragment_length from here on. */
  limitFragments(octets: FragmentLength | undefined): void {
    if (octets === undefined) return;
    this.reader.limitFragments(octets);
    this.writer.limitFragments(octets);
  }

  /** Makes the master secret of the transcript so far, and wipes the premaster secret. */
  agree(premaster: Uint8Array): void {
    const crypto = this.config.crypto;
    this.masterSecret = this.extendedMasterSecret
      ? extendedMasterSecret(crypto, premaster, this.transcriptHash())
      : plainMasterSecret(crypto, premaster, this.clientRandom, this.serverRandom);
    premaster.fill(0);
  }

  /** Makes the ciphers of both directions. */
  deriveCiphers(): void {
    const crypto = this.config.crypto;
    const keys = expandKeys(crypto, this.masterSecret, this.clientRandom, this.serverRandom);
    this.clientCipher = new RecordCipher(crypto, keys.clientKey, keys.clientSalt);
    this.serverCipher = new RecordCipher(crypto, keys.serverKey, keys.serverSalt);
    keys.octets.fill(0);
  }

  /** The cipher of what the client, or the server, writes; it is handed out once. */
  takeCipher(of: 'client' | 'server'): RecordCipher {
    const cipher = of === 'client' ? this.clientCipher : this.serverCipher;
    if (of === 'client') this.clientCipher = undefined;
    else this.serverCipher = undefined;
    if (cipher === undefined) throw new TypeError('takeCipher: expected derived keys, got none');
    return cipher;
  }

  /** Sends ChangeCipherSpec and protects what follows. */
  sendChangeCipherSpec(of: 'client' | 'server'): void {
    this.flush();
    this.writer.write(ContentType.change_cipher_spec, new Uint8Array([1]));
    this.writer.protect(this.takeCipher(of));
  }

  /** verify_data over the transcript so far. */
  finished(label: FinishedLabel): Uint8Array {
    return verifyData(this.config.crypto, this.masterSecret, label, this.transcriptHash());
  }

  /** Compares the peer's verify_data with ours over the transcript before it. */
  checkFinished(label: FinishedLabel, received: Uint8Array): void {
    const expected = this.finished(label);
    if (!this.config.crypto.equal(expected, received)) {
      throw misbehaved('tls.bad-finished', 'the handshakes of the two sides differ', { path: 'Finished' });
    }
  }

  /** Asks the caller whether this peer may connect. */
  admit(peer: PeerIdentity): void {
    if (this.config.admit === undefined || this.config.admit(peer)) return;
    throw misbehaved('tls.access-denied', 'the peer ' + peer.lfdi + ' is not admitted here');
  }

  /** Wipes the secrets that only the handshake needed. */
  wipe(): void {
    wipeOctets(this.masterSecret);
    this.clientCipher = undefined;
    this.serverCipher = undefined;
    this.flight.reset();
  }
}

/** The refusal of a message that is not the one awaited. */
export function unexpectedMessage(what: string, state: string): PeerError {
  return misbehaved('tls.unexpected-message', what + ' in state ' + state);
}

/** The message, where it is of the type that is awaited. */
export function expectMessage(message: HandshakeMessage, type: number, state: string): HandshakeMessage {
  if (message.type !== type) throw unexpectedMessage('handshake message ' + message.type, state);
  return message;
}
