/* scheme_diff.c - what changed between two schemes; see scheme_diff.h. */
#include "rules/sheets/scheme_diff.h"

#include "engine/base/fold.h"
#include "rules/read/block_parts.h"
#include "rules/sheets/named_rows.h"

#define NO_ROW SIZE_MAX

/* A row of a section: where it stands, its names, and the row it was matched with. */
typedef struct line {
    const kp_block *block;
    uint32_t i;
    kp_str name[2];  // tried one after the other; empty: none
    size_t match;    // index among the other side's lines, or NO_ROW
} line;

/* All rows of one named block, or of all blocks of a kind. */
typedef struct section {
    kp_str title;
    const kp_block *block;  // the first
    line *line;
    size_t n, cap;
} section;

typedef struct side {
    kp_arena *arena;
    kp_block *block;
    size_t nblocks;
    kp_row_names names;
    kp_map index;  // title: index of the section
    section *section;
    size_t n, cap;
} side;

static kp_str text_at(kp_arena *arena, const kp_block *block, uint32_t i, uint32_t j)
{
    if (j == UINT32_MAX)
        return KP_NONE;
    return kp_tidy(arena, kp_cell_text(kp_block_cell(block, i, j)));
}

static kp_str folded_at(kp_arena *arena, const kp_block *block, uint32_t i, uint32_t j)
{
    return j == UINT32_MAX ? KP_NONE
                           : kp_fold(arena, kp_cell_text(kp_block_cell(block, i, j)));
}

/* ---- names of rows in tables ---- */

static bool begins_with_digit(kp_str text)
{
    return text.n && text.p[0] >= '0' && text.p[0] <= '9';
}

/* Columns that tell a table's rows apart: conditions; the keys down the side of a cross
 * table; the bounds of bands. */
static bool is_key_column(kp_arena *arena, const kp_block *block, uint32_t j)
{
    static const char *const bounds[] = {"下限", "超过", "大于",   "不低于",
                                         "上限", "不满", "不超过", "低于"};
    kp_str heading = folded_at(arena, block, block->top + 1, j), head, rest;

    kp__cut_at_separator(heading, &head, &rest);
    if (kp__word_is(head, "条件", "condition") || kp__word_is(head, "输入", "input"))
        return true;
    if (block->kind == KP_BLOCK_CROSS) {
        for (uint32_t k = block->left; k <= j; k++)
            if (begins_with_digit(folded_at(arena, block, block->top + 1, k)))
                return false;
        return !kp__word_is(head, "依据", "clause") &&
               !kp__word_is(head, "序号", "no") &&
               !kp__word_is(head, "备注", "remark") &&
               !kp__word_is(head, "说明", "note");
    }
    for (size_t b = 0; block->kind == KP_BLOCK_TIER && b < 8; b++)
        if (kp_str_is(heading, bounds[b]))
            return true;
    return block->kind == KP_BLOCK_REPORT &&
           (kp_str_is(heading, "列") || kp_str_is(heading, "上级表头"));
}

/* A key left blank in a cross table is the one above it. */
static kp_str key_text(kp_arena *arena, const kp_block *block, uint32_t i, uint32_t j)
{
    while (block->kind == KP_BLOCK_CROSS && i > block->top + 2 &&
           kp_cell_is_blank(kp_block_cell(block, i, j)))
        i--;
    return folded_at(arena, block, i, j);
}

static kp_str copied(kp_arena *arena, kp_buf *text)
{
    kp_str copy = kp_str_copy(arena, kp_buf_view(text));

    kp_buf_free(text);
    return copy;
}

static kp_str keys_of_row(kp_arena *arena, const kp_block *block, uint32_t i)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 16);
    for (uint32_t j = block->left; j < block->right; j++) {
        if (!is_key_column(arena, block, j))
            continue;
        if (text.n)
            kp_buf_char(&text, '/');
        kp_buf_str(&text, key_text(arena, block, i, j));
    }
    return copied(arena, &text);
}

