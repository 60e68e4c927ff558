/* explain.c - the tree behind one figure: finding it, walking it, telling its leaves.
 */
#include "io/log/explain.h"

#include <string.h>

#include "io/log/explain_parts.h"
#include "io/log/guard.h"

#define MOST_LEVELS 200  // no scheme is so deep; a forged log might be

/* ---- words ---- */

const char *kp__say(const kp__teller *t, const char *zh, const char *en)
{
    return t->lang == KP_LANG_EN ? en : zh;
}

void kp__tell_indent(kp__teller *t, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        kp_buf_z(t->out, "    ");
}

void kp__tell_plain(kp__teller *t, kp_str spelled)
{
    size_t from = t->out->n;

    kp__unescape(spelled, t->out);
    // A report is lines: what would break one is shown as a blank.
    for (size_t i = from; i < t->out->n; i++)
        if (t->out->p[i] == '\n' || t->out->p[i] == '\t' || t->out->p[i] == '\r')
            t->out->p[i] = ' ';
}

void kp__tell_figure(kp__teller *t, uint64_t block, kp_str field)
{
    const kp__block_view *view = kp__teller_view(t, block);

    if (view) {
        kp__tell_plain(t, t->skel->entity[view->entity].name);
        kp_buf_char(t->out, ' ');
        kp__tell_plain(t, view->key);
        kp_buf_z(t->out, " · ");
    }
    kp__tell_plain(t, field);
}

static kp_code code_of(kp_str name)
{
    for (unsigned code = 1; code < KP_CODE_COUNT; code++)
        if (kp_str_is(name, kp_code_name((kp_code)code)))
            return (kp_code)code;
    return KP_CODE_NONE;
}

/* "!KP5001@3.得分": the sentence, and where it began. */
static void tell_error(kp__teller *t, kp_str value)
{
    kp_str code = kp_str_slice(value, 1, 7);
    kp__ref origin = kp__ref_of(kp_str_slice(value, 7, value.n));
    kp_diag diag = {.code = code_of(code), .arg = {origin.name, origin.name}};

    kp_buf_z(t->out, kp__say(t, "出错 ", "error "));
    kp_buf_str(t->out, code);
    if (diag.code != KP_CODE_NONE) {
        kp_buf_z(t->out, kp__say(t, "（", " ("));
        kp_diag_text(&diag, t->lang, t->out);
        kp_buf_z(t->out, kp__say(t, "）", ")"));
    }
    if (origin.kind != KP__REF_BLOCK || origin.number == UINT64_MAX)
        return;
    kp_buf_z(t->out, kp__say(t, "，源自 ", ", began in "));
    kp__tell_figure(t, origin.number, origin.name);
}

void kp__tell_value(kp__teller *t, kp_str value)
{
    switch (kp__value_kind_quick(value)) {
    case KP__TEXT:
        kp__tell_plain(t, kp_str_slice(value, 1, value.n - 1));
        break;
    case KP__LINK:
        kp__tell_plain(t, kp_str_slice(value, 1, value.n));
        break;
    case KP__BOOL:
        kp_buf_z(t->out, kp_str_is(value, "true") ? kp__say(t, "是", "yes")
                                                  : kp__say(t, "否", "no"));
        break;
    case KP__BLANK:
        kp_buf_z(t->out, kp__say(t, "空白", "blank"));
        break;
    case KP__ABSENT:
        kp_buf_z(t->out, kp__say(t, "不适用", "not applicable"));
        break;
    case KP__ERROR:
        tell_error(t, value);
        break;
    case KP__NUMBER:
    case KP__DATE:
    case KP__NOT_A_VALUE:
        kp_buf_str(t->out, value);
        break;
    }
}

/* ---- blocks and causes ---- */

const kp__block_view *kp__teller_view(kp__teller *t, uint64_t block)
{
    for (size_t i = 0; i < t->nviews; i++)
        if (t->view[i]->index == block)
            return t->view[i];
    kp__block_view *view = KP_NEW(t->arena, kp__block_view);

    if (!kp__view_block(t->arena, t->skel, t->trace, block, view)) {
        t->broken = true;
        return NULL;
    }
    t->view =
        kp_arena_grow(t->arena, t->view, &t->views_cap, t->nviews + 1, sizeof *t->view);
    t->view[t->nviews++] = view;
    return view;
}

