/* kernel_text.c - see kernel_text.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "engine/kernel_text.h"

#include <pcre2.h>

#define MATCH_STEPS 100000
#define MATCH_DEPTH 100000
#define MATCH_HEAP_KIB 20480
#define FAULT_TEXT 256

struct kp_pattern {
    pcre2_code *code;
};

static const uint32_t pattern_options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;

static void *take_from_arena(PCRE2_SIZE size, void *arena)
{
    return kp_arena_alloc(arena, 1, size);
}

static void leave_to_arena(void *block, void *arena)
{
    (void)block;
    (void)arena;
}

static pcre2_code *compile_code(kp_str pattern, pcre2_compile_context *context,
                                int *error, PCRE2_SIZE *at)
{
    PCRE2_SPTR text = (PCRE2_SPTR)(pattern.n ? pattern.p : "");
    return pcre2_compile(text, pattern.n, pattern_options, error, at, context);
}

static void describe_fault(kp_arena *arena, int error, size_t at,
                           kp_pattern_fault *fault)
{
    PCRE2_UCHAR text[FAULT_TEXT];

    if (!fault)
        return;
    int n = pcre2_get_error_message(error, text, sizeof text);
    kp_str why = {(const char *)text, n > 0 ? (size_t)n : 0};
    *fault = (kp_pattern_fault){.at = at, .why = kp_str_copy(arena, why)};
}

kp_pattern *kp_pattern_compile(kp_arena *arena, kp_str pattern, kp_pattern_fault *fault)
{
    pcre2_general_context *memory =
        pcre2_general_context_create(take_from_arena, leave_to_arena, arena);
    int error = 0;
    PCRE2_SIZE at = 0;

    pcre2_code *code =
        compile_code(pattern, pcre2_compile_context_create(memory), &error, &at);
    if (!code) {
        describe_fault(arena, error, at, fault);
        return NULL;
    }
    kp_pattern *out = KP_NEW(arena, kp_pattern);
    out->code = code;
    return out;
}

/* Memory for a match comes from the heap and goes back, so threads never share any. */
static kp_match match_code(const pcre2_code *code, kp_str text)
{
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    int found = PCRE2_ERROR_NOMEMORY;

    if (data && context) {
        pcre2_set_match_limit(context, MATCH_STEPS);
        pcre2_set_depth_limit(context, MATCH_DEPTH);
        pcre2_set_heap_limit(context, MATCH_HEAP_KIB);
        PCRE2_SPTR subject = (PCRE2_SPTR)(text.n ? text.p : "");
        found = pcre2_match(code, subject, text.n, 0, 0, data, context);
    }
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    if (found == PCRE2_ERROR_NOMATCH)
        return KP_MATCH_NO;
    return found >= 0 ? KP_MATCH_YES : KP_MATCH_GAVE_UP;
}

kp_match kp_pattern_match(const kp_pattern *pattern, kp_str text)
{
    return match_code(pattern->code, text);
}

kp_match kp_pattern_match_once(kp_str pattern, kp_str text)
{
    int error = 0;
    PCRE2_SIZE at = 0;

    pcre2_code *code = compile_code(pattern, NULL, &error, &at);
    if (!code)
        return KP_MATCH_GAVE_UP;
    kp_match found = match_code(code, text);
    pcre2_code_free(code);
    return found;
}
