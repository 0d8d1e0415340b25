#include "address.h"

#include <string.h>

#include "link.h"
#include "lwip/def.h"

enum { GROUPS = 8 };

static bool is_ipv4(const char *text)
{
    unsigned parts = 1;
    unsigned digits = 0;
    unsigned value = 0;
    for (; *text != 0; text++) {
        if (*text >= '0' && *text <= '9' && digits < 3) {
            value = value * 10 + (unsigned)(*text - '0');
            digits++;
        } else if (*text == '.' && digits > 0 && value <= 255) {
            parts++;
            digits = value = 0;
        } else {
            return false;
        }
    }
    return parts == 4 && digits > 0 && value <= 255;
}

static int nibble_of(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/** Colon-separated groups of one to four digits. Returns how many, or -1. An empty text has none. */
static int parse_groups(const char *text, const char *end, uint16_t groups[GROUPS])
{
    int count = 0;
    while (text != end) {
        unsigned value = 0;
        unsigned digits = 0;
        for (; text != end && nibble_of(*text) >= 0 && digits < 4; text++, digits++)
            value = value << 4 | (unsigned)nibble_of(*text);
        if (digits == 0 || count == GROUPS)
            return -1;
        groups[count++] = (uint16_t)value;
        if (text == end)
            break;
        if (*text++ != ':' || text == end)
            return -1;
    }
    return count;
}

address_kind_t address_parse(const char *text, ip6_addr_t *address)
{
    if (is_ipv4(text))
        return ADDRESS_IPV4;
    const char *end = strchr(text, '%');
    if (end == NULL)
        end = text + strlen(text);
    else if (end[1] == 0)
        return ADDRESS_INVALID;
    const char *gap = strstr(text, "::");
    if (gap != NULL && gap >= end)
        gap = NULL;
    uint16_t head[GROUPS];
    uint16_t tail[GROUPS];
    int heads = parse_groups(text, gap == NULL ? end : gap, head);
    int tails = gap == NULL ? 0 : parse_groups(gap + 2, end, tail);
    if (heads < 0 || tails < 0 || (gap == NULL ? heads != GROUPS : heads + tails >= GROUPS))
        return ADDRESS_INVALID;
    uint16_t words[GROUPS] = {0};
    for (int i = 0; i < heads; i++)
        words[i] = head[i];
    for (int i = 0; i < tails; i++)
        words[GROUPS - tails + i] = tail[i];
    for (int i = 0; i < 4; i++)
        address->addr[i] = lwip_htonl((uint32_t)words[2 * i] << 16 | words[2 * i + 1]);
    return ADDRESS_IPV6;
}

static char *put_group(char *at, unsigned group)
{
    bool started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
        unsigned nibble = group >> shift & 15;
        started = started || nibble != 0 || shift == 0;
        if (started)
            *at++ = "0123456789abcdef"[nibble];
    }
    return at;
}

const char *address_format(const ip6_addr_t *address, char text[ADDRESS_TEXT_OCTETS])
{
    unsigned words[GROUPS];
    for (int i = 0; i < 4; i++) {
        uint32_t pair = lwip_ntohl(address->addr[i]);
        words[2 * i] = pair >> 16;
        words[2 * i + 1] = pair & 0xFFFF;
    }
    /* The first longest run of two or more zero groups is shortened (RFC 5952 §4.2). */
    int best = -1;
    int best_length = 1;
    for (int start = 0; start < GROUPS; start++) {
        int length = 0;
        while (start + length < GROUPS && words[start + length] == 0)
            length++;
        if (length > best_length) {
            best = start;
            best_length = length;
        }
    }
    char *at = text;
    for (int i = 0; i < GROUPS; i++) {
        if (i == best) {
            *at++ = ':';
            *at++ = ':';
            i += best_length - 1;
            continue;
        }
        if (i > 0 && at[-1] != ':')
            *at++ = ':';
        at = put_group(at, words[i]);
    }
    strcpy(at, ip6_addr_islinklocal(address) ? "%" LINK_NAME : "");
    return text;
}