static kp_str position_of(kp_arena *arena, const kp_block *block, uint32_t i)
{
    kp_buf text;

    kp_buf_init(&text, 64);
    kp_buf_uint(&text, i - block->top - 1);
    return copied(arena, &text);
}

/* Several rows of one name differ in when they are in force. */
static kp_str with_start(kp_arena *arena, const kp_block *block, uint32_t i,
                         kp_str name)
{
    kp_str from =
        folded_at(arena, block, i, kp_block_column(arena, block, "生效", "from"));
    kp_buf text;

    if (from.n == 0)
        return name;
    kp_buf_init(&text, 1 << 16);
    kp_buf_str(&text, name);
    kp_buf_z(&text, "（");
    kp_buf_str(&text, from);
    kp_buf_z(&text, " 起）");
    return copied(arena, &text);
}

static line line_of(const side *s, const kp_block *block, uint32_t i)
{
    line row = {.block = block, .i = i, .match = NO_ROW};

    if (!kp_block_is_named(block)) {
        row.name[1] = kp_row_name(&s->names, block, i);
        row.name[0] = with_start(s->arena, block, i, row.name[1]);
        return row;
    }
    row.name[0] = keys_of_row(s->arena, block, i);
    row.name[1] =
        folded_at(s->arena, block, i, kp_block_column(s->arena, block, "序号", "no"));
    if (row.name[1].n == 0)
        row.name[1] = position_of(s->arena, block, i);
    return row;
}

/* ---- sections ---- */

static section *section_of(side *s, const kp_block *block)
{
    kp_str title = kp_block_title(s->arena, block);
    size_t at;

    if (kp_map_put(&s->index, title, s->n, &at)) {
        s->section =
            kp_arena_grow(s->arena, s->section, &s->cap, s->n + 1, sizeof(section));
        at = s->n++;
        s->section[at] = (section){.title = title, .block = block};
    }
    return &s->section[at];
}

static bool row_is_blank(const kp_block *block, uint32_t i)
{
    for (uint32_t j = block->left; j < block->right; j++)
        if (!kp_cell_is_blank(kp_block_cell(block, i, j)))
            return false;
    return true;
}

static void add_block(side *s, const kp_block *block)
{
    section *to = section_of(s, block);

    for (uint32_t i = block->top + 2; i < block->bottom; i++) {
        if (row_is_blank(block, i))
            continue;
        to->line = kp_arena_grow(s->arena, to->line, &to->cap, to->n + 1, sizeof(line));
        to->line[to->n++] = line_of(s, block, i);
    }
}

static void open_side(side *s, kp_arena *arena, const kp_book *book)
{
    kp_diags *quiet = kp_diags_open();  // kpay check tells what is broken

    *s = (side){.arena = arena};
    if (!quiet ||
        kp_blocks_find(arena, book, &s->block, &s->nblocks, quiet) == KP_ENOMEM)
        s->nblocks = 0;
    kp_diags_close(quiet);
    kp_map_init(&s->index, arena);
    kp_row_names_init(&s->names, arena, s->block, s->nblocks);
    for (size_t k = 0; k < s->nblocks; k++)
        add_block(s, &s->block[k]);
}

static section *section_named(const side *s, kp_str title)
{
    size_t at;

    return kp_map_get(&s->index, title, &at) ? &s->section[at] : NULL;
}

/* ---- matching ---- */

