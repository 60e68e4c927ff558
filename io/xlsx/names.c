/* names.c - sheet names that every spreadsheet program takes; see plan.h.
 *
 * At most 31 UTF-16 units, none of \ / ? * [ ] :, no apostrophe at either end, unique
 * without regard to case, and not "History", which Excel keeps for itself.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/xlsx/plan.h"

static bool is_forbidden(uint32_t point)
{
    return point < 0x20 || (point < 0x80 && strchr("\\/?*[]:", (int)point) != NULL);
}

static size_t utf16_units(uint32_t point)
{
    return point > 0xFFFF ? 2 : 1;
}

/* As much of `name` as fits in `units`; returns the bytes written. */
static size_t put_harmless(kp_str name, size_t units, char *out)
{
    size_t at = 0, n = 0;

    while (at < name.n) {
        uint32_t point = kp_utf8_next(name, &at);

        if (utf16_units(point) > units)
            break;
        units -= utf16_units(point);
        bool at_end = n == 0 || at >= name.n || units == 0;
        if (is_forbidden(point) || (point == '\'' && at_end))
            point = '-';
        n += kp_utf8_put(out + n, point);
    }
    out[n] = 0;
    return n;
}

static bool is_taken(const kp__wb_plan *plans, size_t before, const char *name)
{
    if (strcasecmp(name, "History") == 0)
        return true;
    for (size_t i = 0; i < before; i++)
        if (strcasecmp(plans[i].name, name) == 0)
            return true;
    return false;
}

static void name_sheet(kp__wb_plan *plans, size_t i)
{
    kp__wb_plan *plan = &plans[i];
    kp_str wanted = plan->report->name.n ? plan->report->name : KP_STR("报表");
    char suffix[16];

    (void)put_harmless(wanted, KP__SHEET_NAME_UNITS, plan->name);
    for (unsigned n = 2; is_taken(plans, i, plan->name); n++) {
        int length = snprintf(suffix, sizeof suffix, "(%u)", n);
        size_t at =
            put_harmless(wanted, KP__SHEET_NAME_UNITS - (size_t)length, plan->name);
        memcpy(plan->name + at, suffix, (size_t)length + 1);
    }
}

void kp__wb_plan_names(kp__wb_plan *plans, size_t n)
{
    for (size_t i = 0; i < n; i++)
        name_sheet(plans, i);
}
