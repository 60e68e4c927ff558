/* whatif_solve.c - searching the grid of a parameter; see whatif_solve.h. */
#include "io/cli/compare/whatif_solve.h"

#include <stdlib.h>

#include "engine/base/fold.h"
#include "io/cli/compare/whatif_goal.h"

#define MOST_SCANNED 2000
#define MOST_UNITS INT64_C(1000000000000000)
#define SAMPLES 12  // between the ends, only to see whether it rises throughout

typedef struct probe {
    int64_t units;
    kp_decimal left, right, gap;
} probe;

typedef struct solver {
    kp_cli *cli;
    const kp_whatif *w;
    const kp_overlay *others;
    kp_goal goal;
    kp_str param;
    bool percent;
    kp_decimal step;  // one unit, as typed: 0.01, or 1 for 1%
    int64_t now, low, high;
    probe *probe;  // everything tried, in order of units
    size_t n, cap;
} solver;

static kp_status fail(const solver *s, kp_code code, kp_str arg1, kp_str arg2)
{
    return kp_fail(s->cli->diags, code, KP_NOWHERE, KP_NONE, arg1, arg2, KP_NONE);
}

/* ---- the grid ---- */

static kp_str value_text(const solver *s, int64_t units)
{
    kp_decimal value = kp_dec(0, 0);
    kp_buf text;

    (void)kp_dec_mul(kp_dec(units, 0), s->step, &value);
    kp_buf_init(&text, KP_DEC_TEXT);
    kp_dec_print(value, s->step.scale < 0 ? 0 : s->step.scale, &text);
    kp_buf_z(&text, s->percent ? "%" : "");
    return kp_cli_keep(s->cli, &text);
}

/* 12.5% as 12.5 where the parameter is a percentage. */
static bool parse_value(const solver *s, kp_str typed, kp_decimal *out)
{
    kp_str text = kp_fold(s->cli->arena, typed);
    bool percent = kp_str_ends(text, KP_STR("%"));

    if (percent)
        text = kp_str_slice(text, 0, text.n - 1);
    return percent == s->percent && kp_dec_parse(text, false, out);
}

/* The unit at or below a value. */
static bool units_of(const solver *s, kp_decimal value, int64_t *out)
{
    kp_decimal quotient;

    return kp_dec_div_round(value, s->step, 0, KP_ROUND_FLOOR, &quotient) &&
           kp_dec_to_i64(quotient, 0, out) && *out <= MOST_UNITS && *out >= -MOST_UNITS;
}

static bool bound_of(const solver *s, kp_str typed, int64_t fallback, int64_t *out)
{
    kp_decimal value;

    *out = fallback;
    if (typed.n == 0)
        return true;
    if (parse_value(s, typed, &value) && units_of(s, value, out))
        return true;
    (void)fail(s, KP6746, typed, s->param);
    return false;
}

static const kp_param *param_named(const solver *s)
{
    const kp_scheme *scheme = s->w->base.month[0].compiled;

    for (size_t p = 0; p < scheme->nparams; p++)
        if (kp_str_eq(scheme->param[p].name, s->param))
            return &scheme->param[p];
    return NULL;
}

static kp_status unknown_param(const solver *s)
{
    const kp_scheme *scheme = s->w->base.month[0].compiled;
    kp_str *name = KP_NEW_ARRAY(s->cli->arena, scheme->nparams + 1, kp_str);

    for (size_t p = 0; p < scheme->nparams; p++)
        name[p] = scheme->param[p].name;
    kp_str near = kp_nearest(s->param, name, scheme->nparams);
    return near.n ? fail(s, KP6731, s->param, near)
                  : fail(s, KP6734, s->param, KP_NONE);
}