/* Rows of one name are matched in order: the first with the first. */
static void match_by_name(kp_arena *arena, section *a, section *b, int which)
{
    kp_map seen;
    size_t *first = KP_NEW_ARRAY(arena, b->n + 1, size_t);  // +1, 0 none
    size_t *next = KP_NEW_ARRAY(arena, b->n + 1, size_t);
    size_t nheads = 0, at;

    kp_map_init(&seen, arena);
    for (size_t k = b->n; k-- > 0;) {
        if (b->line[k].match != NO_ROW || b->line[k].name[which].n == 0)
            continue;
        if (kp_map_put(&seen, b->line[k].name[which], nheads, &at))
            at = nheads++;
        next[k] = first[at];
        first[at] = k + 1;
    }
    for (size_t k = 0; k < a->n; k++) {
        line *mine = &a->line[k];

        if (mine->match != NO_ROW || mine->name[which].n == 0 ||
            !kp_map_get(&seen, mine->name[which], &at) || first[at] == 0)
            continue;
        mine->match = first[at] - 1;
        first[at] = next[mine->match];
        b->line[mine->match].match = k;
    }
}

/* ---- changes ---- */

typedef struct teller {
    kp_arena *arena;
    kp_scheme_changes *out;
} teller;

static void tell(teller *t, kp_scheme_change change)
{
    t->out->item = kp_arena_grow(t->arena, t->out->item, &t->out->cap, t->out->n + 1,
                                 sizeof change);
    t->out->item[t->out->n++] = change;
}

static kp_str clause_of(kp_arena *arena, const line *row)
{
    if (!row)
        return KP_NONE;
    return text_at(arena, row->block, row->i,
                   kp_block_column(arena, row->block, "依据", "clause"));
}

/* "条件 得分 ≥=90；结果 等次=优秀": a whole row in one line. */
static kp_str row_text(kp_arena *arena, const line *row)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 20);
    for (uint32_t j = row->block->left; j < row->block->right; j++) {
        kp_str cell = text_at(arena, row->block, row->i, j);

        if (cell.n == 0)
            continue;
        kp_buf_z(&text, text.n ? "；" : "");
        kp_buf_str(&text, text_at(arena, row->block, row->block->top + 1, j));
        kp_buf_z(&text, "：");
        kp_buf_str(&text, cell);
    }
    return copied(arena, &text);
}

static kp_str shown_name(const line *row)
{
    bool number = kp_block_is_named(row->block) && row->block->kind != KP_BLOCK_CROSS &&
                  row->block->kind != KP_BLOCK_REPORT;

    return number || row->name[0].n == 0 ? row->name[1] : row->name[0];
}

static void tell_row(teller *t, kp_str title, const line *before, const line *after)
{
    kp_scheme_change change = {.block = title,
                               .row = shown_name(after ? after : before)};

    if (before) {
        change.before = row_text(t->arena, before);
        change.clause_before = clause_of(t->arena, before);
        change.at_before =
            kp_block_where(before->block, before->i, before->block->left);
    }
    if (after) {
        change.after = row_text(t->arena, after);
        change.clause_after = clause_of(t->arena, after);
        change.at_after = kp_block_where(after->block, after->i, after->block->left);
    }
    tell(t, change);
}

/* The column of this heading; a repeated heading is matched by its turn. */
static uint32_t column_like(kp_arena *arena, const kp_block *block, kp_str heading,
                            unsigned turn)
{
    for (uint32_t j = block->left; j < block->right; j++)
        if (kp_str_eq(folded_at(arena, block, block->top + 1, j), heading) &&
            turn-- == 0)
            return j;
    return UINT32_MAX;
}

static unsigned turn_of(kp_arena *arena, const kp_block *block, uint32_t j)
{
    kp_str heading = folded_at(arena, block, block->top + 1, j);
    unsigned turn = 0;

    for (uint32_t k = block->left; k < j; k++)
        turn += kp_str_eq(folded_at(arena, block, block->top + 1, k), heading);
    return turn;
}

static bool is_a_mark(kp_str heading)
{
    return kp_str_is(heading, "覆盖") || kp_str_is(heading, "override");
}

