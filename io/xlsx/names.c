/* names.c - sheet names that every spreadsheet program takes; see plan.h, form.h.
 *
 * At most 31 UTF-16 units, none of \ / ? * [ ] :, no apostrophe at either end, unique
 * without regard to case and width, and not "History", which Excel keeps for itself.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/fold.h"
#include "io/xlsx/form_parts.h"
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

/* Half-width and small: spreadsheet programs that take １ and 1 for the same exist. */
static uint32_t plain_letter(uint32_t point)
{
    return kp_utf8_lower(point >= 0xFF01 && point <= 0xFF5E ? point - 0xFEE0 : point);
}

static bool is_same_name(kp_str a, kp_str b)
{
    size_t at_a = 0, at_b = 0;

    while (at_a < a.n && at_b < b.n)
        if (plain_letter(kp_utf8_next(a, &at_a)) !=
            plain_letter(kp_utf8_next(b, &at_b)))
            return false;
    return at_a == a.n && at_b == b.n;
}

/* Names that are settled: each `stride` bytes behind the one before. */
typedef struct settled {
    const char *first;
    size_t stride, n;
} settled;

static bool is_taken(const settled *names, const char *name)
{
    kp_str wanted = kp_str_of(name);

    if (is_same_name(wanted, KP_STR("History")))
        return true;
    for (size_t i = 0; i < names->n; i++)
        if (is_same_name(wanted, kp_str_of(names->first + i * names->stride)))
            return true;
    return false;
}

static void choose_name(kp_str wanted, const settled *names, char *out)
{
    char suffix[24];

    (void)put_harmless(wanted, KP__SHEET_NAME_UNITS, out);
    for (size_t n = 2; is_taken(names, out); n++) {
        int length = snprintf(suffix, sizeof suffix, "(%zu)", n);
        size_t at = put_harmless(wanted, KP__SHEET_NAME_UNITS - (size_t)length, out);
        memcpy(out + at, suffix, (size_t)length + 1);
    }
}

void kp__wb_name_sheet(kp_str wanted, const char *first, size_t stride, size_t n,
                       char out[KP__SHEET_NAME_BYTES])
{
    choose_name(wanted, &(settled){first, stride, n}, out);
}

void kp__wb_plan_names(kp__wb_plan *plans, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        kp_str name = plans[i].report->name;

        choose_name(name.n ? name : KP_STR("报表"),
                    &(settled){plans->name, sizeof *plans, i}, plans[i].name);
    }
}

// ---- sheets of a form

#define NAME_BYTES (4 * KP__SHEET_NAME_UNITS + 1)

void kp_form_names(kp_arena *arena, const kp_str *wanted, size_t n, kp_str *out)
{
    char *names = kp_arena_alloc(arena, (n + 1) * NAME_BYTES, 1);

    for (size_t i = 0; i < n; i++) {
        char *name = names + i * NAME_BYTES;

        choose_name(wanted[i].n ? wanted[i] : KP_STR("表"),
                    &(settled){names, NAME_BYTES, i}, name);
        out[i] = kp_str_of(name);
    }
}

void kp__form_put_reference(kp_str sheet, kp_buf *out)
{
    kp_buf_char(out, '\'');
    for (size_t i = 0; i < sheet.n; i++) {
        if (sheet.p[i] == '\'')
            kp_buf_char(out, '\'');
        kp_buf_char(out, sheet.p[i]);
    }
    kp_buf_z(out, "'!");
}

kp_str kp_form_sheet_reference(kp_arena *arena, kp_str sheet)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp__form_put_reference(sheet, &text);
    kp_str copy = kp_str_copy(arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}
