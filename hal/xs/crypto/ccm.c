/**
 * AES-128-CCM on BearSSL's bit-sliced AES, which looks nothing up in memory. Two blocks run side by side, so counter
 * mode and CBC-MAC cost one pass. The key schedule is made anew for each record: it costs less than a third of one
 * block, and keeping it would cost 176 octets a direction.
 */

#include <string.h>

#include "bearssl_aead.h"
#include "bearssl_block.h"
#include "crypto.h"

typedef struct {
    br_aes_ct_ctrcbc_keys keys;
    br_ccm_context ccm;
} run_t;

static bool start(run_t *run, const crypto_ccm_t *ccm, size_t length) {
    if (ccm->tag_length != 8 && ccm->tag_length != 16) {
        return false;
    }
    br_aes_ct_ctrcbc_init(&run->keys, ccm->key, CRYPTO_KEY_OCTETS);
    br_ccm_init(&run->ccm, &run->keys.vtable);
    if (br_ccm_reset(&run->ccm, ccm->nonce, CRYPTO_NONCE_OCTETS, ccm->associated_length, length, ccm->tag_length) == 0) {
        return false;
    }
    br_ccm_aad_inject(&run->ccm, ccm->associated, ccm->associated_length);
    br_ccm_flip(&run->ccm);
    return true;
}

bool crypto_ccm_seal(const crypto_ccm_t *ccm, const uint8_t *plain, size_t length, uint8_t *sealed) {
    run_t run;
    bool done = start(&run, ccm, length);
    if (done) {
        if (length > 0 && sealed != plain) {
            memcpy(sealed, plain, length);
        }
        br_ccm_run(&run.ccm, 1, sealed, length);
        br_ccm_get_tag(&run.ccm, sealed + length);
    }
    crypto_wipe(&run, sizeof run);
    return done;
}

bool crypto_ccm_open(const crypto_ccm_t *ccm, const uint8_t *sealed, size_t length, uint8_t *plain) {
    run_t run;
    if (length < ccm->tag_length) {
        return false;
    }
    size_t plain_length = length - ccm->tag_length;
    bool done = start(&run, ccm, plain_length);
    if (done) {
        uint8_t tag[16];
        memcpy(tag, sealed + plain_length, ccm->tag_length);
        if (plain_length > 0 && plain != sealed) {
            memcpy(plain, sealed, plain_length);
        }
        br_ccm_run(&run.ccm, 0, plain, plain_length);
        done = br_ccm_check_tag(&run.ccm, tag) == 1;
    }
    if (!done && plain_length > 0) {
        memset(plain, 0, plain_length);
    }
    crypto_wipe(&run, sizeof run);
    return done;
}