static void tell_cell(teller *t, kp_str title, const line *before, uint32_t jb,
                      const line *after, uint32_t ja, kp_str column)
{
    kp_str was = text_at(t->arena, before->block, before->i, jb);
    kp_str is = text_at(t->arena, after->block, after->i, ja);

    if (kp_str_eq(kp_fold(t->arena, was), kp_fold(t->arena, is)))
        return;
    tell(t,
         (kp_scheme_change){
             .block = title,
             .row = shown_name(after),
             .column = column,
             .before = was,
             .after = is,
             .clause_before = clause_of(t->arena, before),
             .clause_after = clause_of(t->arena, after),
             .at_before = kp_block_where(before->block, before->i,
                                         jb == UINT32_MAX ? before->block->left : jb),
             .at_after = kp_block_where(after->block, after->i,
                                        ja == UINT32_MAX ? after->block->left : ja),
         });
}

static void compare_rows(teller *t, kp_str title, const line *before, const line *after)
{
    for (uint32_t j = after->block->left; j < after->block->right; j++) {
        kp_str heading = folded_at(t->arena, after->block, after->block->top + 1, j);
        uint32_t jb = column_like(t->arena, before->block, heading,
                                  turn_of(t->arena, after->block, j));

        if (!is_a_mark(heading))
            tell_cell(t, title, before, jb, after, j, heading);
    }
    for (uint32_t j = before->block->left; j < before->block->right; j++) {
        kp_str heading = folded_at(t->arena, before->block, before->block->top + 1, j);

        if (!is_a_mark(heading) &&
            column_like(t->arena, after->block, heading,
                        turn_of(t->arena, before->block, j)) == UINT32_MAX)
            tell_cell(t, title, before, j, after, UINT32_MAX, heading);
    }
}

/* ---- options of a named block ---- */

static const kp_option *option_like(const kp_block *block, kp_str name)
{
    for (size_t o = 0; o < block->noptions; o++)
        if (kp_str_eq(block->option[o].name, name))
            return &block->option[o];
    return NULL;
}

static kp_str option_text(const kp_option *option)
{
    if (!option)
        return KP_NONE;
    return option->value.n ? option->value : option->name;
}

static void compare_option(teller *t, kp_str title, const kp_block *a,
                           const kp_block *b, kp_str name)
{
    const kp_option *was = option_like(a, name), *is = option_like(b, name);

    if (is_a_mark(name) || kp_str_eq(kp_fold(t->arena, option_text(was)),
                                     kp_fold(t->arena, option_text(is))))
        return;
    tell(t, (kp_scheme_change){
                .block = title,
                .row = KP_STR("选项"),
                .column = name,
                .before = option_text(was),
                .after = option_text(is),
                .at_before = kp_block_where(a, a->top, was ? was->col : a->left),
                .at_after = kp_block_where(b, b->top, is ? is->col : b->left),
            });
}

static void compare_options(teller *t, kp_str title, const kp_block *a,
                            const kp_block *b)
{
    for (size_t o = 0; o < b->noptions; o++)
        compare_option(t, title, a, b, b->option[o].name);
    for (size_t o = 0; o < a->noptions; o++)
        if (!option_like(b, a->option[o].name))
            compare_option(t, title, a, b, a->option[o].name);
}

/* ---- sections ---- */

static void tell_section(teller *t, const section *of, bool added)
{
    if (kp_block_is_named(of->block)) {
        kp_where where = kp_block_where(of->block, of->block->top, of->block->left);
        kp_scheme_change change = {.block = of->title};

        *(added ? &change.at_after : &change.at_before) = where;
        tell(t, change);
        return;
    }
    for (size_t k = 0; k < of->n; k++)
        tell_row(t, of->title, added ? NULL : &of->line[k],
                 added ? &of->line[k] : NULL);
}

/* ---- rows that changed places ---- */

/* Of the matched rows of `b` a longest run that stands in the same order in `a` counts
 * as having stayed; the others have moved.  stays[k] is told for every row of `b`. */
