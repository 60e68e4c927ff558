/* bounds.c - how far a spreadsheet's double may be from the exact value.
 *
 * The usual analysis: every operation adds half a unit in the last place of its result
 * to what its operands bring along; a rounding takes it all away.  Sizes are those of
 * this month (seen by profile.c), and for what was not seen those that operands allow.
 * The scale says how many decimals the exact value can have whatever is typed: then
 * nothing can lie between a threshold and the next value of that many digits.
 */
#include "io/live/parts.h"

/* A unit in the last place, and another for programs that print 16 digits. */
#define ULP 4.5e-16
#define ROOM 10.0   // that figures may grow before the proof no longer holds
#define WHOLE 1e14  // what a double can hold to the unit, with some room

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static kp__bound exact(double most, int scale)
{
    return (kp__bound){.most = most,
                       .err = most * ULP,
                       .relative = ULP,
                       .scale = scale,
                       .clean = true};
}

static kp__bound of_constant(const kp_expr *e)
{
    kp__bound b = exact(0, 0);

    b.blank = e->value.state == KP_BLANK;
    b.absent = e->value.state == KP_ABSENT;
    if (e->kind == KP_NUM && e->value.state == KP_VALUE) {
        kp_decimal number = kp_dec_reduce(e->value.as.num);

        b.most = kp__rough(number);
        b.err = b.most * ULP;
        b.scale = number.scale > 0 ? number.scale : 0;
    }
    return b;
}

static int scale_sum(int a, int b)
{
    return a < 0 || b < 0 || a + b > 30 ? -1 : a + b;
}

static int scale_larger(int a, int b)
{
    return a < 0 || b < 0 ? -1 : a > b ? a : b;
}

static double relative_sum(kp__bound a, kp__bound b)
{
    double sum = a.relative + b.relative + ULP;

    return sum < 1 ? sum : 1;
}

/* Of a value that is no larger than `most`. */
static kp__bound no_larger(kp__bound bound, double most)
{
    if (most < bound.most)
        bound.most = most;
    if (bound.relative < 1 && bound.most * bound.relative < bound.err)
        bound.err = bound.most * bound.relative;
    return bound;
}

static kp__bound add(kp__bound a, kp__bound b)
{
    kp__bound out = {.most = a.most + b.most,
                     .relative = 1,  // digits may cancel
                     .scale = scale_larger(a.scale, b.scale)};

    out.err = a.err + b.err + out.most * ULP;
    return out;
}

static kp__bound multiply(kp__bound a, kp__bound b)
{
    kp__bound out = {.most = a.most * b.most,
                     .relative = relative_sum(a, b),
                     .scale = scale_sum(a.scale, b.scale)};

    out.err = a.most * b.err + b.most * a.err + a.err * b.err + out.most * ULP;
    return out;
}

/* Dividing by 10, 100, … only moves the point. */
static int scale_of_quotient(const kp_expr *divisor, int scale)
{
    if (divisor->op != KP_X_CONST || divisor->value.state != KP_VALUE ||
        divisor->origin.row)
        return -1;
    kp_decimal number = divisor->value.as.num;
    int zeros = 0;

    while (number.coef != 0 && number.coef % 10 == 0) {
        number.coef /= 10;
        zeros++;
    }
    if (number.coef != 1 && number.coef != -1)
        return -1;
    int moved = scale < 0 ? -1 : scale + zeros - number.scale;
    return scale < 0 ? -1 : moved > 30 ? -1 : moved < 0 ? 0 : moved;
}

static kp__bound divide(const kp_expr *e, const kp__seen *seen, kp__bound a,
                        kp__bound b)
{
    double least = seen ? seen->least_divisor : -1;
    kp__bound out = {.most = a.most,
                     .relative = relative_sum(a, b),
                     .scale = scale_of_quotient(e->arg[1], a.scale)};

    if (least <= 0)
        return out;  // never done this month
    out.most = a.most / least;
    out.err = a.err / least + out.most * b.err / least + out.most * ULP;
    return out;
}

