/* trial_inputs.c - the columns of a 测试 block: what each heading means, and the kind
 * of every input. */
#include "rules/trial/trial.h"

#include "engine/base/fold.h"
#include "rules/check/check.h"
#include "rules/check/spelling.h"
#include "rules/expr/parse.h"
#include "rules/read/block_parts.h"
#include "rules/read/cell.h"
#include "rules/trial/trial_parts.h"

/* ---- headings ---- */

typedef struct heading_word {
    const char *zh, *en;
    enum {
        WORD_REMARK,
        WORD_INPUT,
        WORD_VALUE,
        WORD_ROW,
        WORD_ERROR
    } meaning;
} heading_word;

static const heading_word heading_words[] = {
    {"输入", "input", WORD_INPUT},
    {"条件", "condition", WORD_INPUT},
    {"期望", "expect", WORD_VALUE},
    {"期望行", "expectrow", WORD_ROW},
    {"期望错误", "expecterror", WORD_ERROR},
    {"序号", "no", WORD_REMARK},
    {"依据", "clause", WORD_REMARK},
    {"说明", "note", WORD_REMARK},
    {"备注", "remark", WORD_REMARK},
    {"生效", "from", WORD_REMARK},
    {"失效", "to", WORD_REMARK},
};

#define NWORDS (sizeof heading_words / sizeof heading_words[0])

static kp_str nearest_heading(kp_str wrong)
{
    kp_str name[NWORDS];

    for (size_t w = 0; w < NWORDS; w++)
        name[w] = kp_str_of(heading_words[w].zh);
    return kp_nearest(wrong, name, NWORDS);
}

static bool add_input(kp__trial_reader *t, uint32_t j, kp_str name)
{
    kp_trial *trial = t->trial;

    if (name.n == 0)
        return kp__trial_fault(t, KP2302, t->block->top + 1, j, name, KP_STR("输入 …"));
    for (size_t k = 0; k < trial->ninputs; k++)
        if (kp_str_eq(trial->input[k].name, name))
            return kp__trial_fault(t, KP2303, t->block->top + 1, j, name, KP_NONE);
    trial->input[trial->ninputs++] = (kp_trial_input){.name = name, .j = j};
    return true;
}

static void add_expect(kp__trial_reader *t, uint32_t j, kp_trial_role role, kp_str name)
{
    t->trial->expect[t->trial->nexpects++] =
        (kp_trial_expect){.role = role, .name = name, .j = j};
}

static bool read_heading(kp__trial_reader *t, uint32_t j)
{
    static const kp_trial_role roles[] = {[WORD_VALUE] = KP_TRIAL_VALUE,
                                          [WORD_ROW] = KP_TRIAL_ROW,
                                          [WORD_ERROR] = KP_TRIAL_ERROR};
    kp_arena *arena = t->b->arena;
    kp_str text = kp_cell_text(kp_block_cell(t->block, t->block->top + 1, j));
    kp_str head, rest;

    kp__cut_at_separator(kp_tidy(arena, text), &head, &rest);
    kp_str word = kp_fold(arena, head);
    if (word.n == 0)
        return true;
    for (size_t w = 0; w < NWORDS; w++) {
        const heading_word *known = &heading_words[w];

        if (!kp__word_is(word, known->zh, known->en))
            continue;
        if (known->meaning == WORD_INPUT)
            return add_input(t, j, kp_str_copy(arena, rest));
        if (known->meaning != WORD_REMARK)
            add_expect(t, j, roles[known->meaning], kp_str_copy(arena, rest));
        return true;
    }
    return kp__trial_fault(t, KP2302, t->block->top + 1, j, text,
                           nearest_heading(word));
}

bool kp__trial_read_headings(kp__trial_reader *t)
{
    const kp_block *block = t->block;
    size_t width = block->right - block->left;
    bool whole = true;

    t->trial->input = KP_NEW_ARRAY(t->b->arena, width, kp_trial_input);
    t->trial->expect = KP_NEW_ARRAY(t->b->arena, width, kp_trial_expect);
    for (uint32_t j = block->left; j < block->right; j++)
        whole = read_heading(t, j) && whole;
    if (whole && t->trial->nexpects == 0)
        return kp__trial_fault(t, KP2304, block->top + 1, block->left, KP_NONE,
                               KP_NONE);
    return whole;
}

/* ---- inputs ---- */

