/* suspect.c - conditions that look like more than the one text they would be read as.
 */
#include "engine/base/fold.h"
#include "engine/kernel_text.h"
#include "rules/check/spelling.h"
#include "rules/expr/parse.h"
#include "rules/read/cell.h"
#include "rules/read/chars.h"

#define LONGEST_LIST 200  // bytes of a text that is looked into for several values

typedef struct speller {
    kp_build *b;
    kp_map options;   // texts that some rule declares or gives: values for certain
    uint32_t *table;  // by symbol: the last table it was looked at in, +1
} speller;

static void learn_option(speller *s, uint32_t symbol)
{
    size_t old;

    (void)kp_map_put(&s->options, kp_symbol_text(s->b->scheme->symbols, symbol), symbol,
                     &old);
}

static void learn_options(speller *s)
{
    const kp_scheme *scheme = s->b->scheme;

    for (size_t f = 0; f < scheme->nfields; f++)
        for (size_t k = 0; k < scheme->field[f]->noptions; k++)
            learn_option(s, scheme->field[f]->option[k]);
    for (size_t t = 0; t < scheme->ntables; t++)
        for (size_t k = 0; k < scheme->table[t]->ninputs; k++) {
            const kp_accept *allowed = &s->b->table_source[t]->input_allowed[k];

            for (size_t a = 0;
                 scheme->table[t]->input[k].kind == KP_TEXT && a < allowed->nsymbols;
                 a++)
                learn_option(s, allowed->symbol[a]);
        }
}

/* What a table gives may be asked for, whatever it looks like. */
static void learn_results(speller *s)
{
    const kp_scheme *scheme = s->b->scheme;

    for (size_t t = 0; t < scheme->ntables; t++)
        for (size_t o = 0; o < scheme->table[t]->noutputs; o++) {
            const kp_doutput *out = &scheme->table[t]->output[o];

            for (uint32_t r = 0; out->kind == KP_TEXT && r < scheme->table[t]->nrules;
                 r++)
                if (out->cell[r].state == KP_VALUE)
                    learn_option(s, out->cell[r].as.symbol);
        }
}

static bool is_option(const speller *s, kp_str text)
{
    size_t symbol;

    return kp_map_get(&s->options, text, &symbol);
}

/* Some rule speaks of it. */
static bool is_known(const speller *s, kp_str text)
{
    return text.n && kp_symbol_find(s->b->scheme->symbols, text) != KP_NO_SYMBOL;
}

/* ---- conditions that are no plain texts ---- */

static bool is_everything_word(kp_str text)
{
    static const char *const words[] = {
        "全部",     "所有",     "不限",     "其他",    "其它", "其余", "否则",
        "空",       "空白",     "空值",     "无",      "null", "NULL", "/",
        "／",       "N/A",      "缺",       "任何",    "余下", "剩余", "不限制",
        "其他情况", "其余情况", "其他人员", "其余人员"};

    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
        if (kp_str_is(text, words[k]))
            return true;
    return false;
}

/* Ditto. */
static bool is_ditto(kp_str text)
{
    static const char *const words[] = {"同上", "同上行", "〃", "″", "”", "\"", "''"};

    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
        if (kp_str_is(text, words[k]))
            return true;
    return false;
}

static bool parts_here(kp_str text, size_t at, size_t *behind)
{
    static const char *const signs[] = {"/", "／", "或者", "或", "和", "及", "与",
                                        "|", " ",  "　",   "\n", "\t", "+",  "&"};

    for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
        kp_str sign = kp_str_of(signs[k]);

        if (kp_str_starts(kp_str_slice(text, at, text.n), sign)) {
            *behind = at + sign.n;
            return true;
        }
    }
    return false;
}

/* "优秀/良好" where every part is known, and the whole is not. Whether the text is a
 * list from some byte on is asked once for each byte, from the end. */
static bool is_a_list(const speller *s, kp_str text)
{
    bool list[LONGEST_LIST + 1] = {false};  // from this byte on: known texts, parted
    bool parted = false;
    size_t behind = 0;

    for (size_t from = text.n <= LONGEST_LIST ? text.n : 0; from-- > 0;) {
        parted = false;
        list[from] =
            is_known(s, kp_tidy(s->b->arena, kp_str_slice(text, from, text.n)));
        for (size_t at = from; at < text.n && !parted; at++) {
            if (!parts_here(text, at, &behind) || behind >= text.n || !list[behind])
                continue;
            parted = is_known(s, kp_tidy(s->b->arena, kp_str_slice(text, from, at)));
        }
        list[from] = list[from] || parted;
    }
    return parted;
}

