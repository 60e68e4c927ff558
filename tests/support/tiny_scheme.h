/* tiny_scheme.h - a scheme by hand and books out of literals, for tests of loading.
 *
 * The scheme: 部门 (编号), 员工 (工号) with a field of every kind, 奖惩 (编号) pointing
 * at 员工, for March 2025.  Sheets are CSV literals; a workbook's cells are marked:
 *   N'12.5 number   D'2025-03-01 date   X'#N/A fault   U'A1+1 formula without a value
 *   M' covered by a merged cell         H' in front of a row: hidden
 */
#ifndef KP_TESTS_TINY_SCHEME_H
#define KP_TESTS_TINY_SCHEME_H

#include <string.h>

#include "rules/compile.h"
#include "rules/load/load.h"

typedef struct tiny_scheme {
    kp_arena *arena;
    kp_scheme *scheme;
    kp_diags *diags;
    kp_book rules, data, previous;
    kp_load_input in;
    kp_table **table;
    kp_status status;
} tiny_scheme;

static inline kp_field *ts_field(tiny_scheme *t, uint32_t entity, const char *name,
                                 kp_kind kind, kp_missing missing)
{
    kp_scheme *s = t->scheme;
    kp_field *f = KP_NEW(t->arena, kp_field);
    kp_entity *e = s->entity[entity];

    f->id = (uint32_t)s->nfields;
    f->entity = entity;
    f->local = (uint32_t)e->nfields;
    f->name = kp_str_of(name);
    f->kind = kind;
    f->decimals = -1;
    f->scale = kind == KP_NUM ? 6 : 0;
    f->missing = missing;
    f->link_entity = UINT32_MAX;
    f->history_of = KP_NO_FIELD;
    s->field[s->nfields++] = f;
    e->field[e->nfields++] = f->id;
    return f;
}

static inline kp_entity *ts_entity(tiny_scheme *t, const char *name)
{
    kp_entity *e = KP_NEW(t->arena, kp_entity);

    e->id = (uint32_t)t->scheme->nentities;
    e->name = kp_str_of(name);
    e->field = KP_NEW_ARRAY(t->arena, 64, uint32_t);
    e->key = KP_NEW_ARRAY(t->arena, 8, uint32_t);
    t->scheme->entity[t->scheme->nentities++] = e;
    return e;
}

static inline void ts_key(tiny_scheme *t, kp_field *field)
{
    kp_entity *e = t->scheme->entity[field->entity];

    field->is_key = true;
    e->key[e->nkeys++] = field->id;
}

static inline kp_field *ts_money(tiny_scheme *t, uint32_t entity, const char *name,
                                 kp_missing missing)
{
    kp_field *f = ts_field(t, entity, name, KP_NUM, missing);

    f->unit = KP_UNIT_MONEY;
    f->decimals = 2;
    f->scale = 2;
    return f;
}

static inline kp_field *ts_link(tiny_scheme *t, uint32_t entity, const char *name,
                                uint32_t to, kp_missing missing)
{
    kp_field *f = ts_field(t, entity, name, KP_LINK, missing);

    f->link_entity = to;
    return f;
}

static inline kp_field *ts_formula(tiny_scheme *t, uint32_t entity, const char *name)
{
    kp_field *f = ts_money(t, entity, name, KP_MISSING_ERROR);

    f->source = KP_SOURCE_SCALAR;
    return f;
}

static inline kp_field *ts_history(tiny_scheme *t, const kp_field *of, const char *name,
                                   kp_history history)
{
    kp_field *f = ts_field(t, of->entity, name, of->kind, KP_MISSING_ERROR);

    f->unit = of->unit;
    f->decimals = of->decimals;
    f->scale = of->scale;
    f->source = KP_SOURCE_HISTORY;
    f->history = history;
    f->history_of = of->id;
    return f;
}

static inline kp_field *ts_named(const tiny_scheme *t, uint32_t entity,
                                 const char *name)
{
    const kp_entity *e = t->scheme->entity[entity];

    for (size_t k = 0; k < e->nfields; k++)
        if (kp_str_is(t->scheme->field[e->field[k]]->name, name))
            return t->scheme->field[e->field[k]];
    return NULL;
}

static inline void ts_options(tiny_scheme *t, kp_field *field,
                              const char *const *options)
{
    field->option = KP_NEW_ARRAY(t->arena, 8, uint32_t);
    for (; *options; options++)
        field->option[field->noptions++] =
            kp_symbol(t->scheme->symbols, kp_str_of(*options));
}