/* 元 moves in fen, a percentage in the digits that it has, anything else likewise. */
static kp_status open_grid(solver *s, const kp_solve_wish *wish)
{
    const kp_param *param = param_named(s);

    if (!param)
        return unknown_param(s);
    if (param->value.kind != KP_NUM)
        return fail(s, KP6747, s->param, KP_NONE);
    kp_decimal value = param->value.as.num;
    s->percent = kp_str_is(param->unit, "百分比") || kp_str_is(param->unit, "%");
    if (s->percent)
        (void)kp_dec_mul(value, kp_dec(100, 0), &value);
    int32_t digits = kp_dec_reduce(value).scale;
    if ((kp_str_is(param->unit, "元") || kp_str_is(param->unit, "金额")) && digits < 2)
        digits = 2;
    s->step = kp_dec(1, digits < 0 ? 0 : digits);
    if (wish->step.n &&
        (!parse_value(s, wish->step, &s->step) || kp_dec_sign(s->step) <= 0))
        return fail(s, KP6746, wish->step, s->param);
    if (!units_of(s, value, &s->now))
        return fail(s, KP6746, param->text, s->param);
    if (!bound_of(s, wish->from, 0, &s->low) ||
        !bound_of(s, wish->to, MOST_UNITS, &s->high))
        return KP_EINVALID;
    if (s->now < s->low)
        s->now = s->low;
    if (s->now > s->high)
        s->now = s->high;
    return s->low <= s->high ? KP_OK : fail(s, KP6746, wish->to, s->param);
}

/* ---- one value ---- */

static kp_overlay with_value(kp_cli *cli, const solver *s, kp_str value)
{
    kp_overlay all = *s->others;

    all.setting = KP_NEW_ARRAY(cli->arena, s->others->nsettings + 1, kp_setting);
    for (size_t i = 0; i < s->others->nsettings; i++)
        all.setting[i] = s->others->setting[i];
    all.setting[all.nsettings++] = (kp_setting){s->param, value};
    return all;
}

/* In memory of its own, which ends with it. */
static kp_status calculate(kp_cli *cli, const solver *s, probe *p)
{
    kp_overlay overlay = with_value(cli, s, value_text(s, p->units));
    kp_whatif_side side;
    kp_status status = kp_whatif_try(cli, s->w, &overlay, &side);

    if (status == KP_OK &&
        !kp_goal_values(&s->goal, side.month, s->w->nmonths, &p->left, &p->right))
        status = fail(s, KP6745, s->goal.left.text, KP_NONE);
    if (status == KP_OK && !kp_dec_sub(p->left, p->right, &p->gap))
        status = KP_EINTERNAL;
    kp_whatif_side_close(&side);
    return status;
}

static kp_status calculate_apart(const solver *s, probe *p)
{
    kp_cli own = *s->cli;
    jmp_buf out_of_memory;
    volatile kp_status status = KP_ENOMEM;

    own.arena = kp_arena_open(0);
    own.timing = NULL;
    if (!own.arena)
        return KP_ENOMEM;
    if (setjmp(out_of_memory) == 0) {
        kp_arena_guard(own.arena, &out_of_memory);
        status = calculate(&own, s, p);
    }
    kp_arena_close(own.arena);
    if (status == KP_EINVALID)
        (void)fail(s, KP6748, s->param, value_text(s, p->units));
    return status;
}

static kp_status look(solver *s, int64_t units, probe *out)
{
    size_t at = 0;

    while (at < s->n && s->probe[at].units < units)
        at++;
    if (at < s->n && s->probe[at].units == units) {
        *out = s->probe[at];
        return KP_OK;
    }
    *out = (probe){.units = units};
    kp_status status = calculate_apart(s, out);
    if (status != KP_OK)
        return status;
    s->probe = kp_arena_grow(s->cli->arena, s->probe, &s->cap, s->n + 1, sizeof(probe));
    for (size_t i = s->n++; i > at; i--)
        s->probe[i] = s->probe[i - 1];
    s->probe[at] = *out;
    return KP_OK;
}

static bool fits(const probe *p)
{
    return kp_dec_sign(p->gap) <= 0;
}

/* ---- two ends ---- */

/* Between the ends: a few values in even steps, or all of them where they are few. */
static kp_status sample(solver *s, int64_t low, int64_t high)
{
    int64_t step = high - low > SAMPLES ? (high - low) / SAMPLES : 1;
    int64_t end = step > 1 ? low + step * SAMPLES : high;

    for (int64_t at = low + step; at < end; at += step) {
        probe ignored;
        kp_status status = look(s, at, &ignored);

        if (status != KP_OK)
            return status;
    }
    return KP_OK;
}

/* A range that was asked for is looked at as a whole: behind a turn may lie more. */
static kp_status sample_range(solver *s)
{
    return s->high < MOST_UNITS ? sample(s, s->low, s->high) : KP_OK;
}

