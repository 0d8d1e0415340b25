/** IPv6 addresses as text. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "lwip/ip6_addr.h"

/** Room for the longest text with the zone of this interface and the final zero. */
#define ADDRESS_TEXT_OCTETS 48

typedef enum {
    ADDRESS_IPV6,
    ADDRESS_IPV4,   /**< a dotted quad: an address, though none that this device can reach */
    ADDRESS_INVALID /**< a name, or nothing */
} address_kind_t;

/** Reads an address. A zone is allowed and dropped: there is one interface. `*address` is set for ADDRESS_IPV6 alone. */
address_kind_t address_parse(const char *text, ip6_addr_t *address);

/** Writes as RFC 5952 §4 says, with the zone where the address is link-local (RFC 4007 §11). Returns `text`. */
const char *address_format(const ip6_addr_t *address, char text[ADDRESS_TEXT_OCTETS]);

#endif
