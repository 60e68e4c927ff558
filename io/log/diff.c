/* diff.c - two runs side by side: whose figures changed, totals, people who came and
 * went.
 */
#include "io/log/diff_parts.h"

#include "io/log/guard.h"
#include "io/log/number.h"

typedef struct report {
    kp__compare c;
    kp_lang lang;
    kp_buf *out;
    kp_log_changes changes;
} report;

static void say(report *r, const char *zh, const char *en)
{
    kp_buf_z(r->out, r->lang == KP_LANG_EN ? en : zh);
}

static void put(report *r, kp_str spelled)
{
    size_t from = r->out->n;

    kp__unescape(spelled, r->out);
    for (size_t i = from; i < r->out->n; i++)
        if (r->out->p[i] == '\n' || r->out->p[i] == '\t')
            r->out->p[i] = ' ';
}

static void put_value(report *r, kp_str value)
{
    switch (kp__value_kind_quick(value)) {
    case KP__NOT_A_VALUE:
        say(r, "无", "none");
        break;
    case KP__TEXT:
        put(r, kp_str_slice(value, 1, value.n - 1));
        break;
    case KP__LINK:
        put(r, kp_str_slice(value, 1, value.n));
        break;
    case KP__BLANK:
        say(r, "空白", "blank");
        break;
    case KP__ABSENT:
        say(r, "不适用", "not applicable");
        break;
    case KP__ERROR:
        say(r, "出错 ", "error ");
        kp_buf_str(r->out, kp_str_slice(value, 1, 7));
        break;
    case KP__BOOL:
        if (kp_str_is(value, "true"))
            say(r, "是", "yes");
        else
            say(r, "否", "no");
        break;
    case KP__NUMBER:
    case KP__DATE:
        kp_buf_str(r->out, value);
        break;
    }
}

/* " (+63.23)" where both are numbers. */
static void put_gap(report *r, kp_str before, kp_str after)
{
    kp__num a, b, gap;
    uint32_t decimals = kp__decimals_of(after);

    if (kp__value_kind_quick(before) != KP__NUMBER ||
        kp__value_kind_quick(after) != KP__NUMBER || !kp__num_parse(before, &a) ||
        !kp__num_parse(after, &b) || !kp__num_add_exact(&b, &a, true, &gap))
        return;
    say(r, "（", " (");
    if (kp__num_sign(&gap) >= 0)
        kp_buf_char(r->out, '+');
    kp__num_print(&gap, (int32_t)decimals, r->out);
    say(r, "）", ")");
}

static void put_change(report *r, kp_str before, kp_str after)
{
    put_value(r, before);
    kp_buf_z(r->out, " → ");
    put_value(r, after);
    put_gap(r, before, after);
}

/* ---- reasons ---- */

static void put_row(report *r, uint32_t entity, kp_str key)
{
    put(r, r->c.b->skel.entity[entity].name);
    kp_buf_char(r->out, ' ');
    put(r, key);
}

static kp_str key_of(const report *r, kp__spot spot)
{
    return r->c.b->index.key[r->c.b->skel.entity[spot.entity].first + spot.row];
}

static void put_spot(report *r, kp__spot spot)
{
    put_row(r, spot.entity, key_of(r, spot));
    kp_buf_z(r->out, " · ");
    put(r, r->c.b->skel.entity[spot.entity].field[spot.field].name);
}

/* " ← data/员工.csv!D6": the value's line stands just before its steps. */
static void put_cell(report *r, kp__spot spot)
{
    kp_str trace = r->c.b->index.trace;
    size_t end =
        kp__log_index_steps(&r->c.b->index, spot.entity, spot.row, spot.field) - 1;
    size_t at = end;

    while (at > 0 && trace.p[at - 1] != '\n')
        at--;
    kp__line columns = kp__line_of(kp_str_slice(trace, at, end));
    kp_str c, file, sheet, cell;

    for (int i = 0; i < 4; i++)
        (void)kp__line_next(&columns, &c);
    while (kp__line_next(&columns, &c) && !kp_str_is(c, "cell"))
        ;
    if (!kp__line_next(&columns, &file) || !kp__line_next(&columns, &sheet) ||
        !kp__line_next(&columns, &cell))
        return;
    kp_buf_z(r->out, " ← ");
    put(r, file);
    if (!kp_str_is(sheet, "-")) {
        kp_buf_char(r->out, '[');
        put(r, sheet);
        kp_buf_char(r->out, ']');
    }
    kp_buf_char(r->out, '!');
    kp_buf_str(r->out, cell);
}