static kp__bound either(kp__bound a, kp__bound b)
{
    return (kp__bound){
        .most = larger(a.most, b.most),
        .err = larger(a.err, b.err),
        .relative = larger(a.relative, b.relative),
        .scale = scale_larger(a.scale, b.scale),
        .clean = a.clean && b.clean,
        .blank = a.blank || b.blank,
        .absent = a.absent || b.absent,
    };
}

static kp__bound of_branches(const kp_live_plan *plan, const kp_expr *e)
{
    kp__bound out = kp__bound_of(plan, e->arg[1]);

    for (uint32_t k = 2; k < e->nargs; k++)
        out = either(out, kp__bound_of(plan, e->arg[k]));
    return out;
}

static kp__bound of_table(const kp_live_plan *plan, const kp_expr *e)
{
    const kp_dtable *table = plan->scheme->table[e->target];
    const kp_doutput *output = &table->output[e->output];
    kp__bound out = exact(0, output->kind == KP_NUM ? output->scale : 0);

    for (uint32_t hit = 0; output->kind == KP_NUM && hit < table->nhits; hit++) {
        kp_value value = kp_dtable_output(table, e->output, hit);

        if (value.state == KP_VALUE)
            out.most = larger(out.most, kp__rough(value.as.num));
    }
    out.err = out.most * ULP;
    return out;
}

static kp__bound of_call(const kp_live_plan *plan, const kp_expr *e)
{
    kp__bound out = {.relative = 1, .scale = -1, .clean = e->kind != KP_NUM};
    const kp__seen *seen = kp__seen_of(plan, e);

    for (uint32_t k = 0; k < e->nargs; k++) {
        kp__bound arg = kp__bound_of(plan, e->arg[k]);

        out.most = larger(out.most, arg.most);
        out.err = larger(out.err, arg.err);
        if (e->nargs == 1 && e->arg[0]->kind == KP_NUM)
            out.scale = arg.scale, out.clean = arg.clean;  // the sign alone
    }
    if (e->nargs != 1 || e->arg[0]->kind != KP_NUM) {
        // Parts of dates and texts are whole numbers; powers are rough.
        out.clean = e->arg[0]->kind != KP_NUM;
        out.scale = out.clean ? 0 : -1;
        out.err += (seen ? seen->most : out.most) * 64 * ULP;
    }
    if (seen)
        out.most = seen->most;
    return out;
}

static kp__bound of_operation(const kp_live_plan *plan, const kp_expr *e)
{
    kp__bound a = kp__bound_of(plan, e->arg[0]);
    kp__bound b = e->nargs > 1 ? kp__bound_of(plan, e->arg[1]) : a;

    switch (e->op) {
    case KP_X_ADD:
    case KP_X_SUB:
        return add(a, b);
    case KP_X_MUL:
        return multiply(a, b);
    case KP_X_DIV:
        return divide(e, kp__seen_of(plan, e), a, b);
    case KP_X_MIN:
    case KP_X_MAX:
        return either(a, b);
    case KP_X_NEG:
        return a;
    case KP_X_ROUND:
        return exact(a.most + 1, e->decimals);
    case KP_X_DIVROUND:
        return exact(kp__bound_of_quotient(plan, e).most + 1, e->decimals);
    case KP_X_POW:
        return of_call(plan, e);
    default:
        return exact(1, 0);
    }
}

/* Strict operations have no value where an operand has none. */
static bool any_absent(const kp_live_plan *plan, const kp_expr *e)
{
    for (uint32_t k = 0; k < e->nargs; k++)
        if (kp__bound_of(plan, e->arg[k]).absent)
            return true;
    return false;
}

static kp__bound of_node(const kp_live_plan *plan, const kp_expr *e)
{
    kp__bound out;

    switch (e->op) {
    case KP_X_CONST:
        return of_constant(e);
    case KP_X_FIELD:
    case KP_X_UP:
        out = plan->bound[e->field];
        for (uint32_t k = 0; e->op == KP_X_UP && k < e->nlinks; k++)
            out.blank |= plan->bound[e->link[k]].blank;
        return out;
    case KP_X_FUNCTION:
        return kp__bound_of(plan, e->arg[0]);
    case KP_X_IF:
    case KP_X_CASE:
        return of_branches(plan, e);
    case KP_X_TABLE:
        out = of_table(plan, e);
        break;
    case KP_X_CALL:
        out = of_call(plan, e);
        break;
    default:
        out = of_operation(plan, e);
        break;
    }
    out.blank = false;
    out.absent = any_absent(plan, e);
    return out;
}

