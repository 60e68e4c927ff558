/* cells.c - what stands in one cell of one sheet; see live.h. */
#include "io/live/parts.h"

static void put_text(kp_live_cell *out, kp_live_look look, kp_str text)
{
    out->look = look;
    out->content = text.n ? KP_LIVE_TEXT : KP_LIVE_EMPTY;
    out->text = text;
}

static kp_str own_copy(kp_buf *scratch)
{
    return kp_buf_view(scratch);
}

/* ---- entities ---- */

static kp_str heading_of(const kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                         const kp__column *column, kp_buf *scratch)
{
    if (column->role == KP__KEY)
        return KP_STR("主键");
    if (column->role == KP__FIELD)
        return plan->scheme->field[column->field]->name;
    if (column->role == KP__FIRST) {
        kp_buf_str(scratch, plan->scheme->field[column->field]->name);
        kp_buf_z(scratch, "·首");
        return own_copy(scratch);
    }
    const kp__chain *chain = &sheet->chain[column->chain];

    for (uint32_t k = 0; k < chain->nlinks; k++) {
        kp_buf_z(scratch, k ? "." : "");
        kp_buf_str(scratch, plan->scheme->field[chain->link[k]]->name);
    }
    kp_buf_z(scratch, "·行");
    return own_copy(scratch);
}

static kp_str comment_of(const kp_live_plan *plan, const kp__column *column,
                         kp_buf *scratch)
{
    const kp_field *field = plan->scheme->field[column->field];

    if (column->role != KP__FIELD)
        return KP_NONE;
    if (field->clause.n) {
        kp_buf_z(scratch, "依据：");
        kp_buf_str(scratch, field->clause);
    }
    if (column->why != KP__WHY_NONE) {
        kp_buf_z(scratch, scratch->n ? "\n数值：" : "数值：");
        kp_buf_str(scratch, kp__why_text(column->why));
    }
    if (column->data_proof)
        kp_buf_z(scratch, scratch->n ? "\n取舍按本月数据核对" : "取舍按本月数据核对");
    return own_copy(scratch);
}

static void show_head(const kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                      uint32_t row, uint32_t col, kp_buf *scratch, kp_live_cell *out)
{
    const kp__column *column = &sheet->column[col];
    bool field = column->role == KP__FIELD;
    const kp_field *f = field ? plan->scheme->field[column->field] : NULL;

    if (row == 0) {
        put_text(out, KP_LIVE_TITLE, col ? KP_NONE : sheet->entity->name);
    } else if (row == 1) {
        put_text(out, KP_LIVE_REMARK, f ? f->clause : col ? KP_NONE : KP_STR("依据"));
    } else if (row == 2) {
        put_text(out, KP_LIVE_REMARK, f ? f->formula : col ? KP_NONE : KP_STR("公式"));
    } else {
        put_text(out, KP_LIVE_HEADING, heading_of(plan, sheet, column, scratch));
        if (field)
            out->comment = comment_of(plan, column, scratch);
    }
}

static void show_position(const kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                          const kp__column *column, uint32_t place, kp_live_cell *out)
{
    const kp__chain *chain = &sheet->chain[column->chain];
    size_t row =
        kp_run_follow(plan->run, sheet->row_at[place], chain->link, chain->nlinks);

    out->look = KP_LIVE_POSITION;
    if (row == SIZE_MAX)
        return;
    out->content = KP_LIVE_NUMBER;
    out->number = kp_dec((int64_t)plan->entity[chain->target].place_of[row] + 1, 0);
}

static void show_first(const kp__column *column, uint32_t place, kp_live_cell *out)
{
    out->look = KP_LIVE_POSITION;
    if (!column->first)
        return;
    out->content = KP_LIVE_NUMBER;
    out->number = kp_dec(column->first[place], 0);
}

static kp_live_look look_of(const kp_live_plan *plan, const kp__column *column)
{
    const kp_field *field = plan->scheme->field[column->field];

    if (column->formula.n)
        return KP_LIVE_FORMULA;
    return field->source == KP_SOURCE_INPUT || field->source == KP_SOURCE_HISTORY
               ? KP_LIVE_INPUT
               : KP_LIVE_PINNED;
}

static void put_formula(const kp__column *column, uint32_t place, kp_buf *scratch,
                        kp_live_cell *out)
{
    const kp__span *span = column->span ? &column->span[place] : NULL;
    bool alone = span && span->last < span->first;

    if (!column->formula.n)
        return;
    kp__fill(scratch, alone ? column->alone : column->formula, place + KP__DATA_ROW,
             span);
    out->formula = own_copy(scratch);
    out->array = column->array && !alone;
}

