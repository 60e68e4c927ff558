/* tables_cross.c - 交叉表: keys down the side and one across the top, as HR draws them.
 *
 *   交叉表 | 薪酬矩阵 |       | 结果 系数 | 横向 档
 *   级     | 职       | 1档   | 2档       | …
 *   五级   | P5       | 1.100 | 1.125     | …
 *          | P6       | 0.900 | —         | …
 *
 * The headings before the first value of the across key name the down keys; that is the
 * first heading alone when the values are plain texts.  The option 纵向 级、职, or the
 * word 条件 before their names, says so where this would be wrong; what else stands
 * left of the values is then a remark.  Arguments come in the order of the columns.  A
 * key left blank below another, or merged with it, is the same as above, except in the
 * last key column. Numeric keys may carry the name of their key ("5档"); the option
 * 文本 keeps codes such as 01 as texts.  A blank cell or — : that combination does not
 * exist.
 */
#include "engine/base/fold.h"
#include "rules/tables/tables_parts.h"

typedef struct cross_key {
    kp_str name;
    uint32_t j;    // its column; of the across key: its first value
    bool is_text;  // said by the option 文本, or because not all values are numbers
} cross_key;

typedef struct cross_reader {
    kp__table_reader *r;
    cross_key *key;       // down keys, then the across key
    size_t nkeys;         // with the across key
    uint32_t *value_col;  // columns of across values
    size_t nvalues;
    kp_value *across;  // their values
    kp_value *down;    // of the current row: nkeys - 1
    kp_kind kind;
    kp_unit unit;
} cross_reader;

static kp_str heading(const cross_reader *x, uint32_t j)
{
    const kp_block *block = x->r->block;
    return kp_fold(x->r->arena, kp_cell_text(kp_block_cell(block, block->top + 1, j)));
}

/* ---- which column is what ---- */

static bool is_remark(kp_str text)
{
    static const char *const words[][2] = {
        {"序号", "no"},     {"备注", "remark"}, {"说明", "note"},
        {"依据", "clause"}, {"生效", "from"},   {"失效", "to"},
    };
    kp_str head;
    kp_str rest;

    kp__cut_at_separator(text, &head, &rest);
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        if (kp__word_is(head, words[w][0], words[w][1]))
            return true;
    return false;
}

/* The text without the key's name before or behind it. */
static kp_str without_name(kp_str text, kp_str name)
{
    if (name.n == 0 || text.n <= name.n)
        return text;
    if (kp_str_ends(text, name))
        return kp_str_trim(kp_str_slice(text, 0, text.n - name.n));
    if (kp_str_starts(text, name))
        return kp_str_trim(kp_str_slice(text, name.n, text.n));
    return text;
}

static bool is_numeric_key(kp_str text, kp_str name)
{
    kp_decimal num;
    return kp_dec_parse(without_name(text, name), false, &num);
}

/* The name in "条件 级", or an empty text. */
static kp_str marked_key(kp_str text)
{
    kp_str head;
    kp_str rest;

    kp__cut_at_separator(text, &head, &rest);
    return kp__word_is(head, "条件", "condition") ? rest : KP_NONE;
}

static size_t listed_in(const kp_str *item, size_t n, kp_str text)
{
    for (size_t i = 0; i < n; i++)
        if (kp_str_eq(item[i], text))
            return i;
    return n;
}

static size_t option_items(const cross_reader *x, const char *zh, const char *en,
                           kp_str **item)
{
    const kp_option *option = kp_block_option(x->r->block, zh, en);

    *item = NULL;
    if (!option)
        return 0;
    return kp__list_items(x->r->arena, kp_fold(x->r->arena, option->value), item);
}

