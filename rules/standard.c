/* standard.c - the packs shipped with the program: rules/standard/<name>.csv. */
#include "rules/compile.h"
#include "rules/embedded.h"

kp_str kp_standard_pack(kp_str name)
{
    for (size_t i = 0; i < kp__standard_file_count; i++) {
        const kp_embedded *file = &kp__standard_file[i];

        if (kp_str_eq(kp__standard_file_stem[i], name))
            return (kp_str){file->bytes, file->n};
    }
    return KP_NONE;
}

size_t kp_standard_names(const kp_str **out)
{
    *out = kp__standard_file_stem;
    return kp__standard_file_count;
}
