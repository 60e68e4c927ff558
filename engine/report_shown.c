/* report_shown.c - what one cell of a layout shows; see report_shown.h. */
#include "engine/report_shown.h"

#include "engine/capitals.h"
#include "engine/report_rows.h"

// Day 0 of 1970 as a spreadsheet counts, and the first day on which all of them agree:
// before it they believe in a 29 February 1900.
#define SERIAL_OF_1970 25569
#define FIRST_SERIAL 61

static kp_shown show_text(const kp_run *run, uint32_t field, size_t row, kp_buf *text)
{
    kp_report_show(run, field, row, text);
    return (kp_shown){.as = KP_SHOW_TEXT, .text = kp_buf_view(text)};
}

/* Printed figures are what people add up, so they are rounded to what is printed. */
static bool round_to_column(const kp_report_column *column, kp_decimal *num)
{
    int decimals = kp_report_decimals(column);

    return num->scale == decimals ||
           kp_dec_round(*num, decimals, KP_ROUND_HALF_UP, num);
}

static kp_shown show_number(const kp_report_column *column, kp_decimal num,
                            kp_buf *text)
{
    int decimals = kp_report_decimals(column);

    if (!round_to_column(column, &num))
        decimals = -1;
    kp_dec_print(num, decimals, text);
    return (kp_shown){.as = KP_SHOW_NUMBER, .num = num, .text = kp_buf_view(text)};
}

static kp_shown show_capitals(kp_decimal num, kp_buf *text)
{
    if (!kp_capitals(num, text))
        kp_dec_print(num, -1, text);
    return (kp_shown){.as = KP_SHOW_TEXT, .text = kp_buf_view(text)};
}

static kp_shown show_date(int32_t days, kp_buf *text)
{
    char iso[KP_DATE_TEXT];
    int32_t serial = days + SERIAL_OF_1970;

    kp_date_print(days, iso);
    kp_buf_z(text, iso);
    return (kp_shown){
        .as = serial >= FIRST_SERIAL ? KP_SHOW_DATE : KP_SHOW_TEXT,
        .serial = serial,
        .text = kp_buf_view(text),
    };
}

static kp_shown show_value(const kp_run *run, const kp_report_column *column,
                           size_t row, kp_value value, kp_buf *text)
{
    if (value.kind == KP_DATE && column->format == KP_FORMAT_DATE)
        return show_date(value.as.date, text);
    if (value.kind != KP_NUM || column->format == KP_FORMAT_TEXT)
        return show_text(run, column->field, row, text);
    if (column->format == KP_FORMAT_CAPITALS)
        return show_capitals(value.as.num, text);
    return show_number(column, value.as.num, text);
}

bool kp_report_figure(const kp_run *run, const kp_report_column *column, size_t row,
                      kp_decimal *out)
{
    if (column->row_number || column->empty || column->format == KP_FORMAT_TEXT ||
        column->format == KP_FORMAT_CAPITALS)
        return false;
    kp_value value = kp_report_value(run, column->field, row);
    if (value.kind != KP_NUM || !KP_HAS_VALUE(value.state))
        return false;
    *out = value.as.num;
    (void)round_to_column(column, out);
    return true;
}

kp_shown kp_report_shown(const kp_run *run, const kp_report_column *column, size_t row,
                         size_t ordinal, kp_buf *text)
{
    kp_buf_clear(text);
    if (column->empty)
        return (kp_shown){.as = KP_SHOW_NOTHING};
    if (column->row_number) {
        kp_buf_uint(text, ordinal);
        return (kp_shown){.as = KP_SHOW_NUMBER,
                          .num = kp_dec((int64_t)ordinal, 0),
                          .text = kp_buf_view(text)};
    }
    kp_value value = kp_report_value(run, column->field, row);
    switch (value.state) {
    case KP_BLANK:
        return (kp_shown){.as = KP_SHOW_NOTHING};
    case KP_ABSENT:
        return (kp_shown){.as = KP_SHOW_DASH, .text = KP_STR("—")};
    case KP_ERROR:
        kp_report_spell(run, column->field, row, text);
        return (kp_shown){.as = KP_SHOW_FAULT, .text = kp_buf_view(text)};
    case KP_VALUE:
    case KP_WIDE:
        break;
    }
    return show_value(run, column, row, value, text);
}

// ---- as people read it

static void put_thousands(kp_str digits, kp_buf *out)
{
    size_t point = kp_str_find(digits, KP_STR("."));
    size_t whole = point == SIZE_MAX ? digits.n : point;
    size_t sign = digits.n > 0 && digits.p[0] == '-';

    for (size_t i = 0; i < digits.n; i++) {
        if (i > sign && i < whole && (whole - i) % 3 == 0)
            kp_buf_char(out, ',');
        kp_buf_char(out, digits.p[i]);
    }
}

kp_str kp_shown_for_people(const kp_report_column *column, const kp_shown *shown,
                           kp_buf *out)
{
    if (shown->as != KP_SHOW_NUMBER)
        return shown->text;
    kp_buf_clear(out);
    if (column->format == KP_FORMAT_MONEY)
        put_thousands(shown->text, out);
    else if (column->format == KP_FORMAT_PERCENT) {
        kp_decimal hundredfold = shown->num;

        hundredfold.scale -= 2;
        kp_dec_print(hundredfold, column->decimals, out);
        kp_buf_char(out, '%');
    } else {
        kp_buf_str(out, shown->text);
    }
    return kp_buf_view(out);
}
