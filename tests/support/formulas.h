/* formulas.h - many formulas over one row, compiled and run together, for tests.
 *
 * The row of entity 员 has a value, a blank, an absent and an error of every kind:
 *
 *   正 7.25   零 0   负 -3.5   空数   缺数   错数
 *   文 优秀生  空文   缺文      错文          日 2024-02-29   空日   缺日   错日
 *   真 假      空否   缺否      错否          级 优秀 (选项 优秀、良好、合格)
 *
 * Results are spelled: numbers in the shortest form, dates as ISO, t and f, "_" blank,
 * "~" absent, "E5001" an error that began in the formula, "!" one that came from an input.
 */
#ifndef KP_TESTS_SUPPORT_FORMULAS_H
#define KP_TESTS_SUPPORT_FORMULAS_H

#include <stdio.h>
#include <string.h>

#include "engine/oracle.h"
#include "rules/compile.h"
#include "tests/support/sheet.h"

typedef struct formulas {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_scheme *scheme;
    kp_run *run;
    kp_buf text;
    size_t n;
} formulas;

static inline void formulas_open(formulas *f, const char *other_sheets)
{
    static const char *const inputs[][2] = {
        {"正", "数值"},   {"零", "数值"},   {"负", "数值"},   {"空数", "数值"},
        {"缺数", "数值"}, {"错数", "数值"}, {"文", "文本"},   {"空文", "文本"},
        {"缺文", "文本"}, {"错文", "文本"}, {"日", "日期"},   {"空日", "日期"},
        {"缺日", "日期"}, {"错日", "日期"}, {"真", "是否"},   {"假", "是否"},
        {"空否", "是否"}, {"缺否", "是否"}, {"错否", "是否"},
    };

    *f = (formulas){.arena = kp_arena_open(0), .symbols = kp_symbols_open(),
                    .diags = kp_diags_open()};
    kp_buf_init(&f->text, 1 << 20);
    kp_buf_z(&f->text, "实体\n实体 | 主键\n员 | 号\n\n");
    kp_buf_z(&f->text, other_sheets);
    kp_buf_z(&f->text, "\n\n字段\n实体 | 字段 | 类型 | 小数位 | 公式 | 缺失 | 选项\n"
                       "员 | 号 | 文本 | | | |\n员 | 级 | 选项 | | | 可空 | 优秀、良好、合格\n");
    for (size_t k = 0; k < sizeof inputs / sizeof inputs[0]; k++)
        kp_buf_printf(&f->text, "员 | %s | %s | | | 可空 |\n", inputs[k][0], inputs[k][1]);
}

/* A field r0, r1, … with this formula. */
static inline void formulas_add(formulas *f, const char *type, const char *formula)
{
    kp_buf_printf(&f->text, "员 | r%zu | %s | | %s | |\n", f->n++, type, formula);
}

static inline void formulas_tell(const formulas *f)
{
    for (const kp_diag *d = kp_diags_first(f->diags); d; d = d->next) {
        kp_buf out;

        kp_buf_init(&out, 1 << 16);
        kp_diag_print(d, KP_LANG_EN, &out);
        fprintf(stderr, "%.*s\n", KP_FMT(kp_buf_view(&out)));
        kp_buf_free(&out);
    }
}

static inline bool formulas_compile(formulas *f)
{
    kp_buf_char(&f->text, '\0');
    return kp_rules_compile(f->arena, sheet_book(f->arena, f->text.p), f->symbols,
                            kp_date_of((kp_ymd){2025, 3, 1}), &f->scheme,
                            f->diags) == KP_OK;
}

