/* paths.c - parts of paths; see paths.h. */
#include "io/cli/paths.h"

#include <string.h>

kp_str kp_path_last(kp_str path)
{
    size_t from = path.n;

    while (from > 0 && path.p[from - 1] != '/')
        from--;
    return kp_str_slice(path, from, path.n);
}

bool kp_path_ends_in(kp_str path, const char *suffix)
{
    size_t n = strlen(suffix);

    if (path.n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = path.p[path.n - n + i];

        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != suffix[i])
            return false;
    }
    return true;
}