static void put_param_change(report *r, kp_str name)
{
    const kp__param *before = kp__skel_param(&r->c.a->skel, name);
    const kp__param *after = kp__skel_param(&r->c.b->skel, name);

    say(r, "参数 ", "parameter ");
    put(r, name);
    kp_buf_char(r->out, ' ');
    put_change(r, before ? before->value : (kp_str){0},
               after ? after->value : (kp_str){0});
}

static void put_reason(report *r, const kp__reason *why)
{
    switch (why->kind) {
    case KP__BY_PARAM:
        put_param_change(r, why->name);
        return;
    case KP__BY_ROW_CAME:
        say(r, "新增 ", "new: ");
        put_row(r, why->spot.entity, key_of(r, why->spot));
        return;
    case KP__BY_ROW_WENT:
        say(r, "减少 ", "gone: ");
        put_row(r, why->spot.entity, why->key);
        return;
    case KP__BY_CELL:
    case KP__BY_FORMULA:
    case KP__BY_TABLE:
    case KP__BY_OTHERS:
        break;
    }
    put_spot(r, why->spot);
    kp_buf_char(r->out, ' ');
    put_change(r, kp__value_before(&r->c, why->spot),
               kp__value_after(&r->c, why->spot));
    if (why->kind == KP__BY_CELL)
        put_cell(r, why->spot);
    if (why->kind == KP__BY_FORMULA)
        say(r, "，公式或取舍已改变", ", the formula or its rounding is another one");
    if (why->kind == KP__BY_TABLE) {
        say(r, "，规则表已改变：", ", the rule table is another one: ");
        put(r, why->name);
    }
    if (why->kind == KP__BY_OTHERS)
        say(r, "，同组其他行有变化", ", other rows of its group have changed");
}

/* ---- how often each reason ---- */

typedef struct tally {
    kp__reason why;
    uint64_t rows;
} tally;

typedef struct tallies {
    tally *item;
    size_t n, cap;
} tallies;

static bool same_reason(const kp__reason *a, const kp__reason *b)
{
    return a->kind == b->kind && kp_str_eq(a->name, b->name) &&
           kp_str_eq(a->key, b->key) &&
           (a->kind == KP__BY_PARAM ||
            (a->spot.entity == b->spot.entity && a->spot.field == b->spot.field &&
             a->spot.row == b->spot.row));
}

#define MOST_REASONS 20

static void count_reason(report *r, tallies *all, const kp__reason *why)
{
    for (size_t i = 0; i < all->n; i++) {
        if (!same_reason(&all->item[i].why, why))
            continue;
        all->item[i].rows++;
        return;
    }
    if (all->n > 1000)  // reasons of single rows: not worth a summary
        return;
    all->item =
        kp_arena_grow(r->c.arena, all->item, &all->cap, all->n + 1, sizeof *all->item);
    all->item[all->n++] = (tally){*why, 1};
}

static void put_tallies(report *r, const tallies *all)
{
    bool any = false;

    for (size_t i = 0, told = 0; i < all->n && told < MOST_REASONS; i++) {
        if (all->item[i].rows < 2)
            continue;
        if (!any)
            say(r, "共同的起因：\n", "causes in common:\n");
        any = true;
        told++;
        kp_buf_z(r->out, "    ");
        put_reason(r, &all->item[i].why);
        say(r, "：", ": ");
        kp_buf_uint(r->out, all->item[i].rows);
        say(r, " 行\n", " rows\n");
    }
}

/* ---- rows ---- */

static void put_changed(report *r, kp__spot spot, tallies *all)
{
    kp__reason why = kp__find_reason(&r->c, spot);

    r->changes.changed++;
    put(r, key_of(r, spot));
    kp_buf_z(r->out, "  ");
    put(r, r->c.b->skel.entity[spot.entity].field[spot.field].name);
    kp_buf_char(r->out, ' ');
    put_change(r, kp__value_before(&r->c, spot), kp__value_after(&r->c, spot));
    if (why.kind == KP__BY_CELL && why.spot.entity == spot.entity &&
        why.spot.row == spot.row && why.spot.field == spot.field) {
        put_cell(r, spot);
    } else {
        say(r, "  起因：", "  because of ");
        put_reason(r, &why);
    }
    kp_buf_char(r->out, '\n');
    count_reason(r, all, &why);
}

/* Every declared field of a row: the first in order of calculation that changed is
 * told, with how many others did. */