static kp__bound as_seen(kp__bound bound, const kp_expr *e, const kp__seen *seen)
{
    // What was seen is never more than what operands allow, and often much less.
    return seen->evaluated && e->op != KP_X_ROUND ? no_larger(bound, seen->most)
                                                  : bound;
}

kp__bound kp__bound_of(const kp_live_plan *plan, const kp_expr *expr)
{
    kp__seen *memo = kp__seen_or_new(plan, expr);

    if (memo->has_bound)
        return memo->bound;
    kp__bound out = as_seen(of_node(plan, expr), expr, memo);

    memo->bound = out;
    memo->has_bound = true;
    return out;
}

kp__bound kp__bound_of_quotient(const kp_live_plan *plan, const kp_expr *expr)
{
    const kp__seen *seen = kp__seen_of(plan, expr);
    kp__bound out = divide(expr, seen, kp__bound_of(plan, expr->arg[0]),
                           kp__bound_of(plan, expr->arg[1]));

    return seen && seen->evaluated ? no_larger(out, seen->most + 1) : out;
}

/* With a = A / 10^m, b = B / 10^n and a threshold T / 10^t the distance of a / b from
 * the threshold is a whole number over B * 10^max(t, m - n), B being at most b * 10^n.
 */
int kp__quotient_digits(const kp_live_plan *plan, const kp_expr *expr, int threshold)
{
    kp__bound a = kp__bound_of(plan, expr->arg[0]),
              b = kp__bound_of(plan, expr->arg[1]);
    double divisor = b.most * ROOM;
    int digits;

    if (a.scale < 0 || b.scale < 0)
        return -1;
    digits = b.scale + (threshold > a.scale - b.scale ? threshold : a.scale - b.scale);
    for (; divisor > 1 && digits < 40; divisor /= 10)
        digits++;
    return digits;
}

static int scale_of_value(kp_value value)
{
    kp_decimal number = kp_dec_reduce(value.as.num);

    return number.scale > 0 ? number.scale : 0;
}

kp__bound kp__bound_of_values(const kp_live_plan *plan, const kp_field *field)
{
    const kp_column *cells = kp__cells_of(plan, field->id);
    kp__bound out = exact(0, 0);

    for (size_t row = 0; row < cells->n; row++) {
        kp_value value = kp_column_get(cells, row);

        out.blank |= value.state == KP_BLANK;
        out.absent |= value.state == KP_ABSENT;
        if (value.kind != KP_NUM || value.state != KP_VALUE)
            continue;
        out.most = larger(out.most, kp__rough(value.as.num));
        if (field->decimals < 0 && scale_of_value(value) > out.scale)
            out.scale = scale_of_value(value);
    }
    if (field->decimals >= 0)
        out.scale = field->decimals;
    out.err = out.most * ULP;
    return out;
}

/* The finest digit at which the value still snaps to where it belongs. */
static int finest_guard(const kp__bound *bound)
{
    double unit = 1, most = bound->most * ROOM, err = bound->err * ROOM;
    int guard = 0;

    while (guard < 15 && most / unit * 10 < WHOLE && err / unit * 10 < 0.25) {
        unit /= 10;
        guard++;
    }
    return err / unit < 0.25 && most / unit < WHOLE ? guard : -1;
}

int kp__guard(const kp__bound *bound, int threshold, int proved, int need,
              bool *by_data)
{
    int finest = finest_guard(bound);

    *by_data = false;
    if (finest < threshold || need > finest)
        return -1;
    if (proved >= 0 && proved <= finest)
        return proved > threshold ? proved : threshold;
    *by_data = true;
    return finest;
}
