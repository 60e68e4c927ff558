/* whatif_goal.c - reading a goal and what both of its sides come to. */
#include "io/cli/compare/whatif_goal.h"

#include "engine/base/fold.h"

static bool wrong(kp_cli *cli, kp_code code, kp_str arg1, kp_str arg2, kp_str arg3)
{
    (void)kp_fail(cli->diags, code, KP_NOWHERE, KP_NONE, arg1, arg2, arg3);
    return false;
}

static kp_str without_commas(kp_cli *cli, kp_str text)
{
    char *p = kp_arena_alloc(cli->arena, text.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != ',')
            p[n++] = text.p[i];
    return (kp_str){p, n};
}

static const kp_field *total_field(const kp_scheme *scheme, const kp_goal_side *side)
{
    const kp_entity *entity = kp_scheme_entity(scheme, side->entity);
    const kp_field *field =
        entity ? kp_entity_field(scheme, entity, side->field) : NULL;

    return field && field->kind == KP_NUM && !field->lifted ? field : NULL;
}

static kp_str nearest_total(kp_cli *cli, const kp_scheme *scheme,
                            const kp_goal_side *side)
{
    const kp_entity *entity = kp_scheme_entity(scheme, side->entity);
    kp_str *name =
        KP_NEW_ARRAY(cli->arena, scheme->nfields + scheme->nentities + 1, kp_str);
    size_t n = 0;

    for (size_t e = 0; !entity && e < scheme->nentities; e++)
        name[n++] = scheme->entity[e]->name;
    for (size_t k = 0; entity && k < entity->nfields; k++)
        if (!scheme->field[entity->field[k]]->lifted)
            name[n++] = scheme->field[entity->field[k]]->name;
    return kp_nearest(entity ? side->field : side->entity, name, n);
}

/* 部门[A].绩效合计 */
static bool parse_side(kp_cli *cli, kp_str text, const kp_scheme *scheme, kp_goal *goal,
                       kp_goal_side *out)
{
    kp_str rest = kp_str_trim(text);

    *out = (kp_goal_side){.text = rest};
    if (kp_dec_parse(without_commas(cli, rest), false, &out->number)) {
        out->is_number = true;
        return true;
    }
    size_t open = kp_str_find(rest, KP_STR("[")), dot = kp_str_find(rest, KP_STR("."));
    if (open != SIZE_MAX && open < dot) {
        size_t close = kp_str_find(rest, KP_STR("]."));

        if (close == SIZE_MAX || close < open)
            return wrong(cli, KP6744, text, KP_NONE, KP_NONE);
        out->entity = kp_str_trim(kp_str_slice(rest, 0, open));
        out->key = kp_str_trim(kp_str_slice(rest, open + 1, close));
        out->field = kp_str_trim(kp_str_slice(rest, close + 2, rest.n));
    } else if (dot != SIZE_MAX) {
        out->entity = kp_str_trim(kp_str_slice(rest, 0, dot));
        out->field = kp_str_trim(kp_str_slice(rest, dot + 1, rest.n));
    } else {
        return wrong(cli, KP6744, text, KP_NONE, KP_NONE);
    }
    const kp_field *field = total_field(scheme, out);
    if (!field)
        return wrong(cli, KP6745, rest, nearest_total(cli, scheme, out), KP_NONE);
    if (field->decimals > goal->decimals)
        goal->decimals = field->decimals;
    return true;
}

bool kp_goal_parse(kp_cli *cli, kp_str typed, const kp_scheme *scheme, kp_goal *out)
{
    static const char *const signs[] = {"<=", "≤", "="};
    kp_str text = kp_fold(cli->arena, typed);

    *out = (kp_goal){.decimals = 0};
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        kp_str sign = kp_str_of(signs[k]);
        size_t at = kp_str_find(text, sign);

        if (at == SIZE_MAX)
            continue;
        if (!parse_side(cli, kp_str_slice(text, 0, at), scheme, out, &out->left) ||
            !parse_side(cli, kp_str_slice(text, at + sign.n, text.n), scheme, out,
                        &out->right))
            return false;
        return !out->left.is_number || wrong(cli, KP6744, typed, KP_NONE, KP_NONE);
    }
    return wrong(cli, KP6744, typed, KP_NONE, KP_NONE);
}

static bool value_of(const kp_goal_side *side, const kp_whatif_month *month,
                     size_t nmonths, kp_decimal *out)
{
    *out = side->number;
    return side->is_number ||
           kp_whatif_total(month, nmonths, side->entity, side->field, side->key, out);
}

bool kp_goal_values(const kp_goal *goal, const kp_whatif_month *month, size_t nmonths,
                    kp_decimal *left, kp_decimal *right)
{
    return value_of(&goal->left, month, nmonths, left) &&
           value_of(&goal->right, month, nmonths, right);
}
