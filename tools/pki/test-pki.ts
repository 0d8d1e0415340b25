/**
 * A public key infrastructure for tests and simulations in the shape that IEEE 2030.5-2018 §6.11 gives the real one:
 * root (SERCA) → manufacturer's CA (MCA) → issuing CA (MICA) → device.
 */

import { toHex } from '../../stack/core/octets.js';
import { type CryptoPort, type SigningKey } from '../../stack/ports/crypto.js';
import { generatePin, lfdiOf, sfdiOf } from '../../stack/tls/identity.js';
import { OID } from '../../stack/tls/x509/oid.js';
import { NO_EXPIRY_S } from '../../stack/tls/x509/time.js';
import * as build from './certificate-builder.js';

/** Who gets a certificate. */
export interface HolderPlan {
  /** File name and key of the holder: `thermostat`. */
  readonly name: string;
  /** Host names and addresses (4 or 16 octets) beside the hardwareModuleName, for clients that look at them. */
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly Uint8Array[];
}

/** An authority or a holder with its key. */
export interface KeyedCertificate {
  readonly certificate: Uint8Array;
  /** The private scalar, 32 octets. */
  readonly scalar: Uint8Array;
  readonly key: SigningKey;
}

export interface TestAuthority extends KeyedCertificate {
  readonly name: build.NamePlan;
}

export interface TestHolder extends KeyedCertificate {
  readonly name: string;
  /** What the holder sends: its own certificate and the authorities above it, without the root. */
  readonly chain: readonly Uint8Array[];
  readonly lfdi: string;
  readonly sfdi: number;
  /** PIN of its registration, check digit included. */
  readonly pin: number;
}

export interface TestPki {
  /** From the root down to the authority that issued the holders. */
  readonly authorities: readonly TestAuthority[];
  /** The root certificate, which everybody trusts. */
  readonly root: Uint8Array;
  readonly holders: readonly TestHolder[];
}

export interface TestPkiOptions {
  /** Its random octets become the keys, so that seeded entropy makes the same PKI again. */
  readonly crypto: CryptoPort;
  /** First second at which the certificates are valid; they do not expire. */
  readonly notBeforeS: number;
  readonly holders: readonly HolderPlan[];
  /** Certificates from holder to root, both counted: 4 unless said otherwise. */
  readonly chainLength?: 2 | 3 | 4;
}

/** Loopback, where `sep2 serve` listens unless told otherwise. */
const LOOPBACK = Object.freeze({
  dnsNames: ['localhost'],
  addresses: [Uint8Array.of(127, 0, 0, 1), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)],
});

/** The holders of `sep2 pki`: a utility's server and a home of appliances. */
export const DEFAULT_HOLDERS: readonly HolderPlan[] = Object.freeze([
  { name: 'server', ...LOOPBACK },
  { name: 'thermostat' },
  { name: 'water-heater' },
  { name: 'ev-charger' },
  { name: 'inverter' },
  { name: 'meter' },
]);

const AUTHORITY_NAMES = Object.freeze(['SERCA', 'MCA', 'MICA']);

/** Makes a whole PKI. */
export function createTestPki(options: TestPkiOptions): TestPki {
  const { crypto } = options;
  const authorities = createAuthorities(options);
  const issuer = authorities[authorities.length - 1]!;
  const above = authorities.slice(1).reverse();
  const holders = options.holders.map((plan) => {
    const { certificate, scalar, key } = issueHolder(options, plan, issuer);
    const lfdi = lfdiOf(crypto, certificate);
    const chain = [certificate, ...above.map((authority) => authority.certificate)];
    return { name: plan.name, certificate, scalar, key, chain, lfdi, sfdi: sfdiOf(lfdi), pin: generatePin(crypto) };
  });
  return { authorities, root: authorities[0]!.certificate, holders };
}

/** The holder of that name; RangeError where there is none. */
export function findHolder(pki: TestPki, name: string): TestHolder {
  const found = pki.holders.find((holder) => holder.name === name);
  if (found === undefined)
    throw new RangeError(`name: expected one of ${pki.holders.map((h) => h.name).join(', ')}, got ${name}`);
  return found;
}

function createAuthorities(options: TestPkiOptions): TestAuthority[] {
  const { crypto, notBeforeS, chainLength = 4 } = options;
  const tiers = chainLength === 3 ? ['SERCA', 'MICA'] : AUTHORITY_NAMES.slice(0, chainLength - 1);
  const authorities: TestAuthority[] = [];
  for (const tier of tiers) {
    const { scalar, key } = newKey(crypto);
    const keyId = build.keyIdOf(crypto, key.publicKey);
    // The serial number sets the names of two test PKIs apart, where a trust store holds both.
    const name: build.NamePlan = [
      [OID.organizationName, 'sep2-micro test PKI'],
      [OID.commonName, tier],
      [OID.serialNumber, toHex(keyId.subarray(0, 4))],
    ];
    const parent = authorities[authorities.length - 1] ?? { name, key };
    const isRoot = authorities.length === 0;
    const extensions = [
      build.basicConstraints(true),
      build.authorityUsage(),
      build.certificatePolicies([isRoot ? OID.anyPolicy : OID.policyTest]),
      build.subjectKeyId(keyId),
    ];
    if (!isRoot) extensions.push(build.authorityKeyId(build.keyIdOf(crypto, parent.key.publicKey)));
    const plan = { serial: newSerial(crypto), issuer: parent.name, subject: name, notBeforeS, notAfterS: NO_EXPIRY_S };
    const certificate = build.buildCertificate({ ...plan, publicKey: key.publicKey, extensions }, parent.key, crypto);
    authorities.push({ name, certificate, scalar, key });
  }
  return authorities;
}

function issueHolder(options: TestPkiOptions, plan: HolderPlan, issuer: TestAuthority): KeyedCertificate {
  const { crypto, notBeforeS } = options;
  const { scalar, key } = newKey(crypto);
  const serial = new Uint8Array(8);
  crypto.random(serial);
  const names = [
    build.hardwareModuleName(OID.deviceGeneric, serial),
    ...(plan.dnsNames ?? []).map(build.dnsName),
    ...(plan.addresses ?? []).map(build.ipAddress),
  ];
  const certificate = build.buildCertificate(
    {
      serial: newSerial(crypto),
      issuer: issuer.name,
      subject: [],
      notBeforeS,
      notAfterS: NO_EXPIRY_S,
      publicKey: key.publicKey,
      extensions: [
        build.peerUsage(),
        build.certificatePolicies([OID.policyTest]),
        build.subjectAltName(names),
        build.authorityKeyId(build.keyIdOf(crypto, issuer.key.publicKey)),
      ],
    },
    issuer.key,
    crypto,
  );
  return { certificate, scalar, key };
}

/** A new key with its scalar. */
export function newKey(crypto: CryptoPort): { readonly scalar: Uint8Array; readonly key: SigningKey } {
  const scalar = crypto.generateScalar();
  return { scalar, key: crypto.signingKey(scalar) };
}

/** 63 random bits, never 0 (RFC 5280 §4.1.2.2). */
export function newSerial(crypto: CryptoPort): Uint8Array {
  const serial = new Uint8Array(8);
  crypto.random(serial);
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  return serial;
}