static inline void ts_alias(tiny_scheme *t, const kp_field *field, const char *text,
                            bool is_pattern)
{
    kp_aliases *a = t->scheme->aliases;

    a->alias[a->n++] = (kp_alias){field->id, is_pattern, kp_str_of(text)};
}

enum {
    TS_DEPT,
    TS_PERSON,
    TS_AWARD,
    TS_ENTITIES
};

static inline void ts_people(tiny_scheme *t)
{
    static const char *const posts[] = {"正职", "副职", "专员", NULL};

    ts_key(t, ts_field(t, TS_PERSON, "工号", KP_TEXT, KP_MISSING_ERROR));
    (void)ts_field(t, TS_PERSON, "姓名", KP_TEXT, KP_MISSING_ERROR);
    (void)ts_link(t, TS_PERSON, "部门", TS_DEPT, KP_MISSING_ERROR);
    ts_options(t, ts_field(t, TS_PERSON, "职", KP_TEXT, KP_MISSING_BLANK), posts);
    (void)ts_field(t, TS_PERSON, "入职日期", KP_DATE, KP_MISSING_BLANK);
    (void)ts_field(t, TS_PERSON, "身份证号", KP_TEXT, KP_MISSING_BLANK);
    (void)ts_field(t, TS_PERSON, "银行账号", KP_TEXT, KP_MISSING_BLANK);
    (void)ts_money(t, TS_PERSON, "档案工资", KP_MISSING_BLANK);
    kp_field *share = ts_field(t, TS_PERSON, "占比", KP_NUM, KP_MISSING_BLANK);
    share->unit = KP_UNIT_PERCENT;
    share->decimals = 4;
    share->scale = 4;
    (void)ts_field(t, TS_PERSON, "党员", KP_BOOL, KP_MISSING_BLANK);
    (void)ts_field(t, TS_PERSON, "出勤天数", KP_NUM, KP_MISSING_BLANK);
    (void)ts_money(t, TS_PERSON, "子女教育", KP_MISSING_ZERO);
    (void)ts_formula(t, TS_PERSON, "应发合计");
    ts_alias(t, ts_named(t, TS_PERSON, "工号"), "员工编号", false);
    ts_alias(t, ts_named(t, TS_PERSON, "银行账号"), "^工资卡", true);
}

static inline tiny_scheme *ts_open(void)
{
    kp_arena *arena = kp_arena_open(0);
    tiny_scheme *t = KP_NEW(arena, tiny_scheme);
    kp_scheme *s = KP_NEW(arena, kp_scheme);

    t->arena = s->arena = arena;
    t->scheme = s;
    t->diags = kp_diags_open();
    s->symbols = kp_symbols_open();
    s->month = kp_date_of((kp_ymd){2025, 3, 1});
    s->entity = KP_NEW_ARRAY(arena, 8, kp_entity *);
    s->field = KP_NEW_ARRAY(arena, 128, kp_field *);
    s->aliases = KP_NEW(arena, kp_aliases);
    s->aliases->alias = KP_NEW_ARRAY(arena, 32, kp_alias);
    (void)ts_entity(t, "部门");
    (void)ts_entity(t, "员工");
    (void)ts_entity(t, "奖惩");
    ts_key(t, ts_field(t, TS_DEPT, "编号", KP_TEXT, KP_MISSING_ERROR));
    (void)ts_field(t, TS_DEPT, "名称", KP_TEXT, KP_MISSING_BLANK);
    ts_people(t);
    ts_key(t, ts_field(t, TS_AWARD, "编号", KP_TEXT, KP_MISSING_ERROR));
    (void)ts_link(t, TS_AWARD, "员工", TS_PERSON, KP_MISSING_ERROR);
    (void)ts_money(t, TS_AWARD, "金额", KP_MISSING_ERROR);
    kp_book_init(&t->rules, arena);
    kp_book_init(&t->data, arena);
    kp_book_init(&t->previous, arena);
    t->in = (kp_load_input){.scheme_book = &t->rules, .data = &t->data};
    return t;
}

static inline void ts_close(tiny_scheme *t)
{
    kp_diags_close(t->diags);
    kp_symbols_close(t->scheme->symbols);
    kp_arena_close(t->arena);
}

/* ---- books ---- */

