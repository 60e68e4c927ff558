/* cell_parts.h - the rooms behind cell.h; for rules/cell*.c only.
 *
 * Each reader gets a cell that is neither empty nor a fault nor an unwritten formula,
 * and fills *got.  Texts that end up in a diagnostic live in the cell or in `arena`.
 */
#ifndef KP_RULES_CELL_PARTS_H
#define KP_RULES_CELL_PARTS_H

#include "rules/read/cell.h"

/* A typed text with everything narrow that Chinese input methods make wide, blanks of
 * every kind as one space, ends trimmed.  Unlike NFKC it leaves ², ½ and ① alone: they
 * are not digits.  Texts over KP__NARROW_MAX bytes are no number, date or yes/no. */
#define KP__NARROW_MAX 120
typedef struct kp__narrow {
    char p[KP__NARROW_MAX + 4];
    size_t n;
    bool fits;
} kp__narrow;

void kp__narrow_text(kp_str text, kp__narrow *out);
kp_str kp__narrow_view(const kp__narrow *narrow);

/* A number as it was typed, before anybody asks what the marks mean here. */
typedef struct kp__typed {
    kp_i128 coef;
    int digits;  // significant ones
    int scale;
    bool negative, bracket;
    bool percent;
    int zeros;                    // 4 for 万, 8 for 亿
    kp_str money, counter, tens;  // the marks as they were typed
    kp_str rest;                  // where reading stopped
} kp__typed;

/* The form of `text` (narrow): KP_CODE_NONE, or what is wrong with it. */
kp_code kp__read_typed(kp_str text, kp__typed *out);
/* A number in Chinese numerals, such as 二十 or 壹佰零五: for a remedy only. */
bool kp__read_hanzi(kp_str text, kp_decimal *out);
/* 80-90, 80~90, 80至90, [80,90): two numbers where one is wanted. */
bool kp__looks_like_range(kp_str s);

kp_cell_result kp__cell_number(kp_arena *arena, const kp_cell *cell,
                               const kp_cell_want *want, kp_cell_got *got);
kp_cell_result kp__cell_date(kp_arena *arena, const kp_cell *cell, kp_cell_got *got);
kp_cell_result kp__cell_bool(const kp_cell *cell, kp_cell_got *got);
kp_cell_result kp__cell_text(kp_arena *arena, const kp_cell *cell, kp_cell_got *got);

/* A decimal as a spreadsheet program stores it, cleaned of the digits beyond the
 * fifteen that such a program keeps. */
bool kp__fifteen_digits(kp_decimal num, kp_decimal *out);
int kp__significant_digits(kp_decimal num);

/* got->num at the declared decimals, or the reason why not. */
kp_cell_result kp__cell_fit(kp_arena *arena, kp_str typed, bool stored_binary,
                            const kp_cell_want *want, kp_cell_got *got);

/* 3月5日, 2025/3/1, 5-Mar: what stands in a cell after a program "helped". */
bool kp__looks_like_date(kp_str narrow);

kp_cell_result kp__cell_bad(kp_cell_got *got, kp_code code, kp_str arg1);

/* The text of a decimal for a sentence, shortest form. */
kp_str kp__decimal_text(kp_arena *arena, kp_decimal num, int decimals);

#endif
