/* expr_cell.c - constants and references: the leaves of formulas; see expr.h. */
#include "engine/base/fold.h"
#include "io/live/expr.h"

static void put(kp__writer *w, const char *text)
{
    kp_buf_z(w->out, text);
}

/* ---- what stands in cells ---- */

static bool put_date(kp__writer *w, int32_t day)
{
    const int32_t before_1970 = 25569, march_1900 = 61;
    int64_t serial = (int64_t)day + before_1970;

    // Programs disagree about the days before.
    if (serial < march_1900)
        return kp__writer_fails(w, KP__WHY_FUNCTION);
    kp_buf_uint(w->out, (uint64_t)serial);
    return true;
}

static bool write_plain_constant(kp__writer *w, const kp_expr *e)
{
    switch (e->kind) {
    case KP_NUM:
        return kp__put_number(w->out, e->value.as.num) ||
               kp__writer_fails(w, KP__WHY_DIGITS);
    case KP_TEXT:
        if (kp_symbol_text(w->plan->scheme->symbols, e->value.as.symbol).n >
            KP__TEXT_BYTES)
            return kp__writer_fails(w, KP__WHY_LONG);
        kp__put_text(w->out,
                     kp_symbol_text(w->plan->scheme->symbols, e->value.as.symbol));
        return true;
    case KP_DATE:
        return put_date(w, e->value.as.date);
    case KP_BOOL:
        put(w, e->value.as.flag ? "TRUE" : "FALSE");
        return true;
    case KP_LINK:
        break;
    }
    return kp__writer_fails(w, KP__WHY_FUNCTION);
}

bool kp__write_constant(kp__writer *w, const kp_expr *e)
{
    size_t param = kp__param_of(w->plan, e);

    if (param != SIZE_MAX) {
        uint32_t row = KP__DATA_ROW + (uint32_t)param;

        kp__put_range(w->out, w->plan->params_quoted, 1, row, row);
        if (e->kind == KP_BOOL)
            put(w, "=\"是\"");
        return true;
    }
    if (e->value.state == KP_VALUE)
        return write_plain_constant(w, e);
    put(w, e->value.state == KP_ABSENT ? ABSENT : "\"\"");
    return true;
}

void kp__write_position(kp__writer *w, uint32_t entity, uint32_t nlinks,
                        const uint32_t *link)
{
    kp__put_cell(w->out, kp__chain_of(w->plan, entity, nlinks, link)->column);
}

/* The cell of the field, in the own row or in the one that the links lead to. */
void kp__write_cell(kp__writer *w, const kp_expr *e)
{
    uint32_t column = kp__column_of(w->plan, e->field);

    if (e->op == KP_X_FIELD) {
        kp__put_cell(w->out, column);
        return;
    }
    const kp_field *field = w->plan->scheme->field[e->field];
    const kp__sheet_of_entity *sheet = kp__sheet_of(w->plan, field->entity);
    const kp__chain *chain =
        kp__chain_of(w->plan, w->field->entity, e->nlinks, e->link);
    uint32_t last = kp__last_row(sheet);

    // Also where some row has no link: a cell is a cell, INDEX of one is not
    // everywhere.
    if (sheet->table->n <= 1) {
        kp__put_range(w->out, sheet->quoted, column, KP__DATA_ROW, last);
        return;
    }
    put(w, "INDEX(");
    kp__put_range(w->out, sheet->quoted, column, KP__DATA_ROW, last);
    put(w, ",");
    kp__put_cell(w->out, chain->column);
    put(w, ")");
}

bool kp__write_reference(kp__writer *w, const kp_expr *e)
{
    kp__write_cell(w, e);
    if (e->kind == KP_BOOL)
        put(w, "=\"是\"");
    return true;
}

/* A cell that shows what another one shows: an empty one must not become 0. */
bool kp__write_reference_value(kp__writer *w, const kp_expr *e)
{
    bool chain_blank = false;

    if (e->op == KP_X_UP) {
        const kp__chain *chain =
            kp__chain_of(w->plan, w->field->entity, e->nlinks, e->link);

        chain_blank = chain->blank;
        if (chain_blank) {
            put(w, "IF(");
            kp__put_cell(w->out, chain->column);
            put(w, "=\"\",\"\",");
        }
    }
    if (w->plan->bound[e->field].blank) {
        put(w, "IF(");
        kp__write_cell(w, e);
        put(w, "=\"\",\"\",");
        kp__write_cell(w, e);
        put(w, ")");
    } else {
        kp__write_cell(w, e);
    }
    if (chain_blank)
        put(w, ")");
    return true;
}

static bool has_case(uint32_t point)
{
    return kp_utf8_upper(point) != point || kp_utf8_lower(point) != point;
}

/* "=" between texts ignores case; where no letter has one it reads better than EXACT.
 */
bool kp__is_caseless(const kp__writer *w, const kp_expr *e)
{
    if (e->op != KP_X_CONST || e->value.state != KP_VALUE)
        return false;
    kp_str text = kp_symbol_text(w->plan->scheme->symbols, e->value.as.symbol);

    for (size_t at = 0; at < text.n;)
        if (has_case(kp_utf8_next(text, &at)))
            return false;
    return true;
}