/* "优秀及以上": texts have no order. */
static bool is_ordered(const speller *s, kp_str text)
{
    static const char *const ends[] = {"及以上", "（含）以上", "以上", "及以下",
                                       "以下"};

    for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++) {
        kp_str end = kp_str_of(ends[k]);

        if (kp_str_ends(text, end) &&
            is_known(s, kp_tidy(s->b->arena, kp_str_slice(text, 0, text.n - end.n))))
            return true;
    }
    return false;
}

/* Something that conditions on numbers are made of, beside the digits. */
static bool has_a_test_sign(kp_str text)
{
    static const char *const signs[] = {"~",  "～", "-",  "－", "—",  "至", "到", "以",
                                        "满", "足", "..", "于", "过", "[",  "(",  "（",
                                        "【", "<",  ">",  "≥",  "≤",  ",",  "，", "［"};
    bool digit = false, sign = false;

    for (size_t at = 0; at < text.n && !digit;)
        digit = kp__is_digit(kp__half(kp_utf8_next(text, &at)));
    for (size_t k = 0; digit && !sign && k < sizeof signs / sizeof signs[0]; k++)
        sign = kp_str_find(text, kp_str_of(signs[k])) != SIZE_MAX;
    return sign;
}

static bool is_unit(uint32_t point)
{
    static const uint32_t units[] = {0x5206, 0x5143, 0x4EBA, 0x5929, 0x5C81, 0x5E74,
                                     0x4E2A, 0x6B21, 0x9879, 0x4E07, 0x500D, '%'};

    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (units[k] == point)
            return true;
    return false;
}

/* "90分以上", "60–75", "3人+": without the units of the numbers, dashes as ~, and a
 * plus at the end as the word for it. */
static kp_str without_units(kp_arena *arena, kp_str text)
{
    char *p = kp_arena_alloc(arena, text.n + 1, 4);
    size_t n = 0;
    bool digit = false;

    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp__half(kp_utf8_next(text, &at));
        bool unit = digit && is_unit(point);

        if (point >= 0x2010 && point <= 0x2015)
            point = '~';
        if (point == '+' && at == text.n && digit) {
            n += kp_utf8_put(p + n, 0x4EE5);
            point = 0x4E0A;
        }
        if (!unit)
            n += kp_utf8_put(p + n, point);
        digit = kp__is_digit(point) || (unit && digit);
    }
    return (kp_str){p, n};
}

/* What a column of numbers would read as a condition and not as plain values, or refuse
 * as half a condition. */
static bool reads_as_number_test(const speller *s, kp_str text)
{
    kp_parse_where where = {.text = text};
    const kp_diag *last = NULL;

    if (!has_a_test_sign(text))
        return false;
    kp_diags *quiet = kp_diags_open();
    const kp_ast *ast = quiet
                            ? kp_parse_tests(s->b->arena, &where, text, KP_TEST_NUMBER,
                                             KP_UNIT_NONE, KP_OP_CONCAT, quiet)
                            : NULL;
    for (const kp_diag *d = quiet ? kp_diags_first(quiet) : NULL; d; d = d->next)
        last = d;
    bool test = ast ? ast->kind == KP_AST_INTERVAL || ast->kind == KP_AST_TEST
                    : last && (last->code == KP3061 || last->code == KP3062 ||
                               last->code == KP3068 || last->code == KP1122);
    kp_diags_close(quiet);
    return test;
}

static bool is_a_number_test(const speller *s, kp_str text)
{
    kp_str bare;

    if (reads_as_number_test(s, text))
        return true;
    bare = without_units(s->b->arena, text);
    return !kp_str_eq(bare, text) && reads_as_number_test(s, bare);
}

/* "3-5" that Excel has made 3月5日; names of months and numbers of paragraphs are none.
 */
static bool is_a_day(const speller *s, kp_str text)
{
    kp_cell cell = {.p = text.p, .n = (uint32_t)text.n, .kind = KP_CELL_TEXT};
    kp_cell_want want = {.kind = KP_NUM, .unit = KP_UNIT_NONE, .decimals = -1};
    kp_cell_got got;

    return kp_cell_read(s->b->arena, &cell, &want, &got) == KP_CELL_BAD &&
           got.code == KP1115 &&
           (kp_str_ends(text, KP_STR("日")) ||
            kp_str_find(text, KP_STR("-")) != SIZE_MAX ||
            kp_str_find(text, KP_STR("/")) != SIZE_MAX);
}

static bool is_in_brackets(kp_str text)
{
    return kp_str_starts(text, KP_STR("「")) || kp_str_starts(text, KP_STR("『")) ||
           kp_str_starts(text, KP_STR("【"));
}

static bool ends_in_a_stop(kp_str text)
{
    return kp_str_ends(text, KP_STR("。")) || kp_str_ends(text, KP_STR("，")) ||
           kp_str_ends(text, KP_STR("；")) || kp_str_ends(text, KP_STR("！"));
}

