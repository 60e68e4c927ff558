/* values.c - our own values as cells show them. */
#include "io/live/parts.h"

/* Programs agree on serial days from 1900-03-01 on; earlier ones stand as text. */
static void show_date(const kp_live_plan *plan, int32_t day, kp_live_cell *out)
{
    const int32_t before_1970 = 25569, march_1900 = 61;
    char text[KP_DATE_TEXT];

    if (day + before_1970 >= march_1900) {
        out->content = KP_LIVE_DATE;
        out->number = kp_dec((int64_t)day + before_1970, 0);
        return;
    }
    kp_date_print(day, text);
    out->content = KP_LIVE_TEXT;
    out->text = kp_str_copy(plan->arena, kp_str_of(text));
}

static void show_text(kp_str text, kp_live_cell *out)
{
    out->content = KP_LIVE_TEXT;
    out->text = text;
}

void kp__show(const kp_live_plan *plan, kp_value value, const kp_field *field,
              kp_live_cell *out)
{
    out->content = KP_LIVE_EMPTY;
    if (value.state == KP_ABSENT)
        show_text(KP_STR("不适用"), out);
    if (!KP_HAS_VALUE(value.state))
        return;
    switch (value.kind) {
    case KP_NUM:
        out->content = KP_LIVE_NUMBER;
        out->number = value.as.num;
        break;
    case KP_TEXT:
        show_text(kp_symbol_text(plan->scheme->symbols, value.as.symbol), out);
        break;
    case KP_DATE:
        show_date(plan, value.as.date, out);
        break;
    case KP_BOOL:
        show_text(value.as.flag ? KP_STR("是") : KP_STR("否"), out);
        break;
    case KP_LINK:
        show_text(
            kp_symbol_text(plan->scheme->symbols,
                           plan->run->table[field->link_entity]->key[value.as.row]),
            out);
        break;
    }
}

/* An extreme or median of nothing that nobody asked for: 0, as its formula gives. */
static bool is_of_nothing(const kp_field *field, kp_value value)
{
    const kp_aggregate_spec *sum = field->aggregate;

    return value.state == KP_ERROR && value.as.fault.code == KP5005 && sum &&
           (sum->fn == KP_AGG_MIN || sum->fn == KP_AGG_MAX || sum->fn == KP_AGG_MEDIAN);
}

void kp__show_value(const kp_live_plan *plan, const kp_field *field, size_t row,
                    kp_live_cell *out)
{
    kp_value value = kp_column_get(kp__cells_of(plan, field->id), row);

    out->decimals = field->decimals;
    out->money = field->unit == KP_UNIT_MONEY;
    kp__show(plan, is_of_nothing(field, value) ? kp_value_num(kp_dec(0, 0)) : value,
             field, out);
}