/* Ever further from `now` in one direction, until the answer changes; *found then. */
static kp_status walk(solver *s, bool up, const probe *now, probe *end, bool *found)
{
    int64_t stride = now->units / 2 > 1 ? now->units / 2 : 1, at = now->units;
    int64_t limit = up ? s->high : s->low;

    *found = false;
    while (at != limit && !*found) {
        int64_t left = up ? limit - at : at - limit;

        at = stride >= left ? limit : up ? at + stride : at - stride;
        kp_status status = look(s, at, end);
        if (status != KP_OK)
            return status;
        *found = fits(end) != fits(now);
        stride = up && stride < MOST_UNITS ? stride * 2 : stride;
        if (s->n > 100)
            break;
    }
    return KP_OK;
}

/* Both ends may lie on one side and something between them on the other. */
static kp_status look_between(solver *s, probe *good, probe *bad, bool *found)
{
    kp_status status = sample_range(s);

    for (size_t i = 0; status == KP_OK && !*found && i + 1 < s->n; i++) {
        const probe *a = &s->probe[i], *b = &s->probe[i + 1];

        if (fits(a) == fits(b))
            continue;
        *good = fits(a) ? *a : *b;
        *bad = fits(a) ? *b : *a;
        *found = true;
    }
    return status;
}

/* A value that keeps the goal and one that does not. */
static kp_status bracket(solver *s, probe *good, probe *bad, bool *found)
{
    probe now, end;
    kp_status status = look(s, s->now, &now);

    if (status != KP_OK)
        return status;
    // More usually costs more: up from what fits, down from what does not.
    bool up = fits(&now);
    status = walk(s, up, &now, &end, found);
    if (status == KP_OK && !*found)
        status = walk(s, !up, &now, &end, found);
    if (status == KP_OK && !*found)
        return look_between(s, good, bad, found);
    *good = fits(&now) ? now : end;
    *bad = fits(&now) ? end : now;
    return status;
}

static kp_status halve(solver *s, probe *good, probe *bad)
{
    while (llabs(good->units - bad->units) > 1) {
        probe middle;
        kp_status status =
            look(s, good->units + (bad->units - good->units) / 2, &middle);

        if (status != KP_OK)
            return status;
        *(fits(&middle) ? good : bad) = middle;
    }
    return KP_OK;
}

/* ---- does it rise or fall throughout? ---- */

/* Two neighbours among what was tried that go the other way than the ends; or NULL. */
static const probe *broken_order(const solver *s)
{
    int way = s->n ? kp_dec_cmp(s->probe[s->n - 1].gap, s->probe[0].gap) : 0;

    for (size_t i = 0; i + 1 < s->n; i++) {
        int here = kp_dec_cmp(s->probe[i + 1].gap, s->probe[i].gap);

        if (here != 0 && (way == 0 || (here > 0) != (way > 0)))
            return &s->probe[i];
    }
    return NULL;
}

/* The best of all values: most without going above, the largest of equals. */
static kp_status scan(solver *s, int64_t low, int64_t high, probe *good, bool *found)
{
    *found = false;
    if (high - low >= MOST_SCANNED)
        return fail(s, KP6749, s->param, kp_cli_count(s->cli, MOST_SCANNED));
    for (int64_t units = low; units <= high; units++) {
        probe here;
        kp_status status = look(s, units, &here);

        if (status != KP_OK)
            return status;
        if (!fits(&here) || (*found && kp_dec_cmp(here.gap, good->gap) < 0))
            continue;
        *good = here;
        *found = true;
    }
    return KP_OK;
}

/* ---- told ---- */

static void put_probe(const solver *s, kp_columns *columns, const probe *p,
                      const char *zh, const char *en)
{
    kp_str *row = kp_columns_row(columns);
    int decimals = s->goal.decimals;

    row[0] = value_text(s, p->units);
    row[1] = kp_cli_amount(s->cli, p->left, decimals);
    row[2] = kp_cli_amount(s->cli, p->right, decimals);
    row[3] = kp_cli_amount(s->cli, p->gap, decimals);
    row[4] = kp_str_of(kp_cli_word(s->cli, zh, en));
}

static void head(const solver *s, kp_columns *columns)
{
    kp_str *row = kp_columns_row(columns);

    row[0] = s->param;
    row[1] = s->goal.left.text;
    row[2] = kp_str_of(kp_cli_word(s->cli, "目标", "goal"));
    row[3] = kp_str_of(kp_cli_word(s->cli, "多出", "above"));
}