/* "非优秀", "除优秀外": a text that some rule speaks of, and a word that denies it. */
static bool is_denied(const speller *s, kp_str text)
{
    static const char *const words[] = {"非", "不是", "不等于", "不含", "除了",
                                        "除", "!",    "！",     ""};
    static const char *const ends[] = {"", "之外", "以外", "除外", "外"};

    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++) {
            kp_str word = kp_str_of(words[w]), end = kp_str_of(ends[e]);

            // One letter behind a text is too little: 国外.
            if (word.n == 0 && end.n <= KP_STR("外").n)
                continue;
            if (text.n > word.n + end.n && kp_str_starts(text, word) &&
                kp_str_ends(text, end) &&
                is_known(s, kp_tidy(s->b->arena,
                                    kp_str_slice(text, word.n, text.n - end.n))))
                return true;
        }
    return false;
}

/* One letter, for those who know it from Excel. */
static bool has_a_question_mark(kp_str text)
{
    return kp_str_find(text, KP_STR("?")) != SIZE_MAX ||
           kp_str_find(text, KP_STR("？")) != SIZE_MAX;
}

static kp_code suspicion(const speller *s, kp_str text)
{
    if (is_everything_word(text))
        return KP2233;
    if (is_ditto(text))
        return KP2261;
    if (is_a_list(s, text))
        return KP2234;
    if (is_ordered(s, text))
        return KP2235;
    if (is_a_number_test(s, text))
        return KP2236;
    if (is_a_day(s, text))
        return KP2127;
    if (is_denied(s, text))
        return KP2237;
    return is_in_brackets(text) || ends_in_a_stop(text) || has_a_question_mark(text)
               ? KP2238
               : KP_CODE_NONE;
}

/* ---- tables ---- */

