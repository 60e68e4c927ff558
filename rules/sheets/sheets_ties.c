/* sheets_ties.c - 校验 of 报表: what the sums of layouts have to do with each other.
 *
 *   代发等于工资表,报表,sum(银行代发.金额) = sum(工资表.实发合计)
 *
 * A layout is written like a list of rows, its columns like fields.  Only sums and
 * counts, joined by + and -, on both sides of one comparison: these are the figures
 * that a writer has noted, so the outputs themselves are compared.
 */
#include "engine/base/fold.h"
#include "engine/report_tie.h"
#include "rules/expr/parse.h"
#include "rules/sheets/sheets.h"

typedef struct tie_reader {
    kp_build *b;
    const kp_block *block;
    uint32_t i, condition;
} tie_reader;

static bool refuse(const tie_reader *r, kp_code code, kp_str arg1, kp_str arg2)
{
    kp__sheet_fault(r->b, r->block, r->i, r->condition, code, arg1, arg2);
    return false;
}

// ---- what stands in a sum

static bool find_report(const tie_reader *r, kp_str name, uint32_t *out)
{
    const kp_scheme *scheme = r->b->scheme;

    for (uint32_t k = 0; k < scheme->nreports; k++)
        if (kp_str_eq(kp_fold(r->b->arena, scheme->report[k]->name), name)) {
            *out = k;
            return true;
        }
    return false;
}

static kp_str nearest_report(const tie_reader *r, kp_str wrong)
{
    const kp_scheme *scheme = r->b->scheme;
    kp_str *names = KP_NEW_ARRAY(r->b->arena, scheme->nreports + 1, kp_str);

    for (size_t k = 0; k < scheme->nreports; k++)
        names[k] = scheme->report[k]->name;
    return kp_nearest(wrong, names, scheme->nreports);
}

static bool read_column(const tie_reader *r, uint32_t report, kp_str name,
                        kp_tie_term *out)
{
    const kp_report *of = r->b->scheme->report[report];
    size_t found = 0;

    *out = (kp_tie_term){.kind = KP_TIE_COLUMN, .report = report};
    for (uint32_t k = 0; k < of->ncolumns; k++)
        if (kp_str_eq(kp_fold(r->b->arena, of->column[k].heading), name)) {
            out->column = k;
            found++;
        }
    if (found != 1)
        return refuse(r, found ? KP2147 : KP2123, name, KP_NONE);
    const kp_report_column *column = &of->column[out->column];

    if (column->row_number || column->empty ||
        r->b->scheme->field[column->field]->kind != KP_NUM ||
        column->format == KP_FORMAT_TEXT || column->format == KP_FORMAT_CAPITALS)
        return refuse(r, KP2145, name, KP_NONE);
    return true;
}

static bool read_field(const tie_reader *r, size_t entity, kp_str name,
                       kp_tie_term *out)
{
    size_t field;

    if (!kp_map_get(&r->b->fields[entity], name, &field))
        return refuse(r, KP2115, name, kp__nearest_field(r->b, (uint32_t)entity, name));
    if (r->b->scheme->field[field]->kind != KP_NUM)
        return refuse(r, KP2145, name, KP_NONE);
    *out = (kp_tie_term){.kind = KP_TIE_FIELD, .field = (uint32_t)field};
    return true;
}

/* 实发合计, or 上期.实发合计: the names behind the owner's. */
static kp_str name_behind(const tie_reader *r, const kp_ast *of, const kp_ast **owner)
{
    kp_str last = kp_fold(r->b->arena, of->text);

    *owner = of->arg[0];
    if ((*owner)->kind != KP_AST_PATH)
        return last;
    kp_str middle = kp_fold(r->b->arena, (*owner)->text);

    *owner = (*owner)->arg[0];
    return kp_str_joined(r->b->arena, middle, ".", last);
}

static bool read_sum(const tie_reader *r, const kp_ast *of, kp_tie_term *out)
{
    const kp_ast *first;
    uint32_t report;
    size_t entity;

    if (of->kind != KP_AST_PATH)
        return refuse(r, KP2143, KP_NONE, KP_NONE);
    kp_str name = name_behind(r, of, &first);

    if (first->kind != KP_AST_NAME)
        return refuse(r, KP2143, KP_NONE, KP_NONE);
    kp_str owner = kp_fold(r->b->arena, first->text);

    if (find_report(r, owner, &report))
        return read_column(r, report, name, out);
    if (kp_map_get(&r->b->entities, owner, &entity))
        return read_field(r, entity, name, out);
    return refuse(r, KP2144, owner, nearest_report(r, owner));
}

static bool read_count(const tie_reader *r, const kp_ast *of, kp_tie_term *out)
{
    uint32_t report;

    if (of->kind != KP_AST_NAME)
        return refuse(r, KP2143, KP_NONE, KP_NONE);
    if (!find_report(r, kp_fold(r->b->arena, of->text), &report))
        return refuse(r, KP2144, of->text, nearest_report(r, of->text));
    *out = (kp_tie_term){.kind = KP_TIE_ROWS, .report = report};
    return true;
}

static bool read_call(const tie_reader *r, const kp_ast *ast, kp_tie_term *out)
{
    kp_str name = ast->arg[0]->kind == KP_AST_NAME ? ast->arg[0]->text : KP_NONE;

    if (ast->nargs != 2 || ast->arg_name)
        return refuse(r, KP2143, KP_NONE, KP_NONE);
    if (kp_str_is(name, "sum") || kp_str_is(name, "合计") || kp_str_is(name, "SUM"))
        return read_sum(r, ast->arg[1], out);
    if (kp_str_is(name, "count") || kp_str_is(name, "计数") || kp_str_is(name, "COUNT"))
        return read_count(r, ast->arg[1], out);
    return refuse(r, KP2143, KP_NONE, KP_NONE);
}

