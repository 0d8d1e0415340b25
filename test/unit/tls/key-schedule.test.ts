import test from 'ava';

import { createNodeCrypto } from '../../../hal/node/crypto.js';
import { fromHex, toHex } from '../../../stack/core/octets.js';
import { createNobleCrypto } from '../../../stack/tls/crypto/noble.js';
import {
  expandKeys,
  extendedMasterSecret,
  plainMasterSecret,
  prf,
  verifyData,
} from '../../../stack/tls/handshake/key-schedule.js';
import { createSeededEntropy } from '../../../tools/pki/seeded-entropy.js';

/** first, first + 1, … */
function count(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i);
}

for (const crypto of [createNodeCrypto(), createNobleCrypto(createSeededEntropy(1))]) {
  // The vector of the IETF TLS list, "TLS 1.2 PRF test vectors", SHA-256; OpenSSL 3.0 `openssl kdf TLS1-PRF` agrees.
  test(`PRF with SHA-256 gives the published octets (RFC 5246 §5) [${crypto.name}]`, (t) => {
    const secret = fromHex('9BBE436BA940F017B17652849A71DB35')!;
    const seed = fromHex('A0BA9F936CDA311827A6F796FFD5198C')!;
    t.is(
      toHex(prf(crypto, secret, 'test label', seed, 100)),
      'E3F229BA727BE17B8D122620557CD453C2AAB21D07C3D495329B52D4E61EDB5A6B301791E90D35C9C9A46B4E14BAF9AF' +
        '0FA022F7077DEF17ABFD3797C0564BAB4FBC91666E9DEF9B97FCE34F796789BAA48082D122EE42C5A72E5A5110FFF701' +
        '87347B66',
    );
  });

  // The rest was made with OpenSSL 3.0: openssl kdf -keylen N -kdfopt digest:SHA2-256 -kdfopt hexsecret:SECRET
  // -kdfopt seed:LABEL -kdfopt hexseed:SEED TLS1-PRF
  test(`the secrets and keys are those of OpenSSL (RFC 5246 §8.1, §6.3, RFC 7627 §4) [${crypto.name}]`, (t) => {
    const premaster = count(0, 32);
    const master = count(0, 48);
    const clientRandom = count(64, 32);
    const serverRandom = count(96, 32);
    t.is(
      toHex(plainMasterSecret(crypto, premaster, clientRandom, serverRandom)),
      '00B8F04FFE7CD6D598E6634FDA88E3C6E55E01D16E8D7A8C019CBADC333CCA9109958C308C2CD097170A06F7CF69A581',
    );
    t.is(
      toHex(extendedMasterSecret(crypto, premaster, clientRandom)),
      '6127213A6451C17736A681D3C94EEC6A434A24E55C9ED03327641AABB02808C8D2D6D9D57BB4DA8A14DD05C5693DE296',
    );
    const keys = expandKeys(crypto, master, clientRandom, serverRandom);
    t.is(
      toHex(keys.clientKey) + toHex(keys.serverKey) + toHex(keys.clientSalt) + toHex(keys.serverSalt),
      '423C50F2F6B72C3836113BA32C7996015C603CD23C2778884A8CD4C5BD1F53E553838D6EDC7E8F68',
    );
    t.is(toHex(verifyData(crypto, master, 'client finished', clientRandom)), '0ECDC5316690F4B56DEC6073');
    t.is(toHex(verifyData(crypto, master, 'server finished', clientRandom)), '77A870F9D4CE1EF0E850D203');
  });
}