void kp__cause_add(kp__teller *t, kp__causes *to, kp__cause cause)
{
    for (size_t i = 0; i < to->n; i++) {
        const kp__cause *old = &to->item[i];

        if (old->is_param == cause.is_param &&
            (cause.is_param ? kp_str_eq(old->param, cause.param)
                            : old->block == cause.block && old->field == cause.field))
            return;
    }
    to->item = kp_arena_grow(t->arena, to->item, &to->cap, to->n + 1, sizeof *to->item);
    to->item[to->n++] = cause;
}

void kp__cause_of_ref(kp__teller *t, const kp__block_view *block, kp_str ref,
                      kp__causes *to)
{
    kp__ref r = kp__ref_of(ref);
    kp__cause cause = {.is_param = r.kind == KP__REF_PARAM,
                       .param = r.name,
                       .block = r.kind == KP__REF_OWN ? block->index : r.number};

    if (r.kind != KP__REF_PARAM && r.kind != KP__REF_OWN && r.kind != KP__REF_BLOCK)
        return;
    if (!cause.is_param) {
        const kp__entity *entity = kp__skel_owner(t->skel, cause.block);

        cause.field = entity ? kp__skel_field(entity, r.name) : UINT32_MAX;
        if (cause.field == UINT32_MAX)
            return;
    }
    kp__cause_add(t, to, cause);
}

/* ---- leaves ---- */

static void tell_cell(kp__teller *t, kp__line columns)
{
    kp_str file, sheet, cell;

    if (!kp__line_next(&columns, &file) || !kp__line_next(&columns, &sheet) ||
        !kp__line_next(&columns, &cell))
        return;
    kp__tell_plain(t, file);
    if (!kp_str_is(sheet, "-")) {
        kp_buf_char(t->out, '[');
        kp__tell_plain(t, sheet);
        kp_buf_char(t->out, ']');
    }
    kp_buf_char(t->out, '!');
    kp_buf_str(t->out, cell);
}

static const char *policy_words(const kp__teller *t, kp_str policy)
{
    if (kp_str_is(policy, "zero"))
        return kp__say(t, "未填，按规则记 0", "not filled in, counts as 0 by rule");
    if (kp_str_is(policy, "absent"))
        return kp__say(t, "未填，按规则不适用",
                       "not filled in, not applicable by rule");
    if (kp_str_is(policy, "carry"))
        return kp__say(t, "未填，按规则沿用上期",
                       "not filled in, carried from the last period by rule");
    if (kp_str_is(policy, "blank"))
        return kp__say(t, "未填，允许空白", "not filled in, may be blank");
    return kp__say(t, "未填", "not filled in");
}

static void tell_history(kp__teller *t, kp__line columns)
{
    kp_str kind, from;

    if (!kp__line_next(&columns, &kind) || !kp__line_next(&columns, &from))
        return;
    if (kp_str_is(kind, "last"))
        kp_buf_z(t->out, kp__say(t, "上期数，", "last period, "));
    else if (kp_str_is(kind, "ytd"))
        kp_buf_z(t->out, kp__say(t, "本年累计，", "year to date, "));
    else
        kp_buf_z(t->out, kp__say(t, "上年数，", "last year, "));
    if (kp_str_is(from, "cell"))
        tell_cell(t, columns);
    else
        kp_buf_z(t->out, kp__say(t, "取自以前的结算", "read from an earlier run"));
}

/* "录入 data/员工.csv!G6" */
static void tell_input_origin(kp__teller *t, kp__line columns)
{
    kp_str word, policy;

    if (!kp__line_next(&columns, &word))
        return;
    kp_buf_z(t->out, kp__say(t, "    ← ", "    <- "));
    if (kp_str_is(word, "cell")) {
        kp_buf_z(t->out, kp__say(t, "录入 ", "typed in "));
        tell_cell(t, columns);
    } else if (kp_str_is(word, "history")) {
        tell_history(t, columns);
    } else if (kp_str_is(word, "default") && kp__line_next(&columns, &policy)) {
        kp_buf_z(t->out, policy_words(t, policy));
    } else {
        kp_buf_z(t->out, kp__say(t, "由名单组合生成", "made by joining lists"));
    }
}