static void show_row(const kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                     uint32_t place, uint32_t col, kp_buf *scratch, kp_live_cell *out)
{
    const kp__column *column = &sheet->column[col];
    uint32_t row = sheet->row_at[place];

    if (column->role == KP__KEY) {
        put_text(out, KP_LIVE_HEADING,
                 kp_symbol_text(plan->scheme->symbols, sheet->table->key[row]));
        return;
    }
    if (column->role == KP__POSITION) {
        show_position(plan, sheet, column, place, out);
    } else if (column->role == KP__FIRST) {
        show_first(column, place, out);
    } else {
        out->look = look_of(plan, column);
        kp__show_value(plan, plan->scheme->field[column->field], row, out);
    }
    put_formula(column, place, scratch, out);
}

static void show_entity(const kp_live_plan *plan, const kp_live_sheet *sheet,
                        uint32_t row, uint32_t col, kp_buf *scratch, kp_live_cell *out)
{
    const kp__sheet_of_entity *entity = &plan->entity[sheet->index];

    if (row < KP__DATA_ROW - 1)
        show_head(plan, entity, row, col, scratch, out);
    else
        show_row(plan, entity, row - (KP__DATA_ROW - 1), col, scratch, out);
}

/* The same places, with our values where the other sheet has formulas. */
static void show_values(const kp_live_plan *plan, const kp_live_sheet *sheet,
                        uint32_t row, uint32_t col, kp_buf *scratch, kp_live_cell *out)
{
    const kp__sheet_of_entity *entity = &plan->entity[sheet->index];
    const kp__column *column = &entity->column[col];
    bool live = column->role == KP__FIELD && column->formula.n;

    if (row < KP__DATA_ROW - 1) {
        if (row == KP__DATA_ROW - 2)
            put_text(out, KP_LIVE_HEADING, heading_of(plan, entity, column, scratch));
        return;
    }
    if (column->role == KP__KEY || live)
        show_row(plan, entity, row - (KP__DATA_ROW - 1), col, scratch, out);
    out->formula = KP_NONE;
    out->look = KP_LIVE_PINNED;
}

/* ---- parameters, tables, checks ---- */

static void show_param(const kp_live_plan *plan, uint32_t row, uint32_t col,
                       kp_live_cell *out)
{
    static const char *const headings[] = {"名称", "值", "单位", "依据"};

    if (row == 0)
        put_text(out, KP_LIVE_TITLE, col ? KP_NONE : KP_STR("参数"));
    if (row == KP__DATA_ROW - 2)
        put_text(out, KP_LIVE_HEADING, kp_str_of(headings[col]));
    if (row < KP__DATA_ROW - 1)
        return;
    const kp_param *param = &plan->scheme->param[row - (KP__DATA_ROW - 1)];
    const kp_str text[] = {param->name, KP_NONE, param->unit, param->clause};

    put_text(out, KP_LIVE_PLAIN, text[col]);
    if (col != 1)
        return;
    out->look = KP_LIVE_INPUT;
    kp__show(plan, param->value, NULL, out);
}

static kp_str table_heading(const kp__live_table *t, uint32_t col, kp_buf *scratch)
{
    const kp_dtable *table = t->table;
    size_t k = 0;

    if (col == KP__ORDINAL_COLUMN)
        return KP_STR("行");
    if (col == KP__LABEL_COLUMN)
        return KP_STR("序号");
    if (col == t->clause_column)
        return KP_STR("依据");
    if (col >= t->first_output)
        return table->output[col - t->first_output].name;
    while (k + 1 < table->ninputs && t->input[k + 1].column <= col)
        k++;
    uint32_t at = col - t->input[k].column;
    const kp__input_layout *in = &t->input[k];

    kp_buf_str(scratch, table->input[k].name);
    if (in->form == KP__EQUALS)
        kp_buf_z(scratch, at ? " ≠" : "");
    else if (at == 0)
        kp_buf_z(scratch, in->low_mixed ? " 下限" : in->low_open ? " >" : " ≥");
    else if (at == 1)
        kp_buf_z(scratch, in->high_mixed ? " 上限" : in->high_open ? " <" : " ≤");
    else
        kp_buf_z(scratch, at == 2 && in->low_mixed ? " 含下限" : " 含上限");
    return own_copy(scratch);
}

static void show_output(const kp_live_plan *plan, const kp__live_table *t,
                        size_t output, const kp__line *line, kp_live_cell *out)
{
    const kp_doutput *column = &t->table->output[output];
    kp_value value = line ? column->cell[line->rule] : column->fallback;

    out->look = KP_LIVE_INPUT;
    if (!line && !t->table->complete)
        put_text(out, KP_LIVE_PLAIN, KP_STR("未命中"));
    else
        kp__show(plan, value, NULL, out);
}