static void put_order(const solver *s, const probe *broken, kp_buf *out)
{
    kp_str text[] = {kp_cli_count(s->cli, s->n), value_text(s, 1), KP_NONE, KP_NONE};

    if (!broken) {
        kp_cli_put(
            s->cli, out,
            "试了 {1} 个值，都随参数单调变化；每个值都是一次完整的计算，一个单位是 "
            "{2}。\n\n",
            "{1} values tried, in one direction throughout; each is a whole "
            "calculation, a unit is {2}\n\n",
            text);
        return;
    }
    text[2] = value_text(s, broken[0].units);
    text[3] = value_text(s, broken[1].units);
    kp_cli_put(
        s->cli, out,
        "不随参数单调变化（例如 {3} 和 {4} "
        "之间方向相反），所以逐个试了范围内的每一个值，共 {1} 个；一个单位是 {2}。\n\n",
        "not in one direction (see {3} and {4}), so every value between the bounds was "
        "tried, {1} in all; a unit is {2}\n\n",
        text);
}

static void put_proof(const solver *s, const probe *good, const probe *beyond,
                      const probe *broken, kp_buf *out)
{
    kp_columns columns = {.arena = s->cli->arena,
                          .ncolumns = 5,
                          .right = {true, true, true, true, false}};
    bool exact = kp_dec_sign(good->gap) == 0;
    kp_str title[] = {s->param, s->goal.left.text, s->goal.right.text};

    kp_cli_put(s->cli, out, "求解  {1}：使 {2} 不超过 {3}\n\n",
               "solve  {1}: {2} not above {3}\n\n", title);
    head(s, &columns);
    put_probe(s, &columns, good, exact ? "正好" : "不超过的最大数",
              exact ? "exactly" : "the most that is not above");
    if (beyond)
        put_probe(s, &columns, beyond, "再变一个单位就超出",
                  "one unit further is above");
    if (broken) {
        put_probe(s, &columns, &broken[0], "方向相反的一对",
                  "a pair that goes the other way");
        put_probe(s, &columns, &broken[1], "方向相反的一对",
                  "a pair that goes the other way");
    }
    kp_columns_print(&columns, true, "  ", out);
    kp_buf_char(out, '\n');
    put_order(s, broken, out);
}

/* ---- all of it ---- */

static kp_status solve_by_scan(solver *s, const probe *broken, probe *good, kp_buf *out)
{
    probe pair[2] = {broken[0], broken[1]};
    int64_t low = s->low, high = s->high;
    bool found;

    // Without bounds of his own, within what has been tried.
    if (high == MOST_UNITS)
        high = s->probe[s->n - 1].units;
    kp_status status = scan(s, low, high, good, &found);
    if (status != KP_OK)
        return status;
    if (!found)
        return fail(s, KP6750, s->goal.left.text, s->param);
    put_proof(s, good, NULL, pair, out);
    return KP_OK;
}

static kp_status search(solver *s, probe *good, kp_buf *out)
{
    bool found;
    probe bad;
    kp_status status = bracket(s, good, &bad, &found);

    if (status != KP_OK)
        return status;
    if (!found)
        return fail(s, KP6750, s->goal.left.text, s->param);
    int64_t low = good->units < bad.units ? good->units : bad.units;
    int64_t high = good->units < bad.units ? bad.units : good->units;
    status = sample(s, low, high);
    if (status == KP_OK)
        status = sample_range(s);
    if (status == KP_OK)
        status = halve(s, good, &bad);
    if (status != KP_OK)
        return status;
    const probe *broken = broken_order(s);
    if (broken)
        return solve_by_scan(s, broken, good, out);
    put_proof(s, good, &bad, NULL, out);
    return KP_OK;
}

kp_status kp_whatif_solve(kp_cli *cli, const kp_whatif *w, const kp_solve_wish *wish,
                          const kp_overlay *others, kp_setting *found, kp_buf *out)
{
    solver s = {.cli = cli, .w = w, .others = others};
    probe good;

    s.param = kp_fold(cli->arena, wish->param);
    kp_cli_show(cli, KP_STR(KP_RULES_PLACE "/" KP_TRIAL_PLACE "/参数.csv"),
                KP_STR("--set"));
    kp_status status = open_grid(&s, wish);
    if (!kp_goal_parse(cli, wish->goal, w->base.month[0].compiled, &s.goal))
        status = KP_EINVALID;
    if (status == KP_OK)
        status = search(&s, &good, out);
    if (status == KP_OK)
        *found = (kp_setting){s.param, value_text(&s, good.units)};
    return status;
}