static void tell_param(kp__teller *t, kp_str name, unsigned depth)
{
    const kp__param *p = kp__skel_param(t->skel, name);

    kp__tell_indent(t, depth);
    kp_buf_z(t->out, kp__say(t, "参数 ", "parameter "));
    kp__tell_plain(t, name);
    if (p) {
        kp_buf_z(t->out, " = ");
        kp__tell_value(t, p->value);
        kp_buf_z(t->out, kp__say(t, "    ← 参数表 ", "    <- parameters "));
        kp__tell_plain(t, p->file);
        kp_buf_char(t->out, '!');
        kp_buf_str(t->out, p->cell);
        if (!kp_str_is(p->clause, "-")) {
            kp_buf_z(t->out, kp__say(t, "，依据 ", ", clause "));
            kp__tell_plain(t, p->clause);
        }
    }
    kp_buf_char(t->out, '\n');
}

/* ---- the tree ---- */

static void tell_rule(kp__teller *t, const kp__field *field, unsigned depth)
{
    // A part of a formula is named by its own text and stands where the whole does.
    if (field->lifted && !field->clause.n)
        return;
    if (field->formula.n && !kp_str_eq(field->formula, field->name)) {
        kp__tell_indent(t, depth);
        kp_buf_z(t->out, kp__say(t, "公式  ", "formula  "));
        kp__tell_plain(t, field->formula);
        kp_buf_char(t->out, '\n');
    }
    if (field->clause.n || field->cell.n) {
        kp__tell_indent(t, depth);
        kp_buf_z(t->out, kp__say(t, "依据  ", "clause   "));
        if (field->clause.n) {
            kp__tell_plain(t, field->clause);
            kp_buf_z(t->out, kp__say(t, "（", " ("));
        }
        kp__tell_plain(t, field->file);
        if (field->sheet.n) {
            kp_buf_char(t->out, '[');
            kp__tell_plain(t, field->sheet);
            kp_buf_char(t->out, ']');
        }
        kp_buf_char(t->out, '!');
        kp_buf_str(t->out, field->cell);
        kp_buf_z(t->out, field->clause.n ? kp__say(t, "）\n", ")\n") : "\n");
    }
}

/* The number this figure has been told under, or 0 and it gets the next one. */
static size_t paragraph_of(kp__teller *t, uint64_t block, uint32_t field, bool *old)
{
    uint64_t key[2] = {block, field};
    kp_str spelled = kp_str_copy(t->arena, (kp_str){(const char *)key, sizeof key});
    size_t n = t->nparagraphs + 1, earlier;

    *old = !kp_map_put(&t->told, spelled, n, &earlier);
    if (*old) {
        size_t found = 0;

        (void)kp_map_get(&t->told, spelled, &found);
        return found;
    }
    t->nparagraphs = n;
    return n;
}

static void tell(kp__teller *t, uint64_t block, uint32_t field, uint64_t above,
                 unsigned depth);

static void tell_causes(kp__teller *t, const kp__causes *causes, uint64_t block,
                        unsigned depth)
{
    if (causes->n == 0)
        return;
    if ((t->depth && depth > t->depth) || depth > MOST_LEVELS) {
        kp__tell_indent(t, depth);
        kp_buf_z(t->out, kp__say(t, "…（已到层数上限）\n", "… (limit of levels)\n"));
        return;
    }
    for (size_t i = 0; i < causes->n; i++) {
        if (causes->item[i].is_param)
            tell_param(t, causes->item[i].param, depth);
        else
            tell(t, causes->item[i].block, causes->item[i].field, block, depth);
    }
}

static bool is_read(const kp__field *field)
{
    return field->origin == KP__INPUT || field->origin == KP__HISTORY;
}

/* "[3] 员工 E05 · 点数 = 1.087670"; figures of the same row drop the row. */
static void tell_heading(kp__teller *t, const kp__block_view *view, uint32_t field,
                         uint64_t above, size_t number)
{
    const kp__field *f = &t->skel->entity[view->entity].field[field];

    if (number) {
        kp_buf_char(t->out, '[');
        kp_buf_uint(t->out, number);
        kp_buf_z(t->out, "] ");
    }
    if (view->index == above)
        kp__tell_plain(t, f->name);
    else
        kp__tell_figure(t, view->index, f->name);
    kp_buf_z(t->out, " = ");
    kp__tell_value(t, view->value[field].value);
}

