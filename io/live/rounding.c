/* rounding.c - our roundings in a spreadsheet's words.
 *
 * A spreadsheet's double is not the exact value, but near it.  So the value is first
 * snapped to the guard digit: that lands on the exact value where this stands on a
 * threshold (a half, a whole unit), and on its right side where it does not; the caller
 * has proved both.  What follows sees decimals only, for which the programs' own ROUND,
 * ROUNDUP and ROUNDDOWN are right; the other modes count in whole guard digits, which
 * are exact in a double.
 */
#include "io/live/parts.h"

int kp__threshold_digits(kp_rounding mode, int decimals)
{
    switch (mode) {
    case KP_ROUND_UP:
    case KP_ROUND_DOWN:
    case KP_ROUND_CEILING:
    case KP_ROUND_FLOOR:
        return decimals;
    case KP_ROUND_HALF_UP:
    case KP_ROUND_HALF_EVEN:
    case KP_ROUND_HALF_DOWN:
    case KP_ROUND_UP_AFTER_DOWN:
    case KP_ROUNDING_COUNT:
        break;
    case KP_ROUND_UP_AFTER_HALF:
        return decimals + 2;
    }
    return decimals + 1;
}

/* NAME(ROUND(text,guard),decimals) */
static void put_snapped(kp_buf *out, const char *name, kp_str text, int decimals,
                        int guard)
{
    kp_buf_printf(out, "%s(ROUND(", name);
    kp_buf_str(out, text);
    kp_buf_printf(out, ",%d),%d)", guard, decimals);
}

/* The value in whole guard digits, and those in units of the last digit kept. */
static void put_units(kp_buf *out, kp_str text, int decimals, int guard)
{
    kp_buf_z(out, "ROUND((");
    kp_buf_str(out, text);
    kp_buf_printf(out, ")*1E%d,0)", guard);
    if (guard > decimals)
        kp_buf_printf(out, "/1E%d", guard - decimals);
}

/* With an even whole part before it a half goes down, else up. */
static void put_half_even(kp_buf *out, kp_str text, int decimals, int guard)
{
    kp_buf_z(out, "IF(MOD(ABS(ROUND((");
    kp_buf_str(out, text);
    kp_buf_printf(out, ")*1E%d,0)),2E%d)=5E%d,ROUNDDOWN(", guard, guard - decimals,
                  guard - decimals - 1);
    put_units(out, text, decimals, guard);
    kp_buf_z(out, ",0),ROUND(");
    put_units(out, text, decimals, guard);
    kp_buf_printf(out, ",0))/1E%d", decimals);
}

static void put_ends(kp_buf *out, const char *before, kp_str text, const char *after,
                     int decimals, int guard)
{
    kp_buf_z(out, before);
    put_units(out, text, decimals, guard);
    kp_buf_z(out, after);
    kp_buf_printf(out, "/1E%d", decimals);
}

/* First to one digit more, then up where that digit is not 0. */
static void put_up_after(kp_buf *out, const char *first, kp_str text, int decimals,
                         int guard)
{
    kp_buf_z(out, "ROUNDUP(");
    put_snapped(out, first, text, decimals + 1, guard);
    kp_buf_printf(out, ",%d)", decimals);
}

void kp__put_rounding(kp_buf *out, kp_str text, kp_rounding mode, int decimals,
                      int guard)
{
    switch (mode) {
    case KP_ROUND_HALF_UP:
    case KP_ROUNDING_COUNT:
        put_snapped(out, "ROUND", text, decimals, guard);
        break;
    case KP_ROUND_UP:
        put_snapped(out, "ROUNDUP", text, decimals, guard);
        break;
    case KP_ROUND_DOWN:
        put_snapped(out, "ROUNDDOWN", text, decimals, guard);
        break;
    case KP_ROUND_HALF_EVEN:
        put_half_even(out, text, decimals, guard);
        break;
    case KP_ROUND_HALF_DOWN:
        // A shade toward zero: less than a guard digit, more than ROUND overlooks.
        put_ends(out, "ROUND(", text, "*(1-1E-13),0)", decimals, guard);
        break;
    case KP_ROUND_CEILING:
        put_ends(out, "-INT(-", text, ")", decimals, guard);
        break;
    case KP_ROUND_FLOOR:
        put_ends(out, "INT(", text, ")", decimals, guard);
        break;
    case KP_ROUND_UP_AFTER_HALF:
        put_up_after(out, "ROUND", text, decimals, guard);
        break;
    case KP_ROUND_UP_AFTER_DOWN:
        put_up_after(out, "ROUNDDOWN", text, decimals, guard);
        break;
    }
}