static bool first_changed(const report *r, kp__spot *spot, uint64_t *others)
{
    const kp__entity *entity = &r->c.b->skel.entity[spot->entity];
    uint64_t best = UINT64_MAX, n = 0;
    kp__spot here = *spot;

    for (here.field = 0; here.field < entity->nfields; here.field++) {
        const kp__field *f = &entity->field[here.field];
        uint64_t order = f->order == KP__NO_ORDER ? 0 : (uint64_t)f->order + 1;

        if (f->lifted || !kp__has_changed(&r->c, here))
            continue;
        n++;
        if (order >= best)
            continue;
        best = order;
        spot->field = here.field;
    }
    *others = n ? n - 1 : 0;
    return n > 0;
}

static void compare_row(report *r, kp__spot spot, bool every, tallies *all)
{
    uint64_t others = 0;

    if (kp__row_before(&r->c, spot.entity, spot.row) == UINT64_MAX) {
        r->changes.added++;
        say(r, "新增 ", "new: ");
        put(r, key_of(r, spot));
        if (!every) {
            kp_buf_z(r->out, "  ");
            put_value(r, kp__value_after(&r->c, spot));
        }
        kp_buf_char(r->out, '\n');
        return;
    }
    r->changes.compared++;
    if (every ? !first_changed(r, &spot, &others) : !kp__has_changed(&r->c, spot))
        return;
    put_changed(r, spot, all);
    if (others == 0)
        return;
    say(r, "      另有 ", "      and ");
    kp_buf_uint(r->out, others);
    say(r, " 个字段随之变化\n", " more fields with it\n");
}

static void compare_gone(report *r, uint32_t entity)
{
    uint32_t e = r->c.entity_of[entity];
    const kp__entity *before = e == UINT32_MAX ? NULL : &r->c.a->skel.entity[e];

    for (uint64_t row = 0; before && row < before->rows; row++) {
        kp_str key = r->c.a->index.key[before->first + row];

        if (kp__log_index_find(&r->c.b->index, entity, key) != UINT64_MAX)
            continue;
        r->changes.removed++;
        say(r, "减少 ", "gone: ");
        put(r, key);
        kp_buf_char(r->out, '\n');
    }
}

/* ---- totals ---- */

static bool total_of(const kp__side *side, uint32_t entity, uint32_t field,
                     kp__num *out)
{
    kp__num num;

    kp__num_int(0, out);
    for (uint64_t row = 0; row < side->skel.entity[entity].rows; row++) {
        kp_str value = kp__log_index_value(&side->index, entity, row, field);

        if (kp__value_kind_quick(value) == KP__NUMBER &&
            (!kp__num_parse(value, &num) || !kp__num_add_exact(out, &num, false, out)))
            return false;
    }
    return true;
}

static void put_totals(report *r, kp__spot spot)
{
    const kp__field *field = &r->c.b->skel.entity[spot.entity].field[spot.field];
    uint32_t e = r->c.entity_of[spot.entity];
    uint32_t f = e == UINT32_MAX ? UINT32_MAX
                                 : kp__skel_field(&r->c.a->skel.entity[e], field->name);
    kp__num a, b, gap;

    if (field->kind != KP__NUMBER || f == UINT32_MAX || !total_of(r->c.a, e, f, &a) ||
        !total_of(r->c.b, spot.entity, spot.field, &b) ||
        !kp__num_add_exact(&b, &a, true, &gap))
        return;
    put(r, field->name);
    say(r, " 合计 ", " in total ");
    kp__num_print(&a, field->decimals, r->out);
    kp_buf_z(r->out, " → ");
    kp__num_print(&b, field->decimals, r->out);
    say(r, "（", " (");
    if (kp__num_sign(&gap) >= 0)
        kp_buf_char(r->out, '+');
    kp__num_print(&gap, field->decimals, r->out);
    say(r, "）\n", ")\n");
}

static void put_title(report *r)
{
    say(r, "结算 ", "run ");
    put(r, r->c.a->skel.run);
    kp_buf_z(r->out, " → ");
    put(r, r->c.b->skel.run);
    say(r, "，期间 ", ", period ");
    put(r, r->c.a->skel.period);
    kp_buf_z(r->out, " → ");
    put(r, r->c.b->skel.period);
    kp_buf_char(r->out, '\n');
}

static void put_summary(report *r)
{
    say(r, "比较 ", "compared ");
    kp_buf_uint(r->out, r->changes.compared);
    say(r, " 行，变化 ", " rows, changed ");
    kp_buf_uint(r->out, r->changes.changed);
    say(r, "，新增 ", ", new ");
    kp_buf_uint(r->out, r->changes.added);
    say(r, "，减少 ", ", gone ");
    kp_buf_uint(r->out, r->changes.removed);
    kp_buf_char(r->out, '\n');
}

