/** Resolution of module names (see modules.h): text only, no engine. */
#include "modules.h"

#include <string.h>

/** Cuts the last part of a path; false where there is none. */
static bool cut_part(char *name, size_t *length)
{
    if (*length == 0)
        return false;
    while (*length > 0 && name[*length - 1] != '/')
        (*length)--;
    if (*length > 0)
        (*length)--;
    name[*length] = 0;
    return true;
}

/** Cuts `.js` or `.mjs` from the end. */
static void cut_extension(char *name, size_t length)
{
    if (length > 3 && strcmp(name + length - 3, ".js") == 0)
        name[length - 3] = 0;
    else if (length > 4 && strcmp(name + length - 4, ".mjs") == 0)
        name[length - 4] = 0;
}

bool xs_module_resolve(const char *from, const char *specifier, char name[XS_MODULE_NAME_OCTETS])
{
    size_t length = 0;
    name[0] = 0;
    if (specifier[0] == '.' && (specifier[1] == '/' || (specifier[1] == '.' && specifier[2] == '/'))) {
        if (from == NULL || strlen(from) >= XS_MODULE_NAME_OCTETS)
            return false;
        strcpy(name, from);
        length = strlen(name);
        cut_part(name, &length);
        for (;;) {
            if (strncmp(specifier, "./", 2) == 0) {
                specifier += 2;
            } else if (strncmp(specifier, "../", 3) == 0) {
                if (!cut_part(name, &length))
                    return false;
                specifier += 3;
            } else {
                break;
            }
        }
        if (length > 0)
            name[length++] = '/';
    }
    size_t rest = strlen(specifier);
    if (rest == 0 || length + rest >= XS_MODULE_NAME_OCTETS)
        return false;
    memcpy(name + length, specifier, rest + 1);
    cut_extension(name, length + rest);
    return true;
}