static inline kp_value formulas_input(formulas *f, const kp_field *field)
{
    kp_str name = field->name;

    if (kp_str_starts(name, KP_STR("空")))
        return kp_value_none(field->kind, KP_BLANK);
    if (kp_str_starts(name, KP_STR("缺")))
        return kp_value_none(field->kind, KP_ABSENT);
    if (kp_str_starts(name, KP_STR("错")))
        return kp_value_error(field->kind, (kp_fault){KP5007, field->id, 0});
    if (kp_str_is(name, "文"))
        return kp_value_text(kp_symbol(f->symbols, KP_STR("优秀生")));
    if (field->kind == KP_TEXT)
        return kp_value_text(kp_symbol(f->symbols, KP_STR("优秀")));
    if (field->kind == KP_LINK)  // other entities have one row as well
        return (kp_value){.kind = KP_LINK, .state = KP_VALUE, .as.row = 0};
    if (field->kind == KP_DATE)
        return kp_value_date(kp_date_of((kp_ymd){2024, 2, 29}));
    if (field->kind == KP_BOOL)
        return kp_value_bool(kp_str_is(name, "真"));
    if (kp_str_is(name, "零"))
        return kp_value_num(kp_dec(0, 0));
    return kp_value_num(kp_str_is(name, "负") ? kp_dec(-35, 1) : kp_dec(725, 2));
}

static inline kp_table *formulas_table(formulas *f, const kp_entity *entity)
{
    kp_table *table = KP_NEW(f->arena, kp_table);

    table->entity = entity;
    table->n = 1;
    table->key = KP_NEW(f->arena, uint32_t);
    *table->key = kp_symbol(f->symbols, KP_STR("优秀"));
    table->column = KP_NEW_ARRAY(f->arena, entity->nfields + 1, kp_column);
    table->hits = KP_NEW_ARRAY(f->arena, entity->ncalls + 1, uint16_t *);
    for (uint32_t k = 0; k < entity->ncalls; k++)
        table->hits[k] = KP_NEW_ARRAY(f->arena, 2, uint16_t);
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = f->scheme->field[entity->field[k]];

        table->column[k] = kp_column_make(f->arena, field->kind, field->scale, 1);
        if (field->source == KP_SOURCE_INPUT || field->source == KP_SOURCE_HISTORY)
            kp_column_put(f->arena, &table->column[k], 0, formulas_input(f, field));
    }
    return table;
}

static inline bool formulas_run(formulas *f)
{
    kp_table **tables = KP_NEW_ARRAY(f->arena, f->scheme->nentities + 1, kp_table *);

    for (size_t e = 0; e < f->scheme->nentities; e++)
        tables[e] = formulas_table(f, f->scheme->entity[e]);
    return kp_run_execute(f->arena, f->scheme, tables, NULL, &f->run, f->diags) == KP_OK;
}

static inline const kp_field *formulas_field(const formulas *f, size_t k)
{
    char name[24];

    (void)snprintf(name, sizeof name, "r%zu", k);
    return kp_entity_field(f->scheme, f->scheme->entity[0], kp_str_of(name));
}

static inline void formulas_spell(const formulas *f, kp_value v, kp_buf *out)
{
    char date[KP_DATE_TEXT];

    if (v.state == KP_ERROR &&
        f->scheme->field[v.as.fault.field]->source == KP_SOURCE_INPUT)
        kp_buf_z(out, "!");
    else if (v.state == KP_ERROR)
        kp_buf_printf(out, "E%s", kp_code_name(v.as.fault.code) + 2);
    else if (v.state != KP_VALUE)
        kp_buf_z(out, v.state == KP_BLANK ? "_" : "~");
    else if (v.kind == KP_NUM)
        kp_dec_print(v.as.num, -1, out);
    else if (v.kind == KP_TEXT)
        kp_buf_str(out, kp_symbol_text(f->symbols, v.as.symbol));
    else if (v.kind == KP_BOOL)
        kp_buf_z(out, v.as.flag ? "t" : "f");
    else if (v.kind == KP_DATE) {
        kp_date_print(v.as.date, date);
        kp_buf_z(out, date);
    }
}

static inline void formulas_close(formulas *f)
{
    kp_run_close(f->run);
    kp_buf_free(&f->text);
    kp_diags_close(f->diags);
    kp_symbols_close(f->symbols);
    kp_arena_close(f->arena);
}

#endif
