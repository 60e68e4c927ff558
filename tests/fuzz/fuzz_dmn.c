/* fuzz_dmn.c - libFuzzer's door to DMN: the first byte chooses the reader.
 *
 *   <  a model: every decision is evaluated, imported, and an exported one written
 *   {  inputs as JSON, printed and read again
 *   T  test cases of the conformance suite (behind the T)
 *   any other: an expression of FEEL
 *
 * Seeds: the models, cases and expressions below tests/conform/tck.
 */
#include <stdint.h>
#include <stdlib.h>

#include "io/dmn/json.h"
#include "io/dmn/read.h"
#include "io/dmn/tck.h"
#include "rules/dmn/decide.h"
#include "rules/dmn/import.h"

#define BUDGET ((size_t)32 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A null with a reason must have told it; nothing may be both answered and lacking. */
static void check_answer(const kp_dmn_answer *answer, const kp_diags *diags)
{
    kp_buf out;

    if (answer->nfaults > 0 && kp_diags_errors(diags) + kp_diags_warnings(diags) == 0)
        abort();
    kp_buf_init(&out, 1 << 20);
    kp_json_print(answer->value, &out);
    kp_buf_free(&out);
}

static void try_model(kp_arena *arena, kp_str bytes, kp_diags *diags)
{
    kp_dmn_model *model;
    kp_dmn_answer answer;

    if (kp_dmn_read(arena, KP_STR("m.dmn"), bytes, &model, diags) != KP_OK)
        return;
    for (size_t i = 0; i < model->nnodes && i < 20; i++)
        if (kp_dmn_decide(arena, model, &model->node[i], NULL, &answer, diags) == KP_OK)
            check_answer(&answer, diags);
}

static void try_import(kp_str bytes)
{
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    kp_dmn_model *model;
    kp_dmn_blocks blocks;

    if (kp_dmn_read(arena, KP_STR("m.dmn"), bytes, &model, diags) == KP_OK)
        (void)kp_dmn_import(arena, model, &blocks, diags);
    kp_diags_close(diags);
    kp_arena_close(arena);
}

/* What was printed must be read back as an equal value. */
static void try_json(kp_arena *arena, kp_str text, kp_diags *diags)
{
    const kp_feel *value, *again;
    kp_buf out;

    if (kp_json_read(arena, KP_STR("i"), text, &value, diags) != KP_OK)
        return;
    kp_buf_init(&out, 1 << 22);
    kp_json_print(value, &out);
    kp_status status =
        kp_json_read(arena, KP_STR("i"), kp_buf_view(&out), &again, diags);
    if (!out.broken && status != KP_ENOMEM &&
        (status != KP_OK || kp_feel_equal(value, again) != 1))
        abort();
    kp_buf_free(&out);
}

static void try_cases(kp_arena *arena, kp_str bytes, kp_diags *diags)
{
    kp_tck tck;
    kp_status status = kp_tck_read(arena, KP_STR("t.xml"), bytes, &tck, diags);

    if (status == KP_OK && kp_diags_errors(diags) > 0)
        abort();
}

static void try_expression(kp_arena *arena, kp_str text, kp_diags *diags)
{
    kp_dmn_answer answer;

    if (kp_feel_evaluate(arena, text, NULL, &answer, diags) == KP_OK)
        check_answer(&answer, diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kp_str text = {(const char *)data, size};
    kp_arena *arena = kp_arena_open(BUDGET);
    kp_diags *diags = kp_diags_open();

    if (size > 0 && data[0] == '<') {
        try_model(arena, text, diags);
        try_import(text);
    } else if (size > 0 && data[0] == '{') {
        try_json(arena, text, diags);
    } else if (size > 0 && data[0] == 'T') {
        try_cases(arena, kp_str_slice(text, 1, size), diags);
    } else {
        try_expression(arena, text, diags);
    }
    kp_diags_close(diags);
    kp_arena_close(arena);
    return 0;
}