/* "5档", "6档": the ending that all such headings share names the key. */
static kp_str guessed_across_name(const cross_reader *x)
{
    kp_str found = KP_NONE;
    size_t n = 0;

    for (uint32_t j = x->r->block->left; j < x->r->block->right; j++) {
        kp_str text = heading(x, j);
        size_t digits = 0;
        while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
            digits++;
        kp_str ending = kp_str_slice(text, digits, text.n);
        if (digits == 0 || ending.n == 0)
            continue;
        if (n++ && !kp_str_eq(ending, found))
            return KP_NONE;
        found = ending;
    }
    return n > 1 ? found : KP_NONE;
}

static bool find_across_name(cross_reader *x, kp_str *out)
{
    const kp_block *block = x->r->block;
    const kp_option *option = kp_block_option(block, "横向", "across");

    *out = option ? option->value : guessed_across_name(x);
    return out->n > 0 ||
           kp__table_fault(x->r, KP2240, block->top, block->left, KP_NONE, KP_NONE);
}

static void add_down_key(cross_reader *x, kp_str name, uint32_t j)
{
    x->key[x->nkeys++] = (cross_key){.name = kp_str_copy(x->r->arena, name), .j = j};
}

/* Where the across values begin when no option and no mark says so. */
static uint32_t first_across_value(const cross_reader *x, kp_str across)
{
    const kp_block *block = x->r->block;
    uint32_t first_key = block->right;

    for (uint32_t j = block->left; j < block->right; j++) {
        kp_str text = heading(x, j);
        if (is_remark(text) || text.n == 0)
            continue;
        if (is_numeric_key(text, across))
            return j;
        if (first_key == block->right)
            first_key = j;
    }
    return first_key + 1;
}

static bool has_marked_keys(const cross_reader *x)
{
    for (uint32_t j = x->r->block->left; j < x->r->block->right; j++)
        if (marked_key(heading(x, j)).n)
            return true;
    return false;
}

static void sort_columns(cross_reader *x, kp_str across)
{
    const kp_block *block = x->r->block;
    bool marked = has_marked_keys(x);
    uint32_t values_from = first_across_value(x, across);
    kp_str *listed;
    size_t nlisted = option_items(x, "纵向", "down", &listed);

    for (uint32_t j = block->left; j < block->right; j++) {
        kp_str text = heading(x, j);
        kp_str mark = marked_key(text);
        bool is_key = nlisted  ? listed_in(listed, nlisted, text) < nlisted
                      : marked ? mark.n > 0
                               : j < values_from;
        if (is_remark(text) || text.n == 0)
            continue;
        if (is_key)
            add_down_key(x, mark.n ? mark : text, j);
        else if (j >= values_from)
            x->value_col[x->nvalues++] = j;
    }
}

static bool find_keys(cross_reader *x)
{
    const kp_block *block = x->r->block;
    size_t width = block->right - block->left;
    kp_str across;

    x->key = KP_NEW_ARRAY(x->r->arena, width + 1, cross_key);
    x->value_col = KP_NEW_ARRAY(x->r->arena, width + 1, uint32_t);
    if (!find_across_name(x, &across))
        return false;
    sort_columns(x, across);
    if (x->nkeys == 0 || x->nvalues == 0)
        return kp__table_fault(x->r, KP2241, block->top + 1, block->left, across,
                               KP_NONE);
    add_down_key(x, across, x->value_col[0]);
    return true;
}

/* ---- keys ---- */

/* The cell that names the down key of a row: its own, or one above that spans it. */
static uint32_t key_row(const cross_reader *x, size_t k, uint32_t i)
{
    const kp_block *block = x->r->block;
    bool may_repeat = k + 2 < x->nkeys;

    while (i > x->r->first_row) {
        const kp_cell *cell = kp_block_cell(block, i, x->key[k].j);
        if (!cell->merged && !(may_repeat && kp_cell_is_blank(cell)))
            break;
        i--;
    }
    return i;
}

static kp_str down_text(const cross_reader *x, size_t k, uint32_t i)
{
    const kp_cell *cell = kp_block_cell(x->r->block, key_row(x, k, i), x->key[k].j);
    return kp_fold(x->r->arena, kp_cell_text(cell));
}

