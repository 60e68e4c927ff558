/* compile.c - one scheme from one book, sheet by sheet, for one month. */
#include "rules/compile.h"

#include "engine/base/fold.h"
#include "rules/build.h"
#include "rules/check/spelling.h"

static void finish(kp_build *b)
{
    size_t declared;

    kp__check_headings(b);
    kp__read_notes(b);
    kp__read_params(b);
    kp__read_entities(b);
    kp__read_fields(b);
    kp__read_aliases(b);
    b->data_known = kp_diags_errors(b->diags) == b->errors_before && !b->names_lost;
    kp__read_tables(b);
    kp__read_functions(b);
    // Checking lifts new fields; those are checked as they are made.
    declared = b->scheme->nfields;
    for (size_t id = 0; id < declared; id++)
        kp__check_field(b, b->scheme->field[id]);
    kp__read_checks(b);
    kp__read_reports(b);
    kp__read_corrections(b);
    kp__read_ties(b);
    kp__read_gathers(b);
    kp__check_spans(b);
    if (b->trials)
        kp__read_trials(b);
    kp__check_conditions(b);
    kp__check_twins(b);
    // Columns hold what fields were found to be: scales of lifted parts first.
    kp__settle_order(b);
}

static void open_build(kp_build *b, kp_arena *arena, kp_symbols *symbols, int32_t month,
                       kp_diags *diags)
{
    kp_ymd ymd = kp_date_ymd(month);

    b->arena = arena;
    b->diags = diags;
    b->scheme = KP_NEW(arena, kp_scheme);
    b->scheme->arena = arena;
    b->scheme->symbols = symbols;
    b->scheme->month = month;
    b->day = month;
    ymd.day = kp_days_in_month(ymd.year, ymd.month);
    b->last_day = kp_date_of(ymd);
    kp_map_init(&b->entities, arena);
    kp_map_init(&b->params, arena);
    kp_map_init(&b->tables, arena);
    kp_map_init(&b->functions, arena);
    kp_map_init(&b->asked, arena);
    kp_map_init(&b->broken, arena);
}

/* Blocks whose options say that they do not count in this month are put aside. */
static void keep_blocks_in_force(kp_build *b, kp_block *block)
{
    kp_block *past = KP_NEW_ARRAY(b->arena, b->nblocks + 1, kp_block);
    size_t kept = 0;

    for (size_t k = 0; k < b->nblocks; k++)
        if (kp_block_in_force(b->arena, &block[k], b->day, b->diags))
            block[kept++] = block[k];
        else
            past[b->npast++] = block[k];
    b->block = block;
    b->nblocks = kept;
    b->past = past;
}

kp_status kp__compile(kp_arena *arena, const kp_book *book, kp_symbols *symbols,
                      int32_t month, struct kp_trials *trials, kp_scheme **out,
                      kp_diags *diags)
{
    kp_build *volatile build = NULL;
    size_t before = kp_diags_errors(diags);
    jmp_buf out_of_memory;
    jmp_buf *outer = kp_arena_guard(arena, &out_of_memory);
    kp_block *block;

    *out = NULL;
    if (setjmp(out_of_memory)) {
        kp_arena_guard(arena, outer);
        kp_fail(diags, KP5009, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
        return KP_ENOMEM;
    }
    build = KP_NEW(arena, kp_build);
    open_build(build, arena, symbols, month, diags);
    build->errors_before = before;
    build->trials = trials;
    kp_status found = kp_blocks_find(arena, book, &block, &build->nblocks, diags);

    // What stood in a broken block, or in a file that could not be read, is not
    // unknown.
    build->names_lost = found != KP_OK || book->nlost > 0;
    keep_blocks_in_force(build, block);
    kp__tell_hidden(build);
    finish(build);
    kp_arena_guard(arena, outer);
    if (kp_diags_errors(diags) == before && build->nexcused == 0) {
        *out = build->scheme;
        return KP_OK;
    }
    build->scheme->draft = true;
    *out = build->data_known ? build->scheme : NULL;
    return KP_EINVALID;
}

kp_status kp_rules_compile(kp_arena *arena, const kp_book *book, kp_symbols *symbols,
                           int32_t month, kp_scheme **out, kp_diags *diags)
{
    return kp__compile(arena, book, symbols, month, NULL, out, diags);
}

kp_expr *kp__unfrozen(const kp_expr *node)
{
    return (kp_expr *)(uintptr_t)node;
}

static void add_use(kp_arena *arena, kp_use **uses, size_t *n, size_t *cap, kp_use use)
{
    for (size_t k = 0; k < *n; k++)
        if (kp_str_eq((*uses)[k].name, use.name))
            return;
    *uses = kp_arena_grow(arena, *uses, cap, *n + 1, sizeof use);
    (*uses)[(*n)++] = use;
}

size_t kp_rules_uses(kp_arena *arena, const kp_book *book, kp_use **out)
{
    kp_diags *quiet = kp_diags_open();
    kp_block *block;
    size_t nblocks = 0, n = 0, cap = 0;
    kp_use *uses = NULL;
    kp_status status = kp_blocks_find(arena, book, &block, &nblocks, quiet);

    (void)status;  // compiling tells the faults
    for (size_t k = 0; k < nblocks; k++) {
        uint32_t j = block[k].kind == KP_BLOCK_USE
                         ? kp_block_column(arena, &block[k], "名称", "name")
                         : UINT32_MAX;

        if (j == UINT32_MAX)
            continue;
        for (uint32_t i = block[k].top + 2; i < block[k].bottom; i++) {
            kp_use use = {kp_fold(arena, kp_cell_text(kp_block_cell(&block[k], i, j))),
                          kp_block_where(&block[k], i, j)};

            if (use.name.n)
                add_use(arena, &uses, &n, &cap, use);
        }
    }
    kp_diags_close(quiet);
    *out = uses;
    return n;
}