static void show_line(const kp_live_plan *plan, const kp__live_table *t, uint32_t i,
                      uint32_t col, kp_live_cell *out)
{
    const kp__line *line = i ? &t->line[i - 1] : NULL;

    if (col == KP__ORDINAL_COLUMN) {
        out->content = KP_LIVE_NUMBER;
        out->number = kp_dec(i, 0);
    } else if (col >= t->first_output && col < t->clause_column) {
        show_output(plan, t, col - t->first_output, line, out);
    } else if (!line) {
        return;
    } else if (col == KP__LABEL_COLUMN) {
        put_text(out, KP_LIVE_PLAIN, t->table->rule[line->rule].label);
    } else if (col == t->clause_column) {
        put_text(out, KP_LIVE_REMARK, t->table->rule[line->rule].clause);
    } else {
        kp__line_cell(plan, t, line, col, out);
    }
}

static void show_table(const kp_live_plan *plan, const kp_live_sheet *sheet,
                       uint32_t row, uint32_t col, kp_buf *scratch, kp_live_cell *out)
{
    const kp__live_table *t = &plan->table[sheet->index];

    if (row == 0)
        put_text(out, KP_LIVE_TITLE, col ? KP_NONE : t->table->name);
    else if (row == KP__DATA_ROW - 2)
        put_text(out, KP_LIVE_HEADING, table_heading(t, col, scratch));
    else if (row >= KP__DATA_ROW - 1)
        show_line(plan, t, row - (KP__DATA_ROW - 1), col, out);
}

static void show_check(const kp_live_plan *plan, uint32_t row, uint32_t col,
                       kp_buf *scratch, kp_live_cell *out)
{
    static const char *const headings[] = {"表", "核对", "差异"};

    if (row == 0)
        put_text(out, KP_LIVE_TITLE, col ? KP_NONE : KP_STR("核对"));
    if (row == 1 && col == 0)
        put_text(out, KP_LIVE_HEADING, KP_STR("差异合计（应为 0）"));
    if (row == KP__DATA_ROW - 2)
        put_text(out, KP_LIVE_HEADING, kp_str_of(headings[col]));
    bool total = row == 1 && col == 2;
    if (row < KP__DATA_ROW - 1 && !total)
        return;
    if (!total && col < 2) {
        const kp__check_line *line = &plan->check[row - (KP__DATA_ROW - 1)];
        put_text(out, KP_LIVE_PLAIN, col ? line->what : line->sheet);
        return;
    }
    out->look = KP_LIVE_VERDICT;
    out->content = KP_LIVE_NUMBER;
    if (!total) {
        out->formula = plan->check[row - (KP__DATA_ROW - 1)].formula;
        return;
    }
    // A minus is a difference, too: nothing may cancel.
    kp_buf_printf(scratch, "SUMIF(C%d:C%zu,\">0\")-SUMIF(C%d:C%zu,\"<0\")",
                  KP__DATA_ROW, KP__DATA_ROW + plan->nchecks, KP__DATA_ROW,
                  KP__DATA_ROW + plan->nchecks);
    out->formula = own_copy(scratch);
}

void kp_live_cell_at(const kp_live_plan *plan, size_t which, uint32_t row, uint32_t col,
                     kp_buf *scratch, kp_live_cell *out)
{
    const kp_live_sheet *sheet = &plan->sheet[which];

    kp_buf_clear(scratch);
    *out = (kp_live_cell){.decimals = -1};
    switch ((kp__sheet_kind)sheet->kind) {
    case KP__NOTES:
        kp__note_cell(plan, row, col, out);
        break;
    case KP__CHECKS:
        show_check(plan, row, col, scratch, out);
        break;
    case KP__PARAMS:
        show_param(plan, row, col, out);
        break;
    case KP__ENTITY:
        show_entity(plan, sheet, row, col, scratch, out);
        break;
    case KP__TABLE:
        show_table(plan, sheet, row, col, scratch, out);
        break;
    case KP__VALUES:
        show_values(plan, sheet, row, col, scratch, out);
        break;
    }
}

uint32_t kp_live_width(const kp_live_plan *plan, size_t which, uint32_t col,
                       bool *hidden)
{
    const kp_live_sheet *sheet = &plan->sheet[which];

    *hidden = false;
    switch ((kp__sheet_kind)sheet->kind) {
    case KP__NOTES:
        return col == 2 ? 80 : 24;
    case KP__CHECKS:
        return col == 1 ? 60 : 20;
    case KP__ENTITY:
        *hidden = plan->entity[sheet->index].column[col].role >= KP__POSITION;
        return 14;
    case KP__PARAMS:
        return col == 0 || col == 3 ? 30 : 14;
    case KP__TABLE:
    case KP__VALUES:
        break;
    }
    return 14;
}