static void settle_key_kinds(cross_reader *x)
{
    const kp_block *block = x->r->block;
    cross_key *across = &x->key[x->nkeys - 1];
    kp_str *text;
    size_t ntext = option_items(x, "文本", "text", &text);

    for (size_t k = 0; k < x->nkeys; k++)
        x->key[k].is_text =
            listed_in(text, ntext, kp_fold(x->r->arena, x->key[k].name)) < ntext;
    for (size_t v = 0; v < x->nvalues; v++)
        if (!is_numeric_key(heading(x, x->value_col[v]), across->name))
            across->is_text = true;
    for (size_t k = 0; k + 1 < x->nkeys; k++)
        for (uint32_t i = x->r->first_row; i < block->bottom; i++)
            if (!is_numeric_key(down_text(x, k, i), x->key[k].name))
                x->key[k].is_text = true;
}

static bool read_key(const cross_reader *x, size_t k, uint32_t i, uint32_t j,
                     kp_value *out)
{
    const cross_key *key = &x->key[k];
    const kp_cell *cell = kp_block_cell(x->r->block, i, j);

    if (kp_cell_is_blank(cell))
        return kp__table_fault(x->r, KP2242, i, j, key->name, KP_NONE);
    if (key->is_text)
        return kp__value_text(x->r, kp_cell_text(cell), i, j, KP_TEXT, KP_UNIT_NONE, -1,
                              out);
    kp_str text = without_name(kp_fold(x->r->arena, kp_cell_text(cell)), key->name);
    return kp__value_text(x->r, text, i, j, KP_NUM, KP_UNIT_NONE, -1, out);
}

static bool read_across(cross_reader *x)
{
    uint32_t row = x->r->block->top + 1;

    x->across = KP_NEW_ARRAY(x->r->arena, x->nvalues, kp_value);
    for (size_t v = 0; v < x->nvalues; v++) {
        uint32_t j = x->value_col[v];
        if (!read_key(x, x->nkeys - 1, row, j, &x->across[v]))
            return false;
        for (size_t w = 0; w < v; w++)
            if (kp_value_same(x->across[w], x->across[v]))
                return kp__table_fault(x->r, KP2243, row, j, heading(x, j), KP_NONE);
    }
    return true;
}

/* ---- results ---- */

static bool settle_result(cross_reader *x, kp_str name)
{
    kp__type_votes votes = {0};
    const kp_block *block = x->r->block;

    for (uint32_t i = x->r->first_row; i < block->bottom; i++)
        for (size_t v = 0; v < x->nvalues; v++)
            kp__vote_value(x->r, &votes, kp_block_cell(block, i, x->value_col[v]), i,
                           x->value_col[v]);
    return kp__settle_type(x->r, &votes, name, x->value_col[0], &x->kind, &x->unit);
}

static void name_columns(cross_reader *x, kp_str result)
{
    kp_dtable *table = x->r->table;

    for (size_t k = 0; k < x->nkeys; k++) {
        table->input[k].name = kp_str_copy(x->r->arena, x->key[k].name);
        table->input[k].kind = x->key[k].is_text ? KP_TEXT : KP_NUM;
        table->input[k].col = x->key[k].j + 1;
    }
    table->output[0].name = kp_str_copy(x->r->arena, result);
    table->output[0].kind = x->kind;
    table->output[0].unit = x->unit;
    table->output[0].col = x->value_col[0] + 1;
    table->output[0].fallback = kp_value_none(x->kind, KP_BLANK);
}

/* "五级/P5/3档": what HR would call the cell. */
static kp_str label_of(const cross_reader *x, uint32_t i, uint32_t j)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    for (size_t k = 0; k + 1 < x->nkeys; k++) {
        kp_buf_str(&text, down_text(x, k, i));
        kp_buf_char(&text, '/');
    }
    if (j != KP__NO_COL)
        kp_buf_str(&text, heading(x, j));
    kp_str out = kp_str_copy(x->r->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return out;
}