/* The index of a sheet row by its number; numbers rise. */
static uint32_t row_numbered(const kp_block *block, uint32_t number)
{
    uint32_t low = block->top, high = block->bottom - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (block->sheet->rows[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

kp_where kp__condition_where(const kp_dtable *table, const kp_table_source *source,
                             uint32_t rule, size_t input, kp_str text, kp_str *cell)
{
    const kp_block *block = source->block;
    kp_where where = table->where;
    uint32_t row = row_numbered(block, table->rule[rule].row);

    where.row = table->rule[rule].row;
    where.col = table->input[input].col;
    *cell = kp_cell_text(kp_block_cell(block, row, where.col - 1));
    for (uint32_t j = where.col; j < block->right; j++) {
        kp_str heading = kp_cell_text(kp_block_cell(block, block->top + 1, j));
        kp_str other = kp_cell_text(kp_block_cell(block, row, j));

        if (kp_str_find(*cell, text) != SIZE_MAX)
            break;
        if (kp_str_find(heading, table->input[input].name) == SIZE_MAX ||
            kp_str_find(other, text) == SIZE_MAX)
            continue;
        where.col = j + 1;
        *cell = other;
    }
    return where;
}

/* "[80" of a cell "[80,90)", "000" of "1,000". */
static bool may_be_half(kp_str text)
{
    uint32_t first = text.n ? kp__half(kp__peek(text, 0)) : 0;

    return first == '[' || first == '(' || kp__is_digit(first) || first == ']';
}

static void check_text(speller *s, size_t t, uint32_t rule, size_t input,
                       uint32_t symbol, bool first)
{
    const kp_dtable *table = s->b->scheme->table[t];
    kp_str text = kp_symbol_text(s->b->scheme->symbols, symbol), cell;
    kp_code code = is_option(s, text) ? KP_CODE_NONE : suspicion(s, text);

    if (code == KP_CODE_NONE && !(first && may_be_half(text)))
        return;
    kp_where where =
        kp__condition_where(table, s->b->table_source[t], rule, input, text, &cell);
    if (code == KP_CODE_NONE && is_a_number_test(s, cell)) {
        code = KP2236;
        text = cell;
    }
    if (code != KP_CODE_NONE && !kp__has_quotes(cell))
        kp_fail(s->b->diags, code, where, cell, table->name, text, KP_NONE);
}

static void check_condition(speller *s, size_t t, uint32_t rule, size_t input)
{
    const kp_accept *accept = &s->b->scheme->table[t]->rule[rule].accept[input];

    for (size_t k = 0; !accept->any && k < accept->nsymbols; k++) {
        uint32_t symbol = accept->symbol[k];

        if (s->table[symbol] == t + 1)
            continue;
        s->table[symbol] = (uint32_t)t + 1;
        check_text(s, t, rule, input, symbol, k == 0);
    }
}

static void check_table(speller *s, size_t t)
{
    const kp_dtable *table = s->b->scheme->table[t];

    for (uint32_t r = 0; r < table->nrules && !table->is_cross; r++)
        for (size_t k = 0; k < table->ninputs; k++)
            if (table->input[k].kind == KP_TEXT)
                check_condition(s, t, r, k);
}

/* A result "同上" would be paid, graded and shown as that. */
static void check_results(speller *s, size_t t)
{
    const kp_dtable *table = s->b->scheme->table[t];

    for (size_t o = 0; o < table->noutputs; o++) {
        const kp_doutput *out = &table->output[o];

        for (uint32_t r = 0; out->kind == KP_TEXT && r < table->nrules; r++) {
            kp_where where = table->where;
            kp_str text;

            if (out->cell[r].state != KP_VALUE)
                continue;
            text = kp_symbol_text(s->b->scheme->symbols, out->cell[r].as.symbol);
            where.row = table->rule[r].row;
            where.col = out->col;
            if (is_ditto(text))
                kp_fail(s->b->diags, KP2261, where, text, table->name, text, KP_NONE);
        }
    }
}

void kp__check_conditions(kp_build *b)
{
    const kp_scheme *scheme = b->scheme;
    speller s = {.b = b};

    s.table = KP_NEW_ARRAY(b->arena, kp_symbol_count(scheme->symbols) + 1, uint32_t);
    kp_map_init(&s.options, b->arena);
    learn_options(&s);
    learn_results(&s);
    for (size_t t = 0; t < scheme->ntables; t++) {
        check_table(&s, t);
        check_results(&s, t);
    }
}

/* ---- options of an argument ---- */

/* Each table, input and field are looked at once, however many formulas ask. */
static bool was_asked(kp_build *b, size_t table, size_t input, const kp_field *field)
{
    kp_buf key;
    size_t old;

    kp_buf_init(&key, 256);
    kp_buf_printf(&key, "%zu/%zu/%u", table, input, (unsigned)field->id);
    kp_str name = kp_str_copy(b->arena, kp_buf_view(&key));
    kp_buf_free(&key);
    return !kp_map_put(&b->asked, name, 0, &old);
}

typedef struct option_names {
    kp_map map;
    kp_str *list;
} option_names;

static void name_options(const kp_build *b, const kp_field *field, option_names *out)
{
    size_t old;

    kp_map_init(&out->map, b->arena);
    out->list = KP_NEW_ARRAY(b->arena, field->noptions + 1, kp_str);
    for (size_t k = 0; k < field->noptions; k++) {
        out->list[k] = kp_symbol_text(b->scheme->symbols, field->option[k]);
        (void)kp_map_put(&out->map, out->list[k], k, &old);
    }
}

kp_str kp__offered_option(kp_str wrong, const kp_str *names, size_t n)
{
    kp_str near = kp_nearest(wrong, names, n);

    return near.n || n == 0 ? near : names[0];
}

static void refuse_condition(kp_build *b, size_t t, uint32_t rule, size_t input,
                             kp_str wrong, const kp_field *field,
                             const option_names *names)
{
    kp_str cell;
    kp_where where = kp__condition_where(b->scheme->table[t], b->table_source[t], rule,
                                         input, wrong, &cell);

    kp_fail(b->diags, KP3205, where, cell, wrong.n ? wrong : cell, field->name,
            kp__offered_option(wrong, names->list, field->noptions));
}

/* A wildcard that takes none of the options was not meant so. */
static bool takes_an_option(kp_str pattern, const kp_field *field,
                            const option_names *names)
{
    for (size_t k = 0; k < field->noptions; k++)
        if (kp_pattern_match_once(pattern, names->list[k]) != KP_MATCH_NO)
            return true;
    return false;
}

void kp__check_table_options(kp_build *b, size_t t, size_t input, const kp_field *field)
{
    const kp_dtable *table = b->scheme->table[t];
    option_names names;
    size_t old;

    if (field->noptions == 0 || was_asked(b, t, input, field))
        return;
    name_options(b, field, &names);
    for (uint32_t r = 0; r < table->nrules; r++) {
        const kp_accept *accept = &table->rule[r].accept[input];

        for (size_t k = 0; !accept->any && k < accept->nsymbols; k++) {
            kp_str text = kp_symbol_text(b->scheme->symbols, accept->symbol[k]);

            if (!kp_map_get(&names.map, text, &old))
                refuse_condition(b, t, r, input, text, field, &names);
        }
        for (size_t k = 0; !accept->any && k < accept->npatterns; k++)
            if (!takes_an_option(accept->pattern[k], field, &names))
                refuse_condition(b, t, r, input, KP_NONE, field, &names);
    }
}
