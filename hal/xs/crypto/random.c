/** HMAC_DRBG with SHA-256 (NIST SP 800-90A §10.1.2), fresh entropy at each request: conditions a hardware source. */

#include <string.h>

#include "bearssl_rand.h"
#include "crypto.h"

static void load(br_hmac_drbg_context *context, const crypto_random_t *random) {
    memset(context, 0, sizeof *context);
    context->vtable = &br_hmac_drbg_vtable;
    context->digest_class = &br_sha256_vtable;
    memcpy(context->K, random->key, sizeof random->key);
    memcpy(context->V, random->value, sizeof random->value);
}

static void store(crypto_random_t *random, br_hmac_drbg_context *context) {
    memcpy(random->key, context->K, sizeof random->key);
    memcpy(random->value, context->V, sizeof random->value);
    crypto_wipe(context, sizeof *context);
}

void crypto_random_start(crypto_random_t *random, const uint8_t seed[CRYPTO_SEED_OCTETS]) {
    br_hmac_drbg_context context;
    br_hmac_drbg_init(&context, &br_sha256_vtable, seed, CRYPTO_SEED_OCTETS);
    store(random, &context);
}

void crypto_random_generate(crypto_random_t *random, const void *seed, size_t seed_length, void *octets,
                            size_t length) {
    br_hmac_drbg_context context;
    load(&context, random);
    br_hmac_drbg_update(&context, seed, seed_length);
    br_hmac_drbg_generate(&context, octets, length);
    store(random, &context);
}
