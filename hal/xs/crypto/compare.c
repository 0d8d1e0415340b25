/** What must not tell a secret by its time, or leave one behind. */

#include "crypto.h"

bool crypto_equal(const void *a, const void *b, size_t length) {
    const volatile uint8_t *left = a;
    const volatile uint8_t *right = b;
    uint8_t difference = 0;
    for (size_t i = 0; i < length; i++) {
        difference |= (uint8_t)(left[i] ^ right[i]);
    }
    return difference == 0;
}

void crypto_wipe(void *octets, size_t length) {
    volatile uint8_t *at = octets;
    for (size_t i = 0; i < length; i++) {
        at[i] = 0;
    }
}
