/* Where lwIP asks us. */
#ifndef NET_HOOKS_H
#define NET_HOOKS_H

#include "arch/cc.h"

/* RFC 6528: an initial sequence number that nobody outside can guess. */
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) \
    (LWIP_UNUSED_ARG(local_ip), LWIP_UNUSED_ARG(local_port), LWIP_UNUSED_ARG(remote_ip), \
     LWIP_UNUSED_ARG(remote_port), net_random())

#endif