static void tell_error_origin(kp__teller *t, kp_str value, uint64_t block,
                              uint32_t field, kp__causes *to)
{
    if (kp__value_kind_quick(value) != KP__ERROR)
        return;
    kp__ref origin = kp__ref_of(kp_str_slice(value, 7, value.n));
    const kp__entity *entity =
        origin.kind == KP__REF_BLOCK ? kp__skel_owner(t->skel, origin.number) : NULL;
    uint32_t from = entity ? kp__skel_field(entity, origin.name) : UINT32_MAX;

    if (from != UINT32_MAX && (origin.number != block || from != field))
        kp__cause_add(t, to, (kp__cause){.block = origin.number, .field = from});
}

static void tell(kp__teller *t, uint64_t block, uint32_t field, uint64_t above,
                 unsigned depth)
{
    const kp__block_view *view = kp__teller_view(t, block);
    kp__causes causes = {0};
    bool old = false;

    if (!view)
        return;
    const kp__field *f = &t->skel->entity[view->entity].field[field];
    size_t number = is_read(f) ? 0 : paragraph_of(t, block, field, &old);

    kp__tell_indent(t, depth);
    tell_heading(t, view, field, above, number);
    if (is_read(f))
        tell_input_origin(t, view->value[field].origin);
    if (old) {
        kp_buf_z(t->out, kp__say(t, "    （见上文 [", "    (see above ["));
        kp_buf_uint(t->out, number);
        kp_buf_z(t->out, kp__say(t, "]）", "])"));
    }
    kp_buf_char(t->out, '\n');
    if (is_read(f) || old)
        return;
    tell_rule(t, f, depth + 1);
    if (f->origin == KP__FORMULA)
        kp__tell_formula(t, view, field, depth + 1, &causes);
    else
        kp__tell_group(t, view, field, depth + 1, &causes);
    tell_error_origin(t, view->value[field].value, block, field, &causes);
    tell_causes(t, &causes, block, depth + 1);
}

/* ---- all of it ---- */

static void tell_title(kp__teller *t)
{
    kp_buf_z(t->out, kp__say(t, "结算 ", "run "));
    kp__tell_plain(t, t->skel->run);
    kp_buf_z(t->out, kp__say(t, "，期间 ", ", period "));
    kp__tell_plain(t, t->skel->period);
    kp_buf_z(t->out, kp__say(t, "，方案 ", ", scheme "));
    kp__tell_plain(t, t->skel->scheme);
    kp_buf_char(t->out, ' ');
    kp__tell_plain(t, t->skel->version);
    kp_buf_z(t->out, kp__say(t, "，总指纹 ", ", head "));
    kp_buf_str(t->out, kp_str_slice(t->skel->head, 0, 16));
    kp_buf_char(t->out, '\n');
}

typedef struct question {
    kp__teller *t;
    kp_str skel, entity, key, field;
    kp_diags *diags;
    kp_status status;
} question;

static kp_status answer(const question *q)
{
    kp__teller *t = q->t;
    kp__skel *skel = KP_NEW(t->arena, kp__skel);
    kp_log_fault fault;
    uint64_t block = UINT64_MAX;
    uint32_t number = UINT32_MAX;

    t->skel = skel;
    kp_map_init(&t->told, t->arena);
    if (!kp__skel_read(t->arena, q->skel, skel, &fault))
        return kp_log_tell(&fault, q->diags);
    kp_status status =
        kp__find_figure(t, kp__spelled(t->arena, q->entity), q->key,
                        kp__spelled(t->arena, q->field), &block, &number, q->diags);
    if (status != KP_OK)
        return status;
    tell_title(t);
    tell(t, block, number, UINT64_MAX, 0);
    if (!t->broken)
        return KP_OK;
    return kp_fail(q->diags, KP6404, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
}

static void explain(void *context)
{
    question *q = context;

    q->status = answer(q);
}

kp_status kp_log_explain(kp_str trace, kp_str skel, kp_str entity, kp_str key,
                         kp_str field, kp_lang lang,
                         const kp_log_explain_options *options, kp_buf *out,
                         kp_diags *diags)
{
    kp_arena *arena = kp_arena_open(0);
    kp__teller t = {.arena = arena, .trace = trace, .lang = lang, .out = out};
    question q = {&t, skel, entity, key, field, diags, KP_ENOMEM};

    t.depth = options ? options->depth : 0;
    t.children = options && options->children ? options->children : 8;
    if (!kp__log_guarded(arena, explain, &q)) {
        (void)kp_fail(diags, KP6203, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
        q.status = KP_ENOMEM;
    }
    kp_arena_close(arena);
    return q.status;
}
