/* json.c - see json.h. */
#include "io/dmn/json.h"

#include <stdio.h>

#include "rules/dmn/type.h"

typedef struct reader {
    kp_arena *arena;
    kp_str text;
    size_t at;
    int depth;
    const char *fault;  // the first one
    size_t fault_at;
} reader;

static const kp_feel *refuse(reader *r, const char *what)
{
    if (r->fault == NULL) {
        r->fault = what;
        r->fault_at = r->at;
    }
    r->at = r->text.n;
    return &kp_feel_null;
}

static char peek(const reader *r)
{
    return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static void skip_blanks(reader *r)
{
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
        r->at++;
}

static bool take(reader *r, char c)
{
    skip_blanks(r);
    if (r->at >= r->text.n || r->text.p[r->at] != c)
        return false;
    r->at++;
    return true;
}

static bool take_word(reader *r, const char *word)
{
    kp_str rest = kp_str_slice(r->text, r->at, r->text.n);

    if (!kp_str_starts(rest, kp_str_of(word)))
        return false;
    r->at += kp_str_of(word).n;
    return true;
}

/* ---- texts ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool take_hex(reader *r, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(peek(r));

        if (digit < 0)
            return false;
        *out = *out * 16 + (uint32_t)digit;
        r->at++;
    }
    return true;
}

/* Behind "\u": a character, perhaps of two halves. */
static bool take_point(reader *r, uint32_t *out)
{
    uint32_t low;

    if (!take_hex(r, out))
        return false;
    if (*out < 0xD800 || *out > 0xDFFF)
        return *out != 0;
    if (*out > 0xDBFF || !take_word(r, "\\u") || !take_hex(r, &low) || low < 0xDC00 ||
        low > 0xDFFF)
        return false;
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool take_escape(reader *r, uint32_t *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = peek(r);

    r->at++;
    if (c == 'u')
        return take_point(r, out);
    for (size_t i = 0; from[i] != '\0'; i++)
        if (from[i] == c) {
            *out = (unsigned char)to[i];
            return true;
        }
    return false;
}

/* Behind the opening mark. */
static kp_str read_text(reader *r)
{
    size_t end = r->at;
    uint32_t point;

    while (end < r->text.n && r->text.p[end] != '"')
        end += r->text.p[end] == '\\' ? 2 : 1;
    if (end >= r->text.n) {
        refuse(r, "a text never ends");
        return KP_STR("");
    }
    char *out = kp_arena_alloc(r->arena, end - r->at + 4, 1);
    size_t n = 0;
    while (r->at < end) {
        char c = r->text.p[r->at++];

        if ((unsigned char)c < 0x20) {
            refuse(r, "a control character in a text");
            return KP_STR("");
        }
        if (c != '\\') {
            out[n++] = c;
            continue;
        }
        if (!take_escape(r, &point)) {
            refuse(r, "an escape that JSON does not know");
            return KP_STR("");
        }
        n += kp_utf8_put(out + n, point);
    }
    r->at = end + 1;
    return (kp_str){out, n};
}

/* ---- values ---- */

static const kp_feel *read_value(reader *r);

static const kp_feel *read_number(reader *r)
{
    size_t from = r->at;
    kp_decimal num;

    while (hex_value(peek(r)) >= 0 || peek(r) == '-' || peek(r) == '+' ||
           peek(r) == '.')
        r->at++;
    kp_str digits = kp_str_slice(r->text, from, r->at);
    bool leading_zero =
        digits.n > 1 && digits.p[0] == '0' && digits.p[1] >= '0' && digits.p[1] <= '9';
    bool bare = digits.n == 0 || digits.p[0] == '+' || digits.p[0] == '.' ||
                digits.p[digits.n - 1] == '.';
    if (leading_zero || bare || !kp_dec_parse(digits, true, &num)) {
        r->at = from;
        return refuse(r, "a value is expected here");
    }
    return kp_feel_number(r->arena, num);
}

static const kp_feel *read_list(reader *r)
{
    kp_feel_items items = {.arena = r->arena};

    if (take(r, ']'))
        return kp_feel_items_done(&items);
    do
        kp_feel_push(&items, read_value(r));
    while (take(r, ','));
    return take(r, ']') ? kp_feel_items_done(&items) : refuse(r, "] is missing");
}

static const kp_feel *read_object(reader *r)
{
    kp_feel_entries entries = {.arena = r->arena};

    if (take(r, '}'))
        return kp_feel_entries_done(&entries);
    do {
        size_t before = entries.n;

        if (!take(r, '"'))
            return refuse(r, "a name in quotation marks is expected here");
        kp_str name = read_text(r);
        if (!take(r, ':'))
            return refuse(r, ": is missing");
        kp_feel_set(&entries, name, read_value(r));
        if (entries.n == before)
            return refuse(r, "a name stands there twice");
    } while (take(r, ','));
    return take(r, '}') ? kp_feel_entries_done(&entries) : refuse(r, "} is missing");
}

static const kp_feel *read_plain(reader *r)
{
    if (take(r, '"'))
        return kp_feel_text(r->arena, read_text(r));
    if (take_word(r, "true"))
        return &kp_feel_true;
    if (take_word(r, "false"))
        return &kp_feel_false;
    if (take_word(r, "null"))
        return &kp_feel_null;
    return read_number(r);
}

static const kp_feel *read_value(reader *r)
{
    const kp_feel *value;

    if (++r->depth > KP_JSON_MAX_DEPTH)
        return refuse(r, "nested too deeply");
    skip_blanks(r);
    if (take(r, '{'))
        value = read_object(r);
    else if (take(r, '['))
        value = read_list(r);
    else
        value = read_plain(r);
    r->depth--;
    return value;
}

static kp_status report(const reader *r, kp_str file, kp_diags *diags)
{
    char line[24], column[24];
    size_t row = 1, col = 1;

    for (size_t i = 0; i < r->fault_at && i < r->text.n; i++) {
        col = r->text.p[i] == '\n' ? 1 : col + 1;
        row += r->text.p[i] == '\n';
    }
    snprintf(line, sizeof line, "%zu", row);
    snprintf(column, sizeof column, "%zu", col);
    return kp_fail(diags, KP7011, (kp_where){.file = file}, KP_NONE,
                   kp_str_of(r->fault), kp_str_of(line), kp_str_of(column));
}

kp_status kp_json_read(kp_arena *arena, kp_str file, kp_str text, const kp_feel **out,
                       kp_diags *diags)
{
    reader r = {.arena = arena, .text = text};
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(arena, &boundary);

    *out = &kp_feel_null;
    if (setjmp(boundary) != 0) {
        kp_arena_guard(arena, outer);
        return KP_ENOMEM;
    }
    if (!kp_utf8_valid(text))
        refuse(&r, "the text is not UTF-8");
    *out = read_value(&r);
    skip_blanks(&r);
    if (r.at < r.text.n)
        refuse(&r, "there is something behind the value");
    kp_arena_guard(arena, outer);
    return r.fault != NULL ? report(&r, file, diags) : KP_OK;
}

/* ---- types ---- */

static const kp_feel *typed_context(kp_arena *arena, const kp_feel *value,
                                    const kp_feel_type *type)
{
    kp_feel_entries entries = {.arena = arena};

    for (size_t i = 0; i < value->n; i++) {
        const kp_feel *entry = value->entry[i].value;

        for (size_t j = 0; j < type->nfields; j++)
            if (kp_str_eq(type->field[j].name, value->entry[i].name))
                entry = kp_json_typed(arena, entry, type->field[j].type);
        kp_feel_set(&entries, value->entry[i].name, entry);
    }
    return kp_feel_entries_done(&entries);
}

static const kp_feel *typed_list(kp_arena *arena, const kp_feel *value,
                                 const kp_feel_type *type)
{
    kp_feel *list = kp_feel_list(arena, value->n);

    for (size_t i = 0; i < value->n; i++)
        list->item[i] = kp_json_typed(arena, value->item[i], type->of);
    return list;
}

const kp_feel *kp_json_typed(kp_arena *arena, const kp_feel *value,
                             const kp_feel_type *type)
{
    const kp_feel *read = NULL;

    // A type that is only another name of itself never ends.
    for (int i = 0; type->shape == KP_TYPE_NARROWED && i < KP_JSON_MAX_DEPTH; i++)
        type = type->of;
    if (type->shape == KP_TYPE_LIST && value->kind == KP_FEEL_LIST)
        return typed_list(arena, value, type);
    if (type->shape == KP_TYPE_CONTEXT && value->kind == KP_FEEL_CONTEXT)
        return typed_context(arena, value, type);
    if (type->shape == KP_TYPE_PLAIN && value->kind == KP_FEEL_STRING &&
        type->kind >= KP_FEEL_DATE && type->kind <= KP_FEEL_SPAN)
        read = kp_feel_read(arena, type->kind, value->text);
    return read != NULL ? read : value;
}

/* ---- writing ---- */

static void print_text(kp_str text, kp_buf *out)
{
    kp_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == '"' || c == '\\')
            kp_buf_char(out, '\\');
        if (c < 0x20)
            kp_buf_printf(out, "\\u%04x", c);
        else
            kp_buf_char(out, (char)c);
    }
    kp_buf_char(out, '"');
}

