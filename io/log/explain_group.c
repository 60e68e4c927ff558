/* explain_group.c - sums, places, quotas and shares of pools, in sentences. */
#include "io/log/explain_parts.h"
#include "io/log/number.h"

static void say(kp__teller *t, const char *zh, const char *en)
{
    kp_buf_z(t->out, kp__say(t, zh, en));
}

static void begin_line(kp__teller *t, unsigned depth)
{
    kp__tell_indent(t, depth);
    say(t, "计算  ", "reckon   ");
}

static void next_line(kp__teller *t, unsigned depth)
{
    kp_buf_char(t->out, '\n');
    kp__tell_indent(t, depth);
    say(t, "      ", "         ");
}

typedef struct told_step {
    kp__step_view view;
    kp_str column[3];
} told_step;

static bool read_step(kp__teller *t, const kp__block_view *block, uint32_t field,
                      size_t columns, told_step *out)
{
    size_t at = 0;
    bool good = kp__next_step(block->value[field].steps, &at, &out->view);

    for (size_t i = 0; i < columns && good; i++)
        good = kp__line_next(&out->view.rest, &out->column[i]);
    t->broken = t->broken || !good;
    return good;
}

/* ---- sums ---- */

static const char *fn_words(const kp__teller *t, kp_str fn)
{
    static const char *const words[][3] = {
        {"sum", "合计", "sum"},
        {"count", "个数", "count"},
        {"min", "最小值", "least"},
        {"max", "最大值", "greatest"},
        {"median", "中位数", "median"},
        {"weighted-sum", "加权合计", "weighted sum"},
        {"weights", "权重合计", "sum of weights"},
        {"any", "任一成立", "any"},
        {"all", "全部成立", "all"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kp_str_is(fn, words[i][0]))
            return kp__say(t, words[i][1], words[i][2]);
    return "";
}

static void list_terms(kp__teller *t, kp__line line, uint64_t n, bool weights,
                       kp_str fn, kp__causes *to)
{
    bool adds = kp_str_is(fn, "sum") || kp_str_is(fn, "weighted-sum");
    kp_str value, ref, weight = {0};
    bool first = true;

    for (uint64_t i = 0; i < n; i++) {
        if (!kp__line_next(&line, &value) || !kp__line_next(&line, &ref) ||
            (weights && !kp__line_next(&line, &weight)))
            return;
        if (n <= t->children)
            kp__cause_of_ref(t, &(kp__block_view){.index = UINT64_MAX}, ref, to);
        if (kp__value_kind_quick(value) == KP__ABSENT)
            continue;  // 不适用: left out
        if (!first)
            kp_buf_z(t->out, adds ? " + " : kp__say(t, "、", ", "));
        first = false;
        kp__tell_value(t, kp_str_is(fn, "weights") ? weight : value);
        if (kp_str_is(fn, "weighted-sum")) {
            kp_buf_z(t->out, " × ");
            kp__tell_value(t, weight);
        }
    }
    kp_buf_z(t->out, " = ");
}

static void tell_sum(kp__teller *t, const kp__block_view *block, uint32_t field,
                     unsigned depth, kp__causes *to)
{
    const kp__below *below = t->skel->entity[block->entity].field[field].below;
    told_step s;
    uint64_t listed = 0;

    if (!read_step(t, block, field, 3, &s))
        return;
    (void)kp__read_uint(s.column[2], &listed);
    begin_line(t, depth);
    kp__tell_plain(t, t->skel->entity[below->child].name);
    if (below->element.n) {
        kp_buf_char(t->out, '.');
        kp__tell_plain(t, below->element);
    }
    kp_buf_char(t->out, ' ');
    kp_buf_z(t->out, fn_words(t, below->fn));
    say(t, "，共 ", ", ");
    kp_buf_str(t->out, s.column[1]);
    say(t, " 项", " rows");
    if (!kp_str_eq(s.column[0], s.column[1])) {
        say(t, "（下级 ", " (of ");
        kp_buf_str(t->out, s.column[0]);
        say(t, " 行中符合条件的）", " below it, those that meet the condition)");
    }
    say(t, "：", ": ");
    if (listed)
        list_terms(t, s.view.rest, listed, below->weight.n > 0, below->fn, to);
    kp__tell_value(t, s.view.result);
    kp_buf_char(t->out, '\n');
}

/* ---- places and quotas ---- */

static void tell_owner(kp__teller *t, kp_str group)
{
    uint64_t block;

    if (group.n > 1 && group.p[0] == '@' &&
        kp__read_uint(kp_str_slice(group, 1, group.n), &block)) {
        const kp__block_view *view = kp__teller_view(t, block);

        if (view) {
            kp__tell_plain(t, t->skel->entity[view->entity].name);
            kp_buf_char(t->out, ' ');
            kp__tell_plain(t, view->key);
        }
        return;
    }
    say(t, "全体", "all");
}

static void tell_keys(kp__teller *t, const kp__block_view *block,
                      const kp__group *group, kp__line line, kp__causes *to)
{
    kp_str value, ref;

    for (size_t k = 0; k < group->nkeys; k++) {
        if (!kp__line_next(&line, &value) || !kp__line_next(&line, &ref))
            return;
        kp__cause_of_ref(t, block, ref, to);
        kp_buf_z(t->out, k ? kp__say(t, "，再按 ", ", then ") : "");
        kp__tell_plain(t, group->key[k]);
        say(t, "（", " (");
        kp__tell_value(t, value);
        kp_buf_z(t->out, group->descending[k]
                             ? kp__say(t, "）由高到低", ") from the highest")
                             : kp__say(t, "）由低到高", ") from the lowest"));
    }
}

static bool tell_outside(kp__teller *t, kp_str group, kp_str result)
{
    if (!kp_str_is(group, "-"))
        return false;
    say(t, "不参加，", "takes no part: ");
    kp__tell_value(t, result);
    kp_buf_char(t->out, '\n');
    return true;
}

static void tell_rank(kp__teller *t, const kp__block_view *block, uint32_t field,
                      unsigned depth, kp__causes *to)
{
    const kp__group *group = t->skel->entity[block->entity].field[field].group;
    told_step s;

    if (!read_step(t, block, field, 2, &s))
        return;
    begin_line(t, depth);
    if (tell_outside(t, s.column[0], s.view.result))
        return;
    say(t, "在 ", "among the ");
    tell_owner(t, s.column[0]);
    say(t, " 的 ", " ");
    kp_buf_str(t->out, s.column[1]);
    say(t, " 行中，按 ", " rows, by ");
    tell_keys(t, block, group, s.view.rest, to);
    say(t, "，排第 ", ": place ");
    kp__tell_value(t, s.view.result);
    if (kp_str_is(group->style, "competition"))
        say(t, "（并列占位）",
            " (equals share a place, places are left out behind them)");
    if (kp_str_is(group->style, "dense"))
        say(t, "（并列不占位）", " (equals share a place, none is left out)");
    kp_buf_char(t->out, '\n');
}

static bool take_operand(kp__teller *t, const kp__block_view *block, kp__line *line,
                         kp_str *value, kp__causes *to)
{
    kp_str ref;

    if (!kp__line_next(line, value) || !kp__line_next(line, &ref))
        return false;
    kp__cause_of_ref(t, block, ref, to);
    return true;
}

static void tell_quota_limit(kp__teller *t, const kp__group *group, kp_str share,
                             kp_str minimum)
{
    kp__tell_plain(t, group->limited);
    say(t, " 名额 = 参评人数 × ", " may be held by heads × ");
    kp__tell_value(t, share);
    say(t, "（", " (");
    kp__tell_rounding(t, KP_STR("0"), group->rounding);
    if (!kp_str_is(minimum, "-")) {
        say(t, "，至少 ", ", at least ");
        kp__tell_value(t, minimum);
    }
    say(t, "）", ")");
}

static void tell_quota(kp__teller *t, const kp__block_view *block, uint32_t field,
                       unsigned depth, kp__causes *to)
{
    const kp__group *group = t->skel->entity[block->entity].field[field].group;
    kp_str proposed, share, minimum, veto;
    told_step s;

    if (!read_step(t, block, field, 2, &s) ||
        !take_operand(t, block, &s.view.rest, &proposed, to) ||
        !take_operand(t, block, &s.view.rest, &share, to) ||
        !take_operand(t, block, &s.view.rest, &minimum, to) ||
        !take_operand(t, block, &s.view.rest, &veto, to))
        return;
    begin_line(t, depth);
    say(t, "拟定 ", "proposed ");
    kp__tell_value(t, proposed);
    say(t, "；", "; ");
    tell_owner(t, s.column[0]);
    say(t, "（", " (");
    kp_buf_str(t->out, s.column[1]);
    say(t, " 行）中 ", " rows): ");
    tell_quota_limit(t, group, share, minimum);
    say(t, "，按 ", ", by ");
    tell_keys(t, block, group, s.view.rest, to);
    next_line(t, depth);
    if (kp_str_is(veto, "true"))
        say(t, "一票否决 → ", "vetoed → ");
    else if (kp_str_eq(proposed, s.view.result))
        say(t, "不受限或在名额之内，保留 → ",
            "not limited or within the quota, kept → ");
    else
        say(t, "超出名额，降等 → ", "outside the quota, falls → ");
    kp__tell_value(t, s.view.result);
    kp_buf_char(t->out, '\n');
}

/* ---- shares ---- */

/* λ to a few digits, for the eye; the exact fraction stands beside it. */
static void tell_lambda(kp__teller *t, const kp__pool *pool)
{
    kp__num num, den, out;

    kp_buf_str(t->out, pool->lambda_num);
    kp_buf_z(t->out, " ÷ ");
    kp_buf_str(t->out, pool->lambda_den);
    if (!kp__num_parse(pool->lambda_num, &num) ||
        !kp__num_parse(pool->lambda_den, &den) ||
        !kp__num_div_round(&num, &den, 6, KP__HALF_UP, &out))
        return;
    kp_buf_z(t->out, " ≈ ");
    kp__num_print(&out, 6, t->out);
}

static void tell_pool(kp__teller *t, const kp__pool *pool, kp_str budget)
{
    say(t, "总额 ", "pool ");
    kp_buf_str(t->out, budget);
    say(t, " 由 ", " shared by ");
    kp_buf_uint(t->out, pool->heads);
    say(t, " 人分配，权重合计 ", " rows, weights ");
    kp_buf_str(t->out, pool->weights);
    say(t, "；每一权重得 ", "; one unit of weight gets ");
    tell_lambda(t, pool);
}

static void tell_clip(kp__teller *t, kp_str clip, kp_str floor, kp_str ceiling)
{
    if (kp_str_is(clip, "floor")) {
        say(t, "低于保底，按保底 ", "below the floor: paid the floor ");
        kp_buf_str(t->out, floor);
    } else {
        say(t, "高于封顶，按封顶 ", "above the ceiling: paid the ceiling ");
        kp_buf_str(t->out, ceiling);
    }
}

static void tell_closing(kp__teller *t, kp_str cut, kp_str added, kp_str rank)
{
    say(t, "舍去尾数 ", "cut to ");
    kp_buf_str(t->out, cut);
    kp__num extra;

    if (!kp__num_parse(added, &extra) || kp__num_sign(&extra) == 0) {
        say(t, "，尾数未补", ", no unit from closing");
        return;
    }
    say(t, "，按尾数大小补 ", ", closing adds ");
    kp_buf_str(t->out, added);
    if (kp_str_is(rank, "0"))
        return;
    say(t, "（尾数排第 ", " (remainder in place ");
    kp_buf_str(t->out, rank);
    say(t, "）", ")");
}

static void tell_balance(kp__teller *t, const kp__pool *pool)
{
    say(t, "本池共发放 ", "the pool paid ");
    kp_buf_str(t->out, pool->paid);
    say(t, "，结余 ", ", unspent ");
    kp_buf_str(t->out, pool->unspent);
    if (pool->at_floor) {
        say(t, "；保底 ", "; at the floor ");
        kp_buf_uint(t->out, pool->at_floor);
    }
    if (pool->at_ceiling) {
        say(t, "；封顶 ", "; at the ceiling ");
        kp_buf_uint(t->out, pool->at_ceiling);
    }
}

typedef struct share {
    kp_str budget, weight, floor, ceiling, exact, cut, added, rank, clip;
} share;

static bool read_share(kp__teller *t, const kp__block_view *block, kp__line *line,
                       share *out, kp__causes *to)
{
    return take_operand(t, block, line, &out->budget, to) &&
           take_operand(t, block, line, &out->weight, to) &&
           take_operand(t, block, line, &out->floor, to) &&
           take_operand(t, block, line, &out->ceiling, to) &&
           kp__line_next(line, &out->exact) && kp__line_next(line, &out->cut) &&
           kp__line_next(line, &out->added) && kp__line_next(line, &out->rank) &&
           kp__line_next(line, &out->clip);
}

static void tell_amount(kp__teller *t, const share *sh, const kp__pool *pool)
{
    say(t, "应得 ", "share ");
    kp_buf_str(t->out, sh->weight);
    kp_buf_z(t->out, " × ");
    kp_buf_str(t->out, pool->lambda_num);
    kp_buf_z(t->out, " ÷ ");
    kp_buf_str(t->out, pool->lambda_den);
    kp_buf_z(t->out, " = ");
    kp_buf_str(t->out, sh->exact);
    say(t, "；", "; ");
    if (kp_str_is(sh->clip, "none"))
        tell_closing(t, sh->cut, sh->added, sh->rank);
    else
        tell_clip(t, sh->clip, sh->floor, sh->ceiling);
    kp_buf_z(t->out, " → ");
}

static void tell_share(kp__teller *t, const kp__block_view *block, uint32_t field,
                       unsigned depth, kp__causes *to)
{
    told_step s;
    share sh;
    uint64_t number;

    if (!read_step(t, block, field, 2, &s) ||
        !read_share(t, block, &s.view.rest, &sh, to))
        return;
    begin_line(t, depth);
    if (!kp__read_uint(s.column[1], &number) || number >= t->skel->npools ||
        kp_str_is(sh.exact, "-")) {
        say(t, "没有可分的份额，", "has no share: ");
        kp__tell_value(t, s.view.result);
        kp_buf_char(t->out, '\n');
        return;
    }
    const kp__pool *pool = &t->skel->pool[number];

    tell_pool(t, pool, sh.budget);
    next_line(t, depth);
    tell_amount(t, &sh, pool);
    kp__tell_value(t, s.view.result);
    next_line(t, depth);
    tell_balance(t, pool);
    kp_buf_char(t->out, '\n');
}

void kp__tell_group(kp__teller *t, const kp__block_view *block, uint32_t field,
                    unsigned depth, kp__causes *to)
{
    switch (t->skel->entity[block->entity].field[field].origin) {
    case KP__AGGREGATE:
        tell_sum(t, block, field, depth, to);
        break;
    case KP__RANK:
        tell_rank(t, block, field, depth, to);
        break;
    case KP__QUOTA:
        tell_quota(t, block, field, depth, to);
        break;
    case KP__ALLOCATE:
        tell_share(t, block, field, depth, to);
        break;
    case KP__INPUT:
    case KP__FORMULA:
    case KP__HISTORY:
    case KP__ORIGINS:
        break;
    }
}
