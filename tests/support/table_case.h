/* table_case.h - compile the first table of a sheet literal and ask it, for tests.
 *
 * Arguments and answers are texts: "85;优秀;2025-01-01;是", an empty part is a missing
 * value; an answer is the outputs joined by / or the code of the fault, "KP5020".
 */
#ifndef KP_TESTS_SUPPORT_TABLE_CASE_H
#define KP_TESTS_SUPPORT_TABLE_CASE_H

#include "engine/base/date.h"
#include "rules/tables/tables.h"
#include "tests/support/sheet.h"

#define TABLE_CASE_ARGS 8

typedef struct table_case {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_table_source *source;
} table_case;

static inline int table_case_open(void **state)
{
    static table_case t;

    t = (table_case){kp_arena_open(0), kp_symbols_open(), kp_diags_open(), NULL};
    *state = &t;
    return 0;
}

static inline int table_case_close(void **state)
{
    table_case *t = *state;

    kp_diags_close(t->diags);
    kp_symbols_close(t->symbols);
    kp_arena_close(t->arena);
    return 0;
}

/* Compile for a day; earlier diagnostics are forgotten. */
static inline kp_dtable *table_compile_on(table_case *t, const char *text, kp_ymd day)
{
    kp_block *block = NULL;
    size_t n = 0;

    kp_diags_close(t->diags);
    t->diags = kp_diags_open();
    t->source = NULL;
    kp_status status =
        kp_blocks_find(t->arena, sheet_book(t->arena, text), &block, &n, t->diags);
    if (status == KP_OK && n > 0)
        t->source = kp_table_compile(t->arena, &block[0], kp_date_of(day), t->symbols,
                                     t->diags);
    return t->source ? t->source->table : NULL;
}

static inline kp_dtable *table_compile(table_case *t, const char *text)
{
    return table_compile_on(t, text, (kp_ymd){2025, 3, 1});
}

static inline kp_value table_arg(table_case *t, kp_kind kind, kp_str text)
{
    kp_decimal num = {0};
    int32_t day = 0;

    if (text.n == 0)
        return kp_value_none(kind, KP_BLANK);
    if (kind == KP_NUM && kp_dec_parse(text, false, &num))
        return kp_value_num(num);
    if (kind == KP_DATE && kp_date_parse(text, &day))
        return kp_value_date(day);
    if (kind == KP_BOOL)
        return kp_value_bool(kp_str_is(text, "是"));
    return kp_value_text(kp_symbol(t->symbols, text));
}

static inline void table_print(const table_case *t, kp_value value, kp_buf *out)
{
    char date[KP_DATE_TEXT];

    if (value.state == KP_ERROR)
        kp_buf_z(out, kp_code_name(value.as.fault.code));
    if (value.state != KP_VALUE)
        return;
    if (value.kind == KP_NUM)
        kp_dec_print(value.as.num, -1, out);
    if (value.kind == KP_TEXT)
        kp_buf_str(out, kp_symbol_text(t->symbols, value.as.symbol));
    if (value.kind == KP_BOOL)
        kp_buf_z(out, value.as.flag ? "是" : "否");
    if (value.kind == KP_DATE) {
        kp_date_print(value.as.date, date);
        kp_buf_z(out, date);
    }
}

static inline uint32_t table_hit(table_case *t, const kp_dtable *table,
                                 const char *args)
{
    kp_value value[TABLE_CASE_ARGS];
    kp_str rest = kp_str_of(args);

    for (size_t k = 0; k < table->ninputs; k++)
        value[k] = table_arg(t, table->input[k].kind, kp_str_cut(&rest, ';'));
    return kp_dtable_find(table, t->symbols, value);
}

/* The answer, in the arena. */
static inline const char *table_ask(table_case *t, const kp_dtable *table,
                                    const char *args)
{
    uint32_t hit = table_hit(t, table, args);
    kp_code error = kp_dtable_hit_error(table, hit);
    kp_buf out;

    kp_buf_init(&out, 4096);
    if (error)
        kp_buf_z(&out, kp_code_name(error));
    for (size_t o = 0; o < table->noutputs && !error; o++) {
        if (o)
            kp_buf_char(&out, '/');
        table_print(t, kp_dtable_output(table, o, hit), &out);
    }
    const char *text = kp_str_copy(t->arena, kp_buf_view(&out)).p;
    kp_buf_free(&out);
    return text;
}

#endif