// ---- sides

static void add_term(const tie_reader *r, kp_tie_side *side, kp_tie_term term)
{
    side->term = kp_arena_grow(r->b->arena, side->term, &side->cap, side->n + 1,
                               sizeof *side->term);
    side->term[side->n++] = term;
}

// Depth is limited by the parser: a chain of + leans to the left.
static bool read_side(const tie_reader *r, const kp_ast *ast, bool minus,
                      kp_tie_side *side)
{
    kp_tie_term term = {.kind = KP_TIE_NUMBER, .num = ast->num};

    if (ast->kind == KP_AST_BINARY && (ast->op == KP_OP_ADD || ast->op == KP_OP_SUB))
        return read_side(r, ast->arg[0], minus, side) &&
               read_side(r, ast->arg[1], minus != (ast->op == KP_OP_SUB), side);
    if (ast->kind == KP_AST_UNARY && ast->op == KP_OP_NEG)
        return read_side(r, ast->arg[0], !minus, side);
    if (ast->kind == KP_AST_CALL ? !read_call(r, ast, &term)
                                 : ast->kind != KP_AST_NUMBER)
        return ast->kind == KP_AST_CALL ? false : refuse(r, KP2143, KP_NONE, KP_NONE);
    term.minus = minus;
    add_term(r, side, term);
    return true;
}

static bool read_relation(kp_op op, kp_tie_relation *out)
{
    *out = op == KP_OP_LE ? KP_TIE_LE : op == KP_OP_GE ? KP_TIE_GE : KP_TIE_EQ;
    return op == KP_OP_EQ || op == KP_OP_LE || op == KP_OP_GE;
}

static kp_str text_of_side(kp_build *b, kp_str typed, const kp_ast *ast)
{
    // Spans count in the cell as typed.
    if ((size_t)ast->at + ast->len > typed.n)
        return kp_str_copy(b->arena, typed);
    return kp_str_copy(b->arena, kp_str_slice(typed, ast->at, ast->at + ast->len));
}

static bool read_tie(const tie_reader *r, kp_tie *out)
{
    kp_build *b = r->b;
    kp_str typed = kp_cell_text(kp_block_cell(r->block, r->i, r->condition));
    kp_parse_where where = {kp_block_where(r->block, r->i, r->condition), typed};
    kp_ast *ast = kp_parse_expression(b->arena, &where, typed, b->diags);

    if (!ast)
        return false;
    if (ast->kind != KP_AST_BINARY || !read_relation(ast->op, &out->relation))
        return refuse(r, KP2143, KP_NONE, KP_NONE);
    out->left.text = text_of_side(b, typed, ast->arg[0]);
    out->right.text = text_of_side(b, typed, ast->arg[1]);
    return read_side(r, ast->arg[0], false, &out->left) &&
           read_side(r, ast->arg[1], false, &out->right);
}

static void read_tie_row(kp_build *b, const kp_block *block, uint32_t i, uint32_t name,
                         uint32_t condition, size_t *cap)
{
    tie_reader r = {b, block, i, condition};
    uint32_t message = kp_block_column(b->arena, block, "提示", "message");
    uint32_t clause = kp_block_column(b->arena, block, "依据", "clause");
    uint32_t level = kp_block_column(b->arena, block, "级别", "level");
    kp_tie tie = {0};

    if (!read_tie(&r, &tie) || !kp__check_level(b, block, i, level, &tie.severity))
        return;
    tie.name = kp_str_copy(b->arena, kp__cell(b, block, i, name));
    tie.message = kp_str_copy(b->arena, kp__cell(b, block, i, message));
    tie.clause = kp_str_copy(b->arena, kp__cell(b, block, i, clause));
    tie.where = kp_block_where(block, i, condition);
    tie.where.file = kp_str_copy(b->arena, tie.where.file);
    tie.where.sheet = kp_str_copy(b->arena, tie.where.sheet);
    b->scheme->tie =
        kp_arena_grow(b->arena, b->scheme->tie, cap, b->scheme->nties + 1, sizeof tie);
    b->scheme->tie[b->scheme->nties++] = tie;
}

bool kp__is_tie_row(kp_build *b, const kp_block *block, uint32_t i, uint32_t entity)
{
    kp_str owner = kp_fold(b->arena, kp__cell(b, block, i, entity));
    size_t found;

    return (kp_str_is(owner, "报表") || kp_str_is(owner, "report")) &&
           !kp_map_get(&b->entities, owner, &found);
}

void kp__read_ties(kp_build *b)
{
    size_t cap = 0;

    KP_FOR_BLOCKS(b, block, KP_BLOCK_CHECK)
    {
        uint32_t name = kp_block_column(b->arena, block, "名称", "name");
        uint32_t entity = kp_block_column(b->arena, block, "实体", "entity");
        uint32_t condition = kp_block_column(b->arena, block, "条件", "condition");

        // Missing headings were told where the other checks are read.
        if (name == UINT32_MAX || entity == UINT32_MAX || condition == UINT32_MAX)
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            if (kp__is_tie_row(b, block, i, entity) && kp__in_force(b, block, i))
                read_tie_row(b, block, i, name, condition, &cap);
    }
}