static bool read_result(cross_reader *x, uint32_t i, size_t v)
{
    kp__table_reader *r = x->r;
    uint32_t j = x->value_col[v];
    const kp_cell *cell = kp_block_cell(r->block, i, j);
    kp_value value;

    if (kp__is_expression(cell))
        return kp__table_fault(r, KP2244, i, j, KP_NONE, KP_NONE);
    if (!kp__value_cell(r, cell, i, j, x->kind, x->unit, -1, &value))
        return false;
    if (value.state != KP_VALUE || kp_cell_says_missing(cell))
        return true;
    size_t number = r->table->nrules;
    kp_drule *rule = kp__add_rule(r, i, j);
    rule->label = label_of(x, i, j);
    for (size_t k = 0; k + 1 < x->nkeys; k++)
        rule->accept[k] = kp__accept_value(r->arena, x->down[k]);
    rule->accept[x->nkeys - 1] = kp__accept_value(r->arena, x->across[v]);
    r->table->output[0].cell[number] = value;
    return true;
}

static bool read_row(cross_reader *x, uint32_t i, kp_map *seen)
{
    bool whole = true;
    size_t old = 0;

    for (size_t k = 0; k + 1 < x->nkeys; k++)
        if (!read_key(x, k, key_row(x, k, i), x->key[k].j, &x->down[k]))
            return false;
    if (!kp_map_put(seen, label_of(x, i, KP__NO_COL), i, &old)) {
        kp_decimal row = kp_dec(x->r->block->sheet->rows[old].number, 0);
        return kp__table_fault(x->r, KP2245, i, x->key[0].j,
                               kp__decimal_spelling(x->r->arena, row), KP_NONE);
    }
    for (size_t v = 0; v < x->nvalues; v++)
        whole = read_result(x, i, v) && whole;
    return whole;
}

static bool read_rows(cross_reader *x)
{
    kp_map seen;
    bool fault = false;

    kp_map_init(&seen, x->r->arena);
    x->down = KP_NEW_ARRAY(x->r->arena, x->nkeys, kp_value);
    for (uint32_t i = x->r->first_row; i < x->r->block->bottom; i++)
        if (kp__row_in_force(x->r, i, &fault))
            fault = !read_row(x, i, &seen) || fault;
    return !fault;
}

static bool read_fallback(cross_reader *x)
{
    kp__table_reader *r = x->r;
    const kp_option *option = kp_block_option(r->block, "未命中", "default");

    if (!option || option->value.n == 0 || kp_str_is(option->value, "报错") ||
        kp_str_is(option->value, "error"))
        return true;
    r->table->complete = true;
    return kp__value_text(r, option->value, r->block->top, option->col, x->kind,
                          x->unit, -1, &r->table->output[0].fallback);
}

bool kp__read_cross_table(kp__table_reader *r)
{
    static const char *const known[] = {
        "生效", "失效",    "未命中", "依据",   "结果",   "横向", "纵向", "文本", "from",
        "to",   "default", "clause", "result", "across", "down", "text", NULL};
    cross_reader x = {.r = r};
    const kp_option *result = kp_block_option(r->block, "结果", "result");
    kp_str name = result && result->value.n ? result->value : r->block->name;

    if (!kp__options_known(r, known, false) || !find_keys(&x))
        return false;
    size_t nrows = r->block->bottom - r->first_row;
    kp__table_room(r, x.nkeys, 1, nrows * x.nvalues);
    settle_key_kinds(&x);
    r->table->policy = KP_HIT_UNIQUE;
    r->table->is_cross = true;
    if (!read_across(&x) || !settle_result(&x, name))
        return false;
    name_columns(&x, name);
    return read_rows(&x) && read_fallback(&x);
}
