/**
 * The cryptography of the stack in C, for a board: the operations behind `stack/ports/crypto.ts`, on BearSSL 0.6.
 *
 * Knows neither the JavaScript engine nor a board, allocates nothing, keeps no static state. Octets are big-endian
 * where they are numbers. Lengths are in octets and are the caller's to check: a pointer here points to as many octets
 * as its comment says. A pointer may be NULL only where its length is 0.
 *
 * Constant-time: in the values of keys, scalars, digests, plaintext and tags, never in lengths. The one thing the core
 * must bring is a multiplier whose time does not depend on its operands: 32 × 32 → 64 on a Cortex-M4 or M7; where UMULL
 * ends early (Cortex-M3) build with CRYPTO_MULTIPLY_15, which multiplies 16 × 16 → 32 only.
 */
#ifndef SEP2_CRYPTO_H
#define SEP2_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CRYPTO_DIGEST_OCTETS 32u
#define CRYPTO_SCALAR_OCTETS 32u
/** An uncompressed P-256 point: 0x04, x, y. */
#define CRYPTO_POINT_OCTETS 65u
/** r and s. */
#define CRYPTO_SIGNATURE_OCTETS 64u
#define CRYPTO_KEY_OCTETS 16u
#define CRYPTO_NONCE_OCTETS 12u
/** What the generator wants at its start: 256 bits and a nonce of 128 (NIST SP 800-90A §8.6.7, §10.1). */
#define CRYPTO_SEED_OCTETS 48u

/** A running SHA-256. Holds no pointer, so it may be copied, and lie in memory that moves between two calls. */
typedef struct {
    uint32_t words[8];
    uint32_t count_low, count_high;
    uint8_t block[64];
} crypto_hash_t;

/** The state of the random generator: K and V of HMAC_DRBG (NIST SP 800-90A §10.1.2). Holds no pointer. */
typedef struct {
    uint8_t key[CRYPTO_DIGEST_OCTETS];
    uint8_t value[CRYPTO_DIGEST_OCTETS];
} crypto_random_t;

/** SHA-256 of `octets` (FIPS 180-4 §6.2). */
void crypto_sha256(const void *octets, size_t length, uint8_t digest[CRYPTO_DIGEST_OCTETS]);

/** Begins a running SHA-256. */
void crypto_hash_start(crypto_hash_t *hash);
/** Takes the next octets. */
void crypto_hash_update(crypto_hash_t *hash, const void *octets, size_t length);
/** The digest of what has been given; more may follow. */
void crypto_hash_peek(const crypto_hash_t *hash, uint8_t digest[CRYPTO_DIGEST_OCTETS]);

/** HMAC-SHA-256 with a key of any length (RFC 2104). */
void crypto_hmac(const void *key, size_t key_length, const void *octets, size_t length,
                 uint8_t code[CRYPTO_DIGEST_OCTETS]);

/** The parameters of one AES-128-CCM operation (RFC 3610; the lengths are those of RFC 6655 §3). */
typedef struct {
    /** CRYPTO_KEY_OCTETS. */
    const uint8_t *key;
    /** CRYPTO_NONCE_OCTETS. */
    const uint8_t *nonce;
    const uint8_t *associated;
    size_t associated_length;
    /** Octets of the tag: 8 or 16. */
    size_t tag_length;
} crypto_ccm_t;

/**
 * Encrypts `length` octets of `plain`; `sealed` has room for the tag after them. The two may be the same place, and
 * may not overlap otherwise. False: a tag length that the mode does not know; nothing was written.
 */
bool crypto_ccm_seal(const crypto_ccm_t *ccm, const uint8_t *plain, size_t length, uint8_t *sealed);

/**
 * Decrypts `length` octets, tag included, into the `length − tag_length` octets of `plain`; places as for sealing.
 * False: shorter than a tag, or the tag is wrong; `plain` is then all zeros.
 */
bool crypto_ccm_open(const crypto_ccm_t *ccm, const uint8_t *sealed, size_t length, uint8_t *plain);

/** Whether 32 octets are a private scalar of P-256, that is in [1, n−1]. */
bool crypto_p256_is_scalar(const uint8_t scalar[CRYPTO_SCALAR_OCTETS]);

/** scalar·G. False: no scalar of the curve; nothing was written. */
bool crypto_p256_public_key(const uint8_t scalar[CRYPTO_SCALAR_OCTETS], uint8_t point[CRYPTO_POINT_OCTETS]);

/** The x co-ordinate of scalar·peer (SEC 1 §3.3.1). False: no scalar, or a point off the curve; `shared` is then zeros. */
bool crypto_p256_agree(const uint8_t scalar[CRYPTO_SCALAR_OCTETS], const uint8_t peer[CRYPTO_POINT_OCTETS],
                       uint8_t shared[CRYPTO_SCALAR_OCTETS]);

/** ECDSA over a SHA-256 digest with the nonce of RFC 6979. False: no scalar of the curve. */
bool crypto_p256_sign(const uint8_t scalar[CRYPTO_SCALAR_OCTETS], const uint8_t digest[CRYPTO_DIGEST_OCTETS],
                      uint8_t signature[CRYPTO_SIGNATURE_OCTETS]);

/**
 * Checks a signature (FIPS 186-5 §6.4.2); false for a point off the curve too.
 *
 * A digest that is 0 modulo n is refused: a signature over it can be made without the private key, and no message is
 * known that has it.
 */
bool crypto_p256_verify(const uint8_t point[CRYPTO_POINT_OCTETS], const uint8_t digest[CRYPTO_DIGEST_OCTETS],
                        const uint8_t signature[CRYPTO_SIGNATURE_OCTETS]);

/** Starts the generator on fresh entropy. */
void crypto_random_start(crypto_random_t *random, const uint8_t seed[CRYPTO_SEED_OCTETS]);

/**
 * Mixes fresh entropy in and generates: prediction resistance (NIST SP 800-90A §8.8). `seed` has 32 octets or more,
 * `length` is at most 65,536.
 */
void crypto_random_generate(crypto_random_t *random, const void *seed, size_t seed_length, void *octets,
                            size_t length);

/** Compares in time that depends on `length` alone. */
bool crypto_equal(const void *a, const void *b, size_t length);

/** Overwrites a secret; the compiler may not leave it out. */
void crypto_wipe(void *octets, size_t length);

#endif
