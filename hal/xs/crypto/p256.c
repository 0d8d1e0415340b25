/** P-256: the curve and ECDSA of BearSSL, behind the checks that the port promises. */

#include <string.h>

#include "bearssl_ec.h"
#include "crypto.h"

#ifdef CRYPTO_MULTIPLY_15
#define CURVE br_ec_p256_m15
#define SIGN br_ecdsa_i15_sign_raw
#define VERIFY br_ecdsa_i15_vrfy_raw
#else
#define CURVE br_ec_p256_m31
#define SIGN br_ecdsa_i31_sign_raw
#define VERIFY br_ecdsa_i31_vrfy_raw
#endif

/** n (SEC 2 §2.4.2). */
static const uint8_t order[CRYPTO_SCALAR_OCTETS] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};

/** Whether the value is in [1, n−1], in constant time: a whole subtraction, and all octets or-ed together. */
static bool in_range(const uint8_t *value) {
    uint32_t borrow = 0;
    uint32_t any = 0;
    for (size_t i = CRYPTO_SCALAR_OCTETS; i-- > 0;) {
        borrow = ((uint32_t)value[i] - order[i] - borrow) >> 31;
        any |= value[i];
    }
    return (borrow & ((0u - any) >> 31)) != 0;
}

bool crypto_p256_is_scalar(const uint8_t scalar[CRYPTO_SCALAR_OCTETS]) {
    return in_range(scalar);
}

bool crypto_p256_public_key(const uint8_t scalar[CRYPTO_SCALAR_OCTETS], uint8_t point[CRYPTO_POINT_OCTETS]) {
    return in_range(scalar) && CURVE.mulgen(point, scalar, CRYPTO_SCALAR_OCTETS, BR_EC_secp256r1) == CRYPTO_POINT_OCTETS;
}

bool crypto_p256_agree(const uint8_t scalar[CRYPTO_SCALAR_OCTETS], const uint8_t peer[CRYPTO_POINT_OCTETS],
                       uint8_t shared[CRYPTO_SCALAR_OCTETS]) {
    uint8_t point[CRYPTO_POINT_OCTETS];
    memcpy(point, peer, sizeof point);
    bool done =
        in_range(scalar) && CURVE.mul(point, sizeof point, scalar, CRYPTO_SCALAR_OCTETS, BR_EC_secp256r1) == 1;
    if (done) {
        memcpy(shared, point + 1, CRYPTO_SCALAR_OCTETS);
    } else {
        memset(shared, 0, CRYPTO_SCALAR_OCTETS);
    }
    crypto_wipe(point, sizeof point);
    return done;
}

bool crypto_p256_sign(const uint8_t scalar[CRYPTO_SCALAR_OCTETS], const uint8_t digest[CRYPTO_DIGEST_OCTETS],
                      uint8_t signature[CRYPTO_SIGNATURE_OCTETS]) {
    if (!in_range(scalar)) {
        return false;
    }
    // BearSSL reads the scalar only; its type lacks the const.
    br_ec_private_key key = {BR_EC_secp256r1, (unsigned char *)(uintptr_t)scalar, CRYPTO_SCALAR_OCTETS};
    return SIGN(&CURVE, &br_sha256_vtable, digest, &key, signature) == CRYPTO_SIGNATURE_OCTETS;
}

bool crypto_p256_verify(const uint8_t point[CRYPTO_POINT_OCTETS], const uint8_t digest[CRYPTO_DIGEST_OCTETS],
                        const uint8_t signature[CRYPTO_SIGNATURE_OCTETS]) {
    static const uint8_t zero[CRYPTO_DIGEST_OCTETS];
    // BearSSL takes r = 0 for a number like any other.
    if (!in_range(signature) || !in_range(signature + CRYPTO_SCALAR_OCTETS)) {
        return false;
    }
    if (memcmp(digest, zero, sizeof zero) == 0 || memcmp(digest, order, sizeof order) == 0) {
        return false;
    }
    br_ec_public_key key = {BR_EC_secp256r1, (unsigned char *)(uintptr_t)point, CRYPTO_POINT_OCTETS};
    return VERIFY(&CURVE, digest, CRYPTO_DIGEST_OCTETS, &key, signature, CRYPTO_SIGNATURE_OCTETS) == 1;
}