static inline void ts_cell(kp_cell *cell, const char *p, size_t n, bool marked)
{
    static const char marks[] = "NDXUM";
    static const uint8_t kinds[] = {KP_CELL_NUMBER, KP_CELL_DATE, KP_CELL_FAULT,
                                    KP_CELL_UNCACHED, KP_CELL_EMPTY};
    const char *mark = marked && n >= 2 && p[1] == '\'' ? strchr(marks, p[0]) : NULL;

    *cell =
        (kp_cell){.p = p, .n = (uint32_t)n, .kind = n ? KP_CELL_TEXT : KP_CELL_EMPTY};
    if (!mark)
        return;
    cell->p += 2;
    cell->n -= 2;
    cell->kind = kinds[mark - marks];
    cell->merged = *mark == 'M';
}

static inline void ts_row(kp_book *book, kp_sheet *sheet, kp_str line, bool marked)
{
    bool hidden = marked && kp_str_starts(line, KP_STR("H'"));
    uint32_t n = 0;

    line = kp_str_slice(line, hidden ? 2 : 0, line.n);
    for (size_t k = 0; k < line.n; k++)
        n += line.p[k] == ',';
    kp_row *row = kp_sheet_add_row(book, sheet, line.n ? n + 1 : 0);
    row->hidden = hidden;
    for (uint32_t j = 0; line.n || j < row->ncells; j++) {
        kp_str text = kp_str_cut(&line, ',');

        ts_cell(&row->cells[j], text.p, text.n, marked);
    }
}

/* Lines end in \n; "a.csv" is a CSV file, "b.xlsx[员工]" a sheet of a workbook. */
static inline kp_sheet *ts_sheet(kp_book *book, const char *file, const char *text)
{
    kp_str rest = kp_str_of(text), name = kp_str_of(file);
    size_t bracket = kp_str_find(name, KP_STR("["));
    bool csv = bracket == SIZE_MAX;
    kp_str path = csv ? name : kp_str_slice(name, 0, bracket);

    if (csv) {
        size_t from = name.n;

        while (from > 0 && name.p[from - 1] != '/')
            from--;
        name = kp_str_slice(name, from, name.n - 4);
    } else {
        name = kp_str_slice(name, bracket + 1, name.n - 1);
    }
    kp_sheet *sheet = kp_book_add_sheet(book, path, name, csv);
    while (rest.n)
        ts_row(book, sheet, kp_str_cut(&rest, '\n'), !csv);
    return sheet;
}

static inline void ts_load(tiny_scheme *t)
{
    t->status = kp_load_tables(t->arena, t->scheme, &t->in, &t->table, t->diags);
    kp_diags_sort(t->diags);
}

/* ---- looking at results ---- */

static inline size_t ts_row_of(const tiny_scheme *t, uint32_t entity, const char *key)
{
    return kp_table_find(t->table[entity], t->scheme->symbols, kp_str_of(key));
}

/* A cell as text: "8650", "blank", "absent", "KP4080", "→D1". */
static inline void ts_value(const tiny_scheme *t, uint32_t entity, const char *key,
                            const char *name, kp_buf *out)
{
    const kp_field *f = ts_named(t, entity, name);
    size_t row = ts_row_of(t, entity, key);
    char date[KP_DATE_TEXT];

    if (row == SIZE_MAX) {
        kp_buf_z(out, "no row");
        return;
    }
    kp_value v = kp_column_get(&t->table[entity]->column[f->local], row);
    if (v.state == KP_BLANK || v.state == KP_ABSENT)
        kp_buf_z(out, v.state == KP_BLANK ? "blank" : "absent");
    else if (v.state == KP_ERROR)
        kp_buf_z(out, kp_code_name(v.as.fault.code));
    else if (v.kind == KP_NUM)
        kp_dec_print(v.as.num, -1, out);
    else if (v.kind == KP_TEXT)
        kp_buf_str(out, kp_symbol_text(t->scheme->symbols, v.as.symbol));
    else if (v.kind == KP_BOOL)
        kp_buf_z(out, v.as.flag ? "是" : "否");
    else if (v.kind == KP_DATE)
        kp_date_print(v.as.date, date), kp_buf_z(out, date);
    else {
        kp_buf_z(out, "→");
        kp_buf_str(out, kp_symbol_text(t->scheme->symbols,
                                       t->table[f->link_entity]->key[v.as.row]));
    }
}

#endif