static void print_as_text(const kp_feel *value, kp_buf *out)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 20);
    kp_feel_print(value, &text);
    print_text(kp_buf_view(&text), out);
    kp_buf_free(&text);
}

void kp_json_print(const kp_feel *value, kp_buf *out)
{
    switch (value->kind) {
    case KP_FEEL_NULL:
    case KP_FEEL_BOOL:
    case KP_FEEL_NUMBER:
        kp_feel_print(value, out);
        return;
    case KP_FEEL_STRING:
        print_text(value->text, out);
        return;
    case KP_FEEL_LIST:
        kp_buf_char(out, '[');
        for (size_t i = 0; i < value->n; i++) {
            kp_buf_z(out, i > 0 ? ", " : "");
            kp_json_print(value->item[i], out);
        }
        kp_buf_char(out, ']');
        return;
    case KP_FEEL_CONTEXT:
        kp_buf_char(out, '{');
        for (size_t i = 0; i < value->n; i++) {
            kp_buf_z(out, i > 0 ? ", " : "");
            print_text(value->entry[i].name, out);
            kp_buf_z(out, ": ");
            kp_json_print(value->entry[i].value, out);
        }
        kp_buf_char(out, '}');
        return;
    case KP_FEEL_DATE:
    case KP_FEEL_TIME:
    case KP_FEEL_DATE_TIME:
    case KP_FEEL_MONTHS:
    case KP_FEEL_SPAN:
    case KP_FEEL_RANGE:
    case KP_FEEL_FUNCTION:
        print_as_text(value, out);
        return;
    }
}
