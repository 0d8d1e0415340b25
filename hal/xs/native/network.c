#include "network.h"

#include "address.h"

uint8_t network_staging[NETWORK_STAGING_OCTETS];

void network_keep_callbacks(xsMachine *the, network_callbacks_t *callbacks)
{
    if (callbacks->given)
        xsTypeError("start: callbacks were given before");
    callbacks->object = xsArg(0);
    xsRemember(callbacks->object);
    callbacks->given = true;
}

void network_tell_wake(xsMachine *the, network_callbacks_t *callbacks)
{
    if (!callbacks->wake)
        return;
    callbacks->wake = false;
    xsCall0_noResult(callbacks->object, xsID("onWake"));
}

void network_return_staging(xsMachine *the)
{
    xsResult = xsNewHostObject(NULL);
    xsmcSetHostBuffer(xsResult, network_staging, sizeof network_staging);
}

void network_take_address(xsMachine *the, xsIntegerValue index, ip6_addr_t *address)
{
    if (address_parse(xsmcToString(xsArg(index)), address) != ADDRESS_IPV6)
        xsRangeError("address: expected an IPv6 address");
}
