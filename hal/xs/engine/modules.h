/** Names of modules: what an import means, the same where the image is built and where it runs. */
#ifndef SEP2_XS_MODULES_H
#define SEP2_XS_MODULES_H

#include <stdbool.h>
#include <stddef.h>

/** Longest module name, with its ending zero. */
#define XS_MODULE_NAME_OCTETS 96

/**
 * The module that `specifier` means inside the module `from`: `./` and `../` are resolved against the folder of `from`,
 * anything else is a name as it stands; `.js` and `.mjs` at the end fall away. False where the name is too long, leaves
 * the root, or is relative without a `from`.
 */
bool xs_module_resolve(const char *from, const char *specifier, char name[XS_MODULE_NAME_OCTETS]);

#endif
