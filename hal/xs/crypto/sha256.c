/** SHA-256 and HMAC. The state is kept without BearSSL's class pointer: memory that JavaScript owns holds no pointer. */

#include <string.h>

#include "bearssl_hash.h"
#include "bearssl_hmac.h"
#include "crypto.h"

static void load(br_sha256_context *context, const crypto_hash_t *hash) {
    context->vtable = &br_sha256_vtable;
    memcpy(context->buf, hash->block, sizeof context->buf);
    memcpy(context->val, hash->words, sizeof context->val);
    context->count = (uint64_t)hash->count_high << 32 | hash->count_low;
}

static void store(crypto_hash_t *hash, const br_sha256_context *context) {
    memcpy(hash->block, context->buf, sizeof hash->block);
    memcpy(hash->words, context->val, sizeof hash->words);
    hash->count_low = (uint32_t)context->count;
    hash->count_high = (uint32_t)(context->count >> 32);
}

void crypto_sha256(const void *octets, size_t length, uint8_t digest[CRYPTO_DIGEST_OCTETS]) {
    br_sha256_context context;
    br_sha256_init(&context);
    br_sha256_update(&context, octets, length);
    br_sha256_out(&context, digest);
    crypto_wipe(&context, sizeof context);
}

void crypto_hash_start(crypto_hash_t *hash) {
    br_sha256_context context;
    memset(&context, 0, sizeof context);
    br_sha256_init(&context);
    store(hash, &context);
}

void crypto_hash_update(crypto_hash_t *hash, const void *octets, size_t length) {
    br_sha256_context context;
    load(&context, hash);
    br_sha256_update(&context, octets, length);
    store(hash, &context);
}

void crypto_hash_peek(const crypto_hash_t *hash, uint8_t digest[CRYPTO_DIGEST_OCTETS]) {
    br_sha256_context context;
    load(&context, hash);
    br_sha256_out(&context, digest);
}

void crypto_hmac(const void *key, size_t key_length, const void *octets, size_t length,
                 uint8_t code[CRYPTO_DIGEST_OCTETS]) {
    br_hmac_key_context keyed;
    br_hmac_context context;
    br_hmac_key_init(&keyed, &br_sha256_vtable, key, key_length);
    br_hmac_init(&context, &keyed, 0);
    br_hmac_update(&context, octets, length);
    br_hmac_out(&context, code);
    crypto_wipe(&keyed, sizeof keyed);
    crypto_wipe(&context, sizeof context);
}
