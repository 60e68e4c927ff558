/* tck_judge.c - what came out against what must come out (see tck.h). */
#include "io/dmn/tck.h"

/* Expected texts of at least this many decimals were cut from something longer. */
#define CUT_DECIMALS 8

static bool numbers_agree(kp_decimal want, kp_decimal got, bool inexact)
{
    kp_decimal gap;

    if (kp_dec_cmp(want, got) == 0)
        return true;
    if (!inexact && want.scale < CUT_DECIMALS)
        return false;
    return kp_dec_sub(want, got, &gap) &&
           kp_dec_cmp(kp_dec_abs(gap), kp_dec(1, 8)) <= 0;
}

static bool agree(const kp_feel *want, const kp_feel *got, bool inexact)
{
    if (want->kind != got->kind)
        return false;
    if (want->kind == KP_FEEL_NUMBER)
        return numbers_agree(want->num, got->num, inexact);
    if (want->kind == KP_FEEL_LIST) {
        for (size_t i = 0; i < want->n && want->n == got->n; i++)
            if (!agree(want->item[i], got->item[i], inexact))
                return false;
        return want->n == got->n;
    }
    if (want->kind == KP_FEEL_CONTEXT) {
        for (size_t i = 0; i < want->n && want->n == got->n; i++) {
            const kp_feel *entry = kp_feel_entry_of(got, want->entry[i].name);

            if (entry == NULL || !agree(want->entry[i].value, entry, inexact))
                return false;
        }
        return want->n == got->n;
    }
    return kp_feel_equal(want, got) == 1;
}

static kp_str as_text(kp_arena *arena, const kp_feel *value)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    if (value->kind == KP_FEEL_STRING)
        kp_buf_char(&buf, '"');
    kp_feel_print(value, &buf);
    if (value->kind == KP_FEEL_STRING)
        kp_buf_char(&buf, '"');
    kp_str text = kp_str_copy(arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return text;
}

/* The node that a result of the case asks for. */
static const kp_dmn_node *node_of(const kp_dmn_model *model, const kp_tck_case *one,
                                  const kp_tck_result *result)
{
    if (kp_str_is(one->kind, "decisionService"))
        return kp_dmn_node_named(model, KP_DMN_SERVICE, one->invocable);
    if (kp_str_is(one->kind, "bkm"))
        return kp_dmn_node_named(model, KP_DMN_KNOWLEDGE, one->invocable);
    return kp_dmn_node_named(model, KP_DMN_DECISION, result->name);
}

/* A service of several outputs answers with all of them. */
static const kp_feel *named_result(const kp_dmn_node *node, const kp_tck_result *result,
                                   const kp_feel *value)
{
    const kp_feel *entry = NULL;

    if (node->kind == KP_DMN_SERVICE && node->outputs.n > 1 &&
        value->kind == KP_FEEL_CONTEXT)
        entry = kp_feel_entry_of(value, result->name);
    return entry != NULL ? entry : value;
}

static kp_status judge_result(kp_arena *arena, const kp_dmn_model *model,
                              const kp_tck_case *one, const kp_tck_result *result,
                              kp_tck_judgement *out, kp_diags *diags)
{
    const kp_dmn_node *node = node_of(model, one, result);
    kp_dmn_answer answer;

    out->decision = result->name;
    out->expected = result->wants_error ? KP_STR("null, and an error")
                                        : as_text(arena, result->expected);
    out->verdict = KP_TCK_FAILED;
    if (node == NULL) {
        out->actual = KP_STR("no such decision");
        return KP_OK;
    }
    kp_status status = kp_dmn_decide(arena, model, node, one->inputs, &answer, diags);
    if (status != KP_OK)
        return status;
    if (answer.unsupported.n > 0) {
        out->verdict = KP_TCK_UNSUPPORTED;
        out->feature = answer.unsupported;
        return KP_OK;
    }
    const kp_feel *value = named_result(node, result, answer.value);
    bool passed = result->wants_error ? kp_feel_is_null(value) && answer.nfaults > 0
                                      : agree(result->expected, value, result->inexact);
    out->actual = as_text(arena, value);
    out->verdict = passed ? KP_TCK_PASSED : KP_TCK_FAILED;
    return KP_OK;
}

static kp_status judge_all(kp_arena *arena, const kp_dmn_model *model,
                           const kp_tck_case *one, kp_tck_judgement *out,
                           kp_diags *diags)
{
    for (size_t i = 0; i < one->nresults; i++) {
        kp_tck_judgement judgement = {0};
        kp_status status =
            judge_result(arena, model, one, &one->result[i], &judgement, diags);

        if (status != KP_OK)
            return status;
        // A failure outweighs everything, a missing feature outweighs a pass.
        if (judgement.verdict == KP_TCK_FAILED ||
            (judgement.verdict == KP_TCK_UNSUPPORTED && out->verdict == KP_TCK_PASSED))
            *out = judgement;
        if (judgement.verdict == KP_TCK_FAILED)
            return KP_OK;
    }
    return KP_OK;
}

kp_status kp_tck_judge(kp_arena *arena, const kp_dmn_model *model,
                       const kp_tck_case *one, kp_tck_judgement *out, kp_diags *diags)
{
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(arena, &boundary);

    // A case that asks for nothing proves nothing.
    *out = (kp_tck_judgement){.verdict =
                                  one->nresults > 0 ? KP_TCK_PASSED : KP_TCK_FAILED};
    if (setjmp(boundary) != 0) {
        kp_arena_guard(arena, outer);
        return KP_ENOMEM;
    }
    kp_status status = judge_all(arena, model, one, out, diags);
    kp_arena_guard(arena, outer);
    return status;
}