static void find_staying(kp_arena *arena, const section *b, bool *stays)
{
    size_t *tail = KP_NEW_ARRAY(arena, b->n + 1, size_t);    // of runs of each length
    size_t *before = KP_NEW_ARRAY(arena, b->n + 1, size_t);  // +1, 0 none
    size_t longest = 0;

    for (size_t k = 0; k < b->n; k++) {
        size_t low = 0, high = longest;

        if (b->line[k].match == NO_ROW)
            continue;
        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (b->line[tail[middle]].match < b->line[k].match)
                low = middle + 1;
            else
                high = middle;
        }
        before[k] = low ? tail[low - 1] + 1 : 0;
        tail[low] = k;
        longest += low == longest;
    }
    for (size_t k = longest ? tail[longest - 1] + 1 : 0; k; k = before[k - 1])
        stays[k - 1] = true;
}

static kp_str place_of(kp_arena *arena, size_t k)
{
    kp_buf text;

    kp_buf_init(&text, 64);
    kp_buf_printf(&text, "第 %zu 行", k + 1);
    return copied(arena, &text);
}

static kp_str number_of(kp_arena *arena, const line *row)
{
    return folded_at(arena, row->block, row->i,
                     kp_block_column(arena, row->block, "序号", "no"));
}

/* Under most hit policies the order of rows decides, and in a layout that of columns.
 * Where both rows bear numbers and these differ, that has been told. */
static void tell_moved(teller *t, const section *a, const section *b)
{
    bool *stays = KP_NEW_ARRAY(t->arena, b->n + 1, bool);

    if (b->block->kind != KP_BLOCK_RULES && b->block->kind != KP_BLOCK_REPORT)
        return;
    find_staying(t->arena, b, stays);
    for (size_t k = 0; k < b->n; k++) {
        const line *after = &b->line[k];
        const line *was = after->match == NO_ROW ? NULL : &a->line[after->match];

        if (stays[k] || !was ||
            !kp_str_eq(number_of(t->arena, was), number_of(t->arena, after)))
            continue;
        tell(t,
             (kp_scheme_change){
                 .block = b->title,
                 .row = shown_name(after),
                 .column = KP_STR("行次"),
                 .before = place_of(t->arena, after->match),
                 .after = place_of(t->arena, k),
                 .clause_before = clause_of(t->arena, was),
                 .clause_after = clause_of(t->arena, after),
                 .at_before = kp_block_where(was->block, was->i, was->block->left),
                 .at_after = kp_block_where(after->block, after->i, after->block->left),
             });
    }
}

static void compare_sections(teller *t, section *a, section *b)
{
    match_by_name(t->arena, a, b, 0);
    match_by_name(t->arena, a, b, 1);
    if (kp_block_is_named(b->block))
        compare_options(t, b->title, a->block, b->block);
    for (size_t k = 0; k < b->n; k++) {
        size_t old = b->line[k].match;

        if (old == NO_ROW)
            tell_row(t, b->title, NULL, &b->line[k]);
        else
            compare_rows(t, b->title, &a->line[old], &b->line[k]);
    }
    for (size_t k = 0; k < a->n; k++)
        if (a->line[k].match == NO_ROW)
            tell_row(t, a->title, &a->line[k], NULL);
    tell_moved(t, a, b);
}

void kp_scheme_diff(kp_arena *arena, const kp_book *before, const kp_book *after,
                    kp_scheme_changes *out)
{
    teller t = {arena, out};
    side a, b;

    *out = (kp_scheme_changes){0};
    open_side(&a, arena, before);
    open_side(&b, arena, after);
    for (size_t k = 0; k < b.n; k++) {
        section *old = section_named(&a, b.section[k].title);

        if (old)
            compare_sections(&t, old, &b.section[k]);
        else
            tell_section(&t, &b.section[k], true);
    }
    for (size_t k = 0; k < a.n; k++)
        if (!section_named(&b, a.section[k].title))
            tell_section(&t, &a.section[k], false);
}