static void compare(report *r, kp__spot spot, bool every)
{
    tallies all = {0};

    put_title(r);
    for (spot.row = 0; spot.row < r->c.b->skel.entity[spot.entity].rows; spot.row++)
        compare_row(r, spot, every, &all);
    compare_gone(r, spot.entity);
    put_summary(r);
    put_tallies(r, &all);
    if (!every)
        put_totals(r, spot);
}

/* ---- opening ---- */

typedef struct job {
    report *r;
    const kp_log_bytes *before, *after;
    kp_str entity, field;
    kp_diags *diags;
    kp_status status;
} job;

static bool open_side(kp_arena *arena, const kp_log_bytes *bytes, kp__side **out,
                      kp_diags *diags)
{
    kp__side *side = *out = KP_NEW(arena, kp__side);
    kp_log_fault fault;

    if (kp__skel_read(arena, bytes->skel, &side->skel, &fault) &&
        kp__log_index_build(arena, &side->skel, bytes->trace, &side->index, &fault))
        return true;
    (void)kp_log_tell(&fault, diags);
    return false;
}

static bool match_entities(kp__compare *c)
{
    size_t n = c->b->skel.nentities;

    c->entity_of = KP_NEW_ARRAY(c->arena, n + 1, uint32_t);
    c->family_a = KP_NEW_ARRAY(c->arena, n + 1, kp__members **);
    c->family_b = KP_NEW_ARRAY(c->arena, n + 1, kp__members **);
    for (size_t e = 0; e < n; e++) {
        size_t fields = c->b->skel.entity[e].nfields + 1;

        c->family_a[e] = KP_NEW_ARRAY(c->arena, fields, kp__members *);
        c->family_b[e] = KP_NEW_ARRAY(c->arena, fields, kp__members *);
    }
    for (size_t e = 0; e < c->b->skel.nentities; e++)
        c->entity_of[e] = kp__skel_entity(&c->a->skel, c->b->skel.entity[e].name);
    return c->b->skel.nentities > 0;
}

/* The last entity that has the field: people stand behind what they belong to. */
static kp_status choose(job *j, kp__spot *spot)
{
    const kp__skel *skel = &j->r->c.b->skel;
    bool any = false;

    *spot = (kp__spot){UINT32_MAX, UINT32_MAX, 0};
    for (size_t e = 0; e < skel->nentities; e++) {
        uint32_t field = kp__skel_field(&skel->entity[e], j->field);

        if (j->entity.n && !kp_str_eq(skel->entity[e].name, j->entity))
            continue;
        any = true;
        if (j->field.n && field == UINT32_MAX)
            continue;
        *spot = (kp__spot){(uint32_t)e, j->field.n ? field : 0, 0};
    }
    if (!any)
        return kp_fail(j->diags, KP6403, KP_NOWHERE, KP_NONE, j->entity, KP_STR("—"),
                       KP_NONE);
    if (spot->entity == UINT32_MAX)
        return kp_fail(j->diags, KP6402, KP_NOWHERE, KP_NONE, j->field, KP_STR("—"),
                       KP_NONE);
    return KP_OK;
}

static void compare_all(void *context)
{
    job *j = context;
    kp__compare *c = &j->r->c;
    kp__spot spot;

    kp_map_init(&c->memo, c->arena);
    kp_map_init(&c->groups, c->arena);
    j->status = KP_EINVALID;
    if (!open_side(c->arena, j->before, &c->a, j->diags) ||
        !open_side(c->arena, j->after, &c->b, j->diags) || !match_entities(c))
        return;
    j->status = choose(j, &spot);
    if (j->status == KP_OK)
        compare(j->r, spot, j->field.n == 0);
}

kp_status kp_log_diff(const kp_log_bytes *before, const kp_log_bytes *after,
                      kp_str entity, kp_str field, kp_lang lang,
                      kp_log_changes *changes, kp_buf *out, kp_diags *diags)
{
    kp_arena *arena = kp_arena_open(0);
    report r = {.c = {.arena = arena}, .lang = lang, .out = out};
    job j = {&r, before, after, entity, field, diags, KP_ENOMEM};

    if (!kp__log_guarded(arena, compare_all, &j)) {
        (void)kp_fail(diags, KP6203, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
        j.status = KP_ENOMEM;
    }
    if (changes)
        *changes = r.changes;
    kp_arena_close(arena);
    return j.status;
}
