#include "slip.h"

#include "board.h"
#include "link.h"
#include "lwip/prot/ip6.h"

enum { SLIP_END = 0xC0, SLIP_ESC = 0xDB, SLIP_ESC_END = 0xDC, SLIP_ESC_ESC = 0xDD };

/** Octets that are encoded before they go to the board together. */
enum { SEND_CHUNK_OCTETS = 64 };

static void start_anew(slip_decoder_t *decoder)
{
    *decoder = (slip_decoder_t){0};
}

static void drop(slip_decoder_t *decoder, uint32_t *count)
{
    (*count)++;
    if (decoder->frame != NULL)
        pbuf_free(decoder->frame);
    start_anew(decoder);
    decoder->skipping = true;
}

static void append(slip_decoder_t *decoder, slip_counts_t *counts, uint8_t octet)
{
    if (decoder->length == LINK_MTU) {
        drop(decoder, &counts->dropped_long);
        return;
    }
    if (decoder->tail == NULL || decoder->filled == decoder->tail->len) {
        struct pbuf *next = pbuf_alloc(PBUF_RAW, PBUF_POOL_BUFSIZE, PBUF_POOL);
        if (next == NULL) {
            drop(decoder, &counts->dropped_no_room);
            return;
        }
        if (decoder->frame == NULL)
            decoder->frame = next;
        else
            pbuf_cat(decoder->frame, next);
        decoder->tail = next;
        decoder->filled = 0;
    }
    ((uint8_t *)decoder->tail->payload)[decoder->filled++] = octet;
    decoder->length++;
}

/** A whole packet: version 6, and as long as its header says (RFC 8200 §3). */
static bool is_packet(const slip_decoder_t *decoder)
{
    if (decoder->length < IP6_HLEN)
        return false;
    const uint8_t *header = decoder->frame->payload;
    return header[0] >> 4 == 6 && IP6_HLEN + (header[4] << 8 | header[5]) == decoder->length;
}

static struct pbuf *finish(slip_decoder_t *decoder, slip_counts_t *counts)
{
    struct pbuf *frame = NULL;
    if (decoder->escaped && !decoder->skipping) {
        drop(decoder, &counts->dropped_escape);
    } else if (decoder->length > 0 && !is_packet(decoder)) {
        drop(decoder, &counts->dropped_malformed);
    } else if (decoder->length > 0) {
        frame = decoder->frame;
        pbuf_realloc(frame, decoder->length);
        counts->frames_in++;
    }
    start_anew(decoder);
    return frame;
}

size_t slip_decode(slip_decoder_t *decoder, slip_counts_t *counts, const uint8_t *octets, size_t length,
                   struct pbuf **frame)
{
    *frame = NULL;
    for (size_t i = 0; i < length; i++) {
        uint8_t octet = octets[i];
        if (octet == SLIP_END) {
            *frame = finish(decoder, counts);
            if (*frame != NULL)
                return i + 1;
        } else if (decoder->skipping) {
            continue;
        } else if (decoder->escaped) {
            decoder->escaped = false;
            if (octet == SLIP_ESC_END)
                append(decoder, counts, SLIP_END);
            else if (octet == SLIP_ESC_ESC)
                append(decoder, counts, SLIP_ESC);
            else
                drop(decoder, &counts->dropped_escape);
        } else if (octet == SLIP_ESC) {
            decoder->escaped = true;
        } else {
            append(decoder, counts, octet);
        }
    }
    return length;
}

bool slip_send(slip_counts_t *counts, const struct pbuf *packet)
{
    uint8_t chunk[SEND_CHUNK_OCTETS];
    size_t used = 0;
    bool sent = packet->tot_len <= LINK_MTU;
    chunk[used++] = SLIP_END;
    for (const struct pbuf *part = packet; sent && part != NULL; part = part->next) {
        const uint8_t *octets = part->payload;
        for (size_t i = 0; sent && i < part->len; i++) {
            if (used + 3 > sizeof chunk) {
                sent = board_link_write(chunk, used);
                used = 0;
            }
            if (octets[i] == SLIP_END || octets[i] == SLIP_ESC) {
                chunk[used++] = SLIP_ESC;
                chunk[used++] = octets[i] == SLIP_END ? SLIP_ESC_END : SLIP_ESC_ESC;
            } else {
                chunk[used++] = octets[i];
            }
        }
    }
    chunk[used++] = SLIP_END;
    sent = sent && board_link_write(chunk, used);
    if (sent)
        counts->frames_out++;
    else
        counts->dropped_out++;
    return sent;
}