/* The unit in which every cell of the column reads as a number. */
static bool all_read_as(const kp__trial_reader *t, uint32_t j, kp_kind kind,
                        kp_unit unit)
{
    kp_cell_want want = {kind, unit, -1};
    kp_cell_got got;

    for (uint32_t i = t->block->top + 2; i < t->block->bottom; i++)
        if (kp_cell_read(t->b->arena, kp_block_cell(t->block, i, j), &want, &got) ==
            KP_CELL_BAD)
            return false;
    return true;
}

static void infer_kind(const kp__trial_reader *t, kp_trial_input *input)
{
    static const kp_kind others[] = {KP_DATE, KP_BOOL};

    input->kind = KP_NUM;
    for (int unit = KP_UNIT_NONE; unit <= KP_UNIT_COUNT; unit++)
        if (all_read_as(t, input->j, KP_NUM, (kp_unit)unit)) {
            input->unit = (kp_unit)unit;
            return;
        }
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++)
        if (all_read_as(t, input->j, others[k], KP_UNIT_NONE)) {
            input->kind = others[k];
            return;
        }
    input->kind = KP_TEXT;
}

static kp_trial_input *input_named(const kp__trial_reader *t, kp_str name)
{
    for (size_t k = 0; k < t->trial->ninputs; k++)
        if (kp_str_eq(kp_fold(t->b->arena, t->trial->input[k].name), name))
            return &t->trial->input[k];
    return NULL;
}

static bool refuse_stranger(const kp__trial_reader *t, const kp_trial_input *input,
                            const kp_str *known, size_t n)
{
    return kp__trial_fault(t, KP2305, t->block->top + 1, input->j, input->name,
                           kp__offered_option(input->name, known, n));
}

/* Every input must be one of these; those that are needed must be there. */
static bool inputs_are(const kp__trial_reader *t, const kp_str *known, size_t n,
                       const bool *needed)
{
    bool whole = true;

    for (size_t k = 0; k < t->trial->ninputs; k++) {
        kp_str name = kp_fold(t->b->arena, t->trial->input[k].name);
        size_t at = 0;

        while (at < n && !kp_str_eq(known[at], name))
            at++;
        if (at == n)
            whole = refuse_stranger(t, &t->trial->input[k], known, n);
    }
    for (size_t k = 0; k < n && whole; k++)
        if (needed[k] && !input_named(t, known[k]))
            whole = kp__trial_fault(t, KP2306, t->block->top + 1, t->block->left,
                                    known[k], KP_NONE);
    return whole;
}

static bool table_inputs(const kp__trial_reader *t)
{
    const kp_dtable *table = t->b->scheme->table[t->index];
    kp_str *name = KP_NEW_ARRAY(t->b->arena, table->ninputs + 1, kp_str);
    bool *needed = KP_NEW_ARRAY(t->b->arena, table->ninputs + 1, bool);

    for (size_t k = 0; k < table->ninputs; k++) {
        name[k] = kp_fold(t->b->arena, table->input[k].name);
        needed[k] = true;
    }
    if (!inputs_are(t, name, table->ninputs, needed))
        return false;
    for (size_t k = 0; k < table->ninputs; k++) {
        kp_trial_input *input = input_named(t, name[k]);

        input->name = table->input[k].name;
        input->kind = table->input[k].kind;
        input->unit = table->input[k].unit;
    }
    return true;
}

static bool function_inputs(const kp__trial_reader *t)
{
    const kp_function *function = &t->b->scheme->function[t->index];
    const kp_function_source *source = &t->b->function_source[t->index];
    bool *needed = KP_NEW_ARRAY(t->b->arena, function->nparams + 1, bool);

    for (size_t k = 0; k < function->nparams; k++)
        needed[k] = source->fallback[k] == NULL;
    if (!inputs_are(t, function->param, function->nparams, needed))
        return false;
    for (size_t k = 0; k < t->trial->ninputs; k++) {
        kp_trial_input *input = &t->trial->input[k];

        input->name = kp_fold(t->b->arena, input->name);
        infer_kind(t, input);
    }
    return true;
}

bool kp__trial_settle_inputs(kp__trial_reader *t)
{
    switch (t->kind) {
    case KP__TARGET_TABLE:
        return table_inputs(t);
    case KP__TARGET_FUNCTION:
        return function_inputs(t);
    case KP__TARGET_FIELD:
        break;
    }
    return kp__trial_field_inputs(t);
}
