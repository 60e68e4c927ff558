/* fault.c - the fault of a log as a diagnostic. */
#include "io/log/fault.h"

static const size_t shown = 60;  // bytes of the text found

static kp_str short_view(kp_str s)
{
    size_t n = 0;

    while (n < s.n && n < shown && s.p[n] != '\n')
        n++;
    // Not in the middle of a character.
    while (n > 0 && n < s.n && (s.p[n] & 0xC0) == 0x80)
        n--;
    return (kp_str){s.p, n};
}

kp_status kp_log_tell(const kp_log_fault *fault, kp_diags *diags)
{
    kp_where where = {.row = (uint32_t)fault->line};
    kp_buf offset, block;

    where.file = fault->part == KP_LOG_SKEL ? KP_STR("run.skel") : KP_STR("run.trace");
    kp_buf_init(&offset, 64);
    kp_buf_init(&block, 64);
    kp_buf_uint(&offset, fault->offset);
    if (fault->block != UINT64_MAX)
        kp_buf_uint(&block, fault->block);
    else
        kp_buf_char(&block, '-');
    kp_status status = kp_fail(diags, fault->code, where, KP_NONE, kp_buf_view(&offset),
                               kp_buf_view(&block), short_view(fault->found));
    kp_buf_free(&offset);
    kp_buf_free(&block);
    return status;
}
