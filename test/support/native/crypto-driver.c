/**
 * Runs the C cryptography for a test on another machine's behalf: requests on stdin, answers on stdout, until stdin ends.
 *
 * A request is an operation, a count of arguments, and each argument as a 32-bit length and its octets; an answer is
 * one octet, 1 where the operation succeeded, and the result as a length and octets. Numbers are little-endian.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto.h"

enum { MAX_ARGUMENTS = 5, ROOM = 1200000 };

typedef struct {
    uint8_t *octets;
    uint32_t length;
} argument_t;

static uint8_t memory[ROOM];
static uint8_t result[ROOM];

static void read_exactly(void *target, size_t length) {
    for (uint8_t *at = target; length > 0;) {
        ssize_t count = read(0, at, length);
        if (count <= 0) {
            exit(0);
        }
        at += count;
        length -= (size_t)count;
    }
}

static void write_exactly(const void *octets, size_t length) {
    for (const uint8_t *at = octets; length > 0;) {
        ssize_t count = write(1, at, length);
        if (count <= 0) {
            exit(1);
        }
        at += count;
        length -= (size_t)count;
    }
}

static bool run(uint8_t operation, argument_t *a, uint32_t *length) {
    crypto_hash_t hash;
    crypto_random_t random;
    crypto_ccm_t ccm;
    *length = 0;
    switch (operation) {
    case 0:
        *length = CRYPTO_DIGEST_OCTETS;
        crypto_sha256(a[0].octets, a[0].length, result);
        return true;
    case 1:
        *length = sizeof hash;
        crypto_hash_start(&hash);
        memcpy(result, &hash, sizeof hash);
        return true;
    case 2:
        *length = sizeof hash;
        memcpy(&hash, a[0].octets, sizeof hash);
        crypto_hash_update(&hash, a[1].octets, a[1].length);
        memcpy(result, &hash, sizeof hash);
        return true;
    case 3:
        *length = CRYPTO_DIGEST_OCTETS;
        memcpy(&hash, a[0].octets, sizeof hash);
        crypto_hash_peek(&hash, result);
        return true;
    case 4:
        *length = CRYPTO_DIGEST_OCTETS;
        crypto_hmac(a[0].octets, a[0].length, a[1].octets, a[1].length, result);
        return true;
    case 5:
    case 6:
        ccm = (crypto_ccm_t){a[0].octets, a[1].octets, a[2].octets, a[2].length, a[4].octets[0]};
        if (operation == 5) {
            *length = a[3].length + a[4].octets[0];
            return crypto_ccm_seal(&ccm, a[3].octets, a[3].length, result);
        }
        *length = a[3].length < a[4].octets[0] ? 0 : a[3].length - a[4].octets[0];
        return crypto_ccm_open(&ccm, a[3].octets, a[3].length, result);
    case 7:
        return crypto_p256_is_scalar(a[0].octets);
    case 8:
        *length = CRYPTO_POINT_OCTETS;
        return crypto_p256_public_key(a[0].octets, result);
    case 9:
        *length = CRYPTO_SCALAR_OCTETS;
        return crypto_p256_agree(a[0].octets, a[1].octets, result);
    case 10:
        *length = CRYPTO_SIGNATURE_OCTETS;
        return crypto_p256_sign(a[0].octets, a[1].octets, result);
    case 11:
        return crypto_p256_verify(a[0].octets, a[1].octets, a[2].octets);
    case 12:
        return crypto_equal(a[0].octets, a[1].octets, a[0].length);
    case 13:
        *length = sizeof random;
        crypto_random_start(&random, a[0].octets);
        memcpy(result, &random, sizeof random);
        return true;
    case 14:
        memcpy(&random, a[0].octets, sizeof random);
        crypto_random_generate(&random, a[1].octets, a[1].length, result + sizeof random, a[2].length);
        memcpy(result, &random, sizeof random);
        *length = (uint32_t)sizeof random + a[2].length;
        return true;
    default:
        exit(2);
    }
}

int main(void) {
    for (;;) {
        uint8_t head[2];
        argument_t arguments[MAX_ARGUMENTS];
        size_t used = 0;
        read_exactly(head, sizeof head);
        if (head[1] > MAX_ARGUMENTS) {
            exit(2);
        }
        for (unsigned i = 0; i < head[1]; i++) {
            read_exactly(&arguments[i].length, sizeof arguments[i].length);
            if (arguments[i].length > ROOM - used - 8) {
                exit(2);
            }
            // As in the engine's heap: aligned to a word and to no more.
            arguments[i].octets = memory + used + 4;
            read_exactly(arguments[i].octets, arguments[i].length);
            used += 4 + ((arguments[i].length + 7u) & ~7u);
        }
        uint32_t length;
        uint8_t ok = run(head[0], arguments, &length) ? 1 : 0;
        write_exactly(&ok, sizeof ok);
        write_exactly(&length, sizeof length);
        write_exactly(result, length);
    }
}
