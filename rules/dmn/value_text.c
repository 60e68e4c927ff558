/* value_text.c - values as text (see value.h). */
#include "rules/dmn/value.h"

const char *kp_feel_kind_name(kp_feel_kind kind)
{
    static const char *const names[] = {
        [KP_FEEL_NULL] = "null",
        [KP_FEEL_BOOL] = "boolean",
        [KP_FEEL_NUMBER] = "number",
        [KP_FEEL_STRING] = "string",
        [KP_FEEL_DATE] = "date",
        [KP_FEEL_TIME] = "time",
        [KP_FEEL_DATE_TIME] = "date and time",
        [KP_FEEL_MONTHS] = "years and months duration",
        [KP_FEEL_SPAN] = "days and time duration",
        [KP_FEEL_LIST] = "list",
        [KP_FEEL_CONTEXT] = "context",
        [KP_FEEL_RANGE] = "range",
        [KP_FEEL_FUNCTION] = "function",
    };

    return names[kind];
}

static void print_quoted(kp_str text, kp_buf *out)
{
    kp_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            kp_buf_char(out, '\\');
        kp_buf_char(out, text.p[i]);
    }
    kp_buf_char(out, '"');
}

static void print_inside(const kp_feel *value, kp_buf *out)
{
    if (value->kind == KP_FEEL_STRING)
        print_quoted(value->text, out);
    else
        kp_feel_print(value, out);
}

static void print_list(const kp_feel *list, kp_buf *out)
{
    kp_buf_char(out, '[');
    for (size_t i = 0; i < list->n; i++) {
        kp_buf_z(out, i > 0 ? ", " : "");
        print_inside(list->item[i], out);
    }
    kp_buf_char(out, ']');
}

/* Letters, digits and blanks as they stand; everything else quoted. */
static bool key_is_plain(kp_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];

        if (c == '"' || c == ',' || c == ':' || c == '{' || c == '}' || c == '\\')
            return false;
    }
    return name.n > 0;
}

static void print_context(const kp_feel *context, kp_buf *out)
{
    kp_buf_char(out, '{');
    for (size_t i = 0; i < context->n; i++) {
        kp_buf_z(out, i > 0 ? ", " : "");
        if (key_is_plain(context->entry[i].name))
            kp_buf_str(out, context->entry[i].name);
        else
            print_quoted(context->entry[i].name, out);
        kp_buf_z(out, ": ");
        print_inside(context->entry[i].value, out);
    }
    kp_buf_char(out, '}');
}

static void print_end(const kp_feel *end, kp_buf *out)
{
    if (end == NULL)
        kp_buf_z(out, "null");
    else
        print_inside(end, out);
}

static void print_range(const kp_feel_range *range, kp_buf *out)
{
    if (range->is_one || range->is_not) {
        kp_buf_z(out, range->is_not ? "(!=" : "(=");
        print_end(range->low, out);
        kp_buf_char(out, ')');
        return;
    }
    if (range->low == NULL || range->high == NULL) {
        bool below = range->low == NULL;
        bool open = below ? range->open_high : range->open_low;

        kp_buf_z(out, below ? "(<" : "(>");
        kp_buf_z(out, open ? "" : "=");
        print_end(below ? range->high : range->low, out);
        kp_buf_char(out, ')');
        return;
    }
    kp_buf_char(out, range->open_low ? '(' : '[');
    print_end(range->low, out);
    kp_buf_z(out, "..");
    print_end(range->high, out);
    kp_buf_char(out, range->open_high ? ')' : ']');
}

void kp_feel_print(const kp_feel *value, kp_buf *out)
{
    switch (value->kind) {
    case KP_FEEL_NULL:
        kp_buf_z(out, "null");
        return;
    case KP_FEEL_BOOL:
        kp_buf_z(out, value->flag ? "true" : "false");
        return;
    case KP_FEEL_NUMBER:
        kp_dec_print(value->num, -1, out);
        return;
    case KP_FEEL_STRING:
        kp_buf_str(out, value->text);
        return;
    case KP_FEEL_DATE:
        kp_moment_print_date(value->moment.days, out);
        return;
    case KP_FEEL_TIME:
        kp_moment_print_time(value->moment, out);
        return;
    case KP_FEEL_DATE_TIME:
        kp_moment_print_date_time(value->moment, out);
        return;
    case KP_FEEL_MONTHS:
        kp_moment_print_months(value->months, out);
        return;
    case KP_FEEL_SPAN:
        kp_moment_print_span(value->nanos, out);
        return;
    case KP_FEEL_LIST:
        print_list(value, out);
        return;
    case KP_FEEL_CONTEXT:
        print_context(value, out);
        return;
    case KP_FEEL_RANGE:
        print_range(&value->range, out);
        return;
    case KP_FEEL_FUNCTION:
        kp_buf_z(out, "function");
        return;
    }
}

/* ---- reading data ---- */

static const kp_feel *read_moment(kp_arena *arena, kp_feel_kind kind, kp_str text)
{
    kp_moment moment;
    kp_moment_read read = kind == KP_FEEL_DATE ? kp_moment_read_date(text, &moment)
                          : kind == KP_FEEL_TIME
                              ? kp_moment_read_time(text, &moment)
                              : kp_moment_read_date_time(text, &moment);

    return read == KP_MOMENT_OK ? kp_feel_moment(arena, kind, moment) : NULL;
}

const kp_feel *kp_feel_read(kp_arena *arena, kp_feel_kind kind, kp_str text)
{
    kp_decimal num;
    int64_t months;
    kp_i128 nanos;

    switch (kind) {
    case KP_FEEL_BOOL:
        if (!kp_str_is(text, "true") && !kp_str_is(text, "false"))
            return NULL;
        return kp_feel_bool(kp_str_is(text, "true"));
    case KP_FEEL_NUMBER:
        return kp_dec_parse(text, true, &num) ? kp_feel_number(arena, num) : NULL;
    case KP_FEEL_STRING:
        return kp_feel_text(arena, text);
    case KP_FEEL_DATE:
    case KP_FEEL_TIME:
    case KP_FEEL_DATE_TIME:
        return read_moment(arena, kind, text);
    case KP_FEEL_MONTHS:
        return kp_moment_read_months(text, &months) ? kp_feel_months(arena, months)
                                                    : NULL;
    case KP_FEEL_SPAN:
        return kp_moment_read_span(text, &nanos) ? kp_feel_span(arena, nanos) : NULL;
    case KP_FEEL_NULL:
    case KP_FEEL_LIST:
    case KP_FEEL_CONTEXT:
    case KP_FEEL_RANGE:
    case KP_FEEL_FUNCTION:
        break;
    }
    return NULL;
}
