/**
 * What `hal/xs/native/crypto.ts` declares, on `hal/xs/crypto`. No function allocates in the engine's heap, so no address
 * of an array moves while it is in use.
 */

#include "crypto.h"

#include "xsmc.h"

typedef struct {
    uint8_t *octets;
    xsUnsignedValue length;
} octets_t;

/** The octets of argument `index`, of any length. TypeError where it is no buffer. */
static octets_t readable(xsMachine *the, xsIntegerValue index) {
    octets_t argument;
    void *address;
    xsmcGetBufferReadable(xsArg(index), &address, &argument.length);
    argument.octets = address;
    return argument;
}

/** The octets of argument `index`, to write into. TypeError where it is read-only, as everything in flash is. */
static octets_t writable(xsMachine *the, xsIntegerValue index) {
    octets_t argument;
    void *address;
    xsmcGetBufferWritable(xsArg(index), &address, &argument.length);
    argument.octets = address;
    return argument;
}

static void require(xsMachine *the, xsIntegerValue index, octets_t argument, size_t expected) {
    if (argument.length != expected) {
        xsRangeError("argument %d: expected %d octets, got %d", (int)index, (int)expected, (int)argument.length);
    }
}

/** `readable` of exactly `expected` octets, else RangeError. */
static const uint8_t *take(xsMachine *the, xsIntegerValue index, size_t expected) {
    octets_t argument = readable(the, index);
    require(the, index, argument, expected);
    return argument.octets;
}

/** `writable` of exactly `expected` octets, else RangeError. */
static void *fill(xsMachine *the, xsIntegerValue index, size_t expected) {
    octets_t argument = writable(the, index);
    require(the, index, argument, expected);
    return argument.octets;
}

void xs_crypto_hash(xsMachine *the) {
    octets_t octets = readable(the, 0);
    crypto_sha256(octets.octets, octets.length, fill(the, 1, CRYPTO_DIGEST_OCTETS));
}

void xs_crypto_start(xsMachine *the) {
    crypto_hash_start(fill(the, 0, sizeof(crypto_hash_t)));
}

void xs_crypto_update(xsMachine *the) {
    octets_t octets = readable(the, 1);
    crypto_hash_update(fill(the, 0, sizeof(crypto_hash_t)), octets.octets, octets.length);
}

void xs_crypto_peek(xsMachine *the) {
    const void *state = take(the, 0, sizeof(crypto_hash_t));
    crypto_hash_peek(state, fill(the, 1, CRYPTO_DIGEST_OCTETS));
}

void xs_crypto_hmac(xsMachine *the) {
    octets_t key = readable(the, 0);
    octets_t octets = readable(the, 1);
    crypto_hmac(key.octets, key.length, octets.octets, octets.length, fill(the, 2, CRYPTO_DIGEST_OCTETS));
}

/** The arguments that sealing and opening share; the tag is what one of two arrays is longer by. */
static crypto_ccm_t ccm_of(xsMachine *the, octets_t longer, octets_t shorter) {
    octets_t associated = readable(the, 2);
    crypto_ccm_t ccm = {
        .key = take(the, 0, CRYPTO_KEY_OCTETS),
        .nonce = take(the, 1, CRYPTO_NONCE_OCTETS),
        .associated = associated.octets,
        .associated_length = associated.length,
        .tag_length = longer.length - shorter.length,
    };
    if (ccm.tag_length != 8 && ccm.tag_length != 16) {
        xsRangeError("tag: expected 8 or 16 octets, got %d", (int)ccm.tag_length);
    }
    return ccm;
}

void xs_crypto_seal(xsMachine *the) {
    octets_t plain = readable(the, 3);
    octets_t sealed = writable(the, 4);
    crypto_ccm_t ccm = ccm_of(the, sealed, plain);
    crypto_ccm_seal(&ccm, plain.octets, plain.length, sealed.octets);
}

void xs_crypto_open(xsMachine *the) {
    octets_t sealed = readable(the, 3);
    octets_t plain = writable(the, 4);
    crypto_ccm_t ccm = ccm_of(the, sealed, plain);
    xsmcSetBoolean(xsResult, crypto_ccm_open(&ccm, sealed.octets, sealed.length, plain.octets));
}

void xs_crypto_valid(xsMachine *the) {
    xsmcSetBoolean(xsResult, crypto_p256_is_scalar(take(the, 0, CRYPTO_SCALAR_OCTETS)));
}

void xs_crypto_multiply(xsMachine *the) {
    const uint8_t *scalar = take(the, 0, CRYPTO_SCALAR_OCTETS);
    xsmcSetBoolean(xsResult, crypto_p256_public_key(scalar, fill(the, 1, CRYPTO_POINT_OCTETS)));
}

void xs_crypto_agree(xsMachine *the) {
    const uint8_t *scalar = take(the, 0, CRYPTO_SCALAR_OCTETS);
    const uint8_t *peer = take(the, 1, CRYPTO_POINT_OCTETS);
    xsmcSetBoolean(xsResult, crypto_p256_agree(scalar, peer, fill(the, 2, CRYPTO_SCALAR_OCTETS)));
}

void xs_crypto_sign(xsMachine *the) {
    const uint8_t *scalar = take(the, 0, CRYPTO_SCALAR_OCTETS);
    const uint8_t *digest = take(the, 1, CRYPTO_DIGEST_OCTETS);
    xsmcSetBoolean(xsResult, crypto_p256_sign(scalar, digest, fill(the, 2, CRYPTO_SIGNATURE_OCTETS)));
}

void xs_crypto_verify(xsMachine *the) {
    const uint8_t *point = take(the, 0, CRYPTO_POINT_OCTETS);
    const uint8_t *digest = take(the, 1, CRYPTO_DIGEST_OCTETS);
    xsmcSetBoolean(xsResult, crypto_p256_verify(point, digest, take(the, 2, CRYPTO_SIGNATURE_OCTETS)));
}

void xs_crypto_equal(xsMachine *the) {
    octets_t a = readable(the, 0);
    xsmcSetBoolean(xsResult, crypto_equal(a.octets, take(the, 1, a.length), a.length));
}

void xs_crypto_seed(xsMachine *the) {
    crypto_random_t *state = fill(the, 0, sizeof(crypto_random_t));
    crypto_random_start(state, take(the, 1, CRYPTO_SEED_OCTETS));
}

void xs_crypto_generate(xsMachine *the) {
    crypto_random_t *state = fill(the, 0, sizeof(crypto_random_t));
    octets_t entropy = readable(the, 1);
    octets_t target = writable(the, 2);
    crypto_random_generate(state, entropy.octets, entropy.length, target.octets, target.length);
}
