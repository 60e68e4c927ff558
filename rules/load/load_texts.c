/* load_texts.c - typed texts: options, identity cards, bank accounts, names.
 *
 * Which texts are identity cards and accounts is told by the field's name: 身份证号,
 * 银行账号, 工资卡号.
 */
#include "engine/base/fold.h"
#include "rules/check/spelling.h"
#include "rules/load/load_parts.h"

static bool name_has(const kp_field *field, const char *word)
{
    return kp_str_find(field->name, kp_str_of(word)) != SIZE_MAX;
}

kp__text_role kp__role_of(const kp_field *field)
{
    if (field->kind != KP_TEXT || field->noptions)
        return KP__PLAIN_TEXT;
    if (name_has(field, "身份证"))
        return KP__IDENTITY_CARD;
    if (name_has(field, "卡号") || name_has(field, "银行账") ||
        name_has(field, "银行帐") || name_has(field, "工资账"))
        return KP__BANK_ACCOUNT;
    return kp_str_is(field->name, "姓名") ? KP__PERSON_NAME : KP__PLAIN_TEXT;
}

bool kp_field_is_identity(const kp_field *field)
{
    return kp__role_of(field) == KP__IDENTITY_CARD;
}

static void fault(kp__cell_work *c, kp_code code, uint32_t i, kp_str arg1, kp_str arg2)
{
    c->refused = code;
    kp__load_fault(c->w->l, code, c->source, i, c->col->j, arg1, arg2, KP_NONE);
}

static void note(kp__cell_work *c, kp_code code, uint32_t i, kp_str arg1)
{
    kp__tally_tell(c->w->l, &c->tally, code, c->source, i, c->col->j, arg1, KP_NONE);
}

/* Folded, without blanks and hyphens inside: 6222 0200 … */
static kp_str without_gaps(kp__load *l, kp_str text)
{
    kp_str folded = kp_fold(l->cells, text);
    char *p = KP_NEW_ARRAY(l->cells, folded.n + 1, char);
    size_t n = 0;

    for (size_t at = 0; at < folded.n; at++)
        if (folded.p[at] != ' ' && folded.p[at] != '-' && folded.p[at] != '\t')
            p[n++] = folded.p[at];
    return (kp_str){p, n};
}

static size_t count_digits(kp_str s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    return n;
}

/* ---- identity cards (GB 11643) ---- */

static char check_digit(kp_str id)
{
    static const int weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (size_t k = 0; k < 17; k++)
        sum += weight[k] * (id.p[k] - '0');
    return "10X98765432"[sum % 11];
}

static bool has_birthday(kp_str id)
{
    int32_t day;

    return kp_date_parse(kp_str_slice(id, 6, 14), &day);
}

static bool settle_identity(kp__cell_work *c, uint32_t i, kp_str typed, kp_str *out)
{
    kp_str id = without_gaps(c->w->l, typed);

    *out = id;
    if (id.n == 15 && count_digits(id) == 15) {
        note(c, KP4056, i, id);
        return true;
    }
    bool lower = id.n == 18 && id.p[17] == 'x';
    bool ends_well =
        id.n == 18 && (count_digits(id) == 18 ||
                       (count_digits(id) == 17 && (lower || id.p[17] == 'X')));
    if (!ends_well) {
        fault(c, KP4057, i, typed, KP_NONE);
        return false;
    }
    if (lower) {
        char *p = KP_NEW_ARRAY(c->w->l->cells, 18, char);

        for (size_t k = 0; k < 17; k++)
            p[k] = id.p[k];
        p[17] = 'X';
        *out = id = (kp_str){p, 18};
        note(c, KP4059, i, id);
    }
    char expected = check_digit(id);
    bool sound = has_birthday(id) && id.p[17] == expected;
    if (!sound && kp_str_ends(id, KP_STR("000"))) {
        fault(c, KP4069, i, id, KP_NONE);
        return false;
    }
    if (!has_birthday(id)) {
        fault(c, KP4058, i, id, kp_str_slice(id, 6, 14));
        return false;
    }
    if (sound)
        return true;
    fault(c, KP4055, i, id, (kp_str){&expected, 1});
    return false;
}

/* ---- bank accounts ---- */

static bool passes_luhn(kp_str digits)
{
    int sum = 0;

    for (size_t k = 0; k < digits.n; k++) {
        int d = digits.p[digits.n - 1 - k] - '0';

        if (k % 2 == 1)
            d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
    }
    return sum % 10 == 0;
}

static bool settle_account(kp__cell_work *c, uint32_t i, kp_str typed, kp_str *out)
{
    *out = without_gaps(c->w->l, typed);
    if (count_digits(*out) != out->n)
        note(c, KP4062, i, *out);
    else if (out->n >= 16 && out->n <= 19 && !passes_luhn(*out))
        note(c, KP4060, i, *out);
    return true;
}

/* ---- options ---- */

static bool is_option(kp__cell_work *c, kp_str text, kp_str *out)
{
    const kp_field *field = c->w->field;
    const kp_symbols *symbols = c->w->l->scheme->symbols;
    kp_str folded = kp_fold(c->w->l->cells, text);

    for (size_t k = 0; k < field->noptions; k++) {
        kp_str option = kp_symbol_text(symbols, field->option[k]);

        if (!kp_str_eq(option, text) &&
            !kp_str_eq(kp_fold(c->w->l->cells, option), folded))
            continue;
        *out = option;
        return true;
    }
    return false;
}

static bool settle_option(kp__cell_work *c, uint32_t i, kp_str typed, kp_str *out)
{
    kp__load *l = c->w->l;
    const kp_field *field = c->w->field;

    if (is_option(c, typed, out))
        return true;
    kp_str *options = KP_NEW_ARRAY(l->cells, field->noptions, kp_str);
    for (size_t k = 0; k < field->noptions; k++)
        options[k] = kp_symbol_text(l->scheme->symbols, field->option[k]);
    kp_str near = kp_nearest(typed, options, field->noptions);
    c->refused = near.n ? KP4072 : KP4073;
    kp__load_fault(l, c->refused, c->source, i, c->col->j, typed, field->name,
                   near.n ? near : kp__load_list(l, options, field->noptions));
    return false;
}

/* ---- all texts ---- */

/* Numbers of staff that differ only in width are the same; names keep their looks. */
static kp_str plain_key(kp__load *l, kp_str typed)
{
    kp_str folded = kp_fold(l->cells, typed);

    for (size_t at = 0; at < folded.n; at++)
        if ((unsigned char)folded.p[at] >= 0x80)
            return typed;
    return folded;
}

bool kp__settle_text(kp__cell_work *c, uint32_t i, kp_str typed, kp_str *out)
{
    if (c->w->field->noptions)
        return settle_option(c, i, typed, out);
    switch (kp__role_of(c->w->field)) {
    case KP__IDENTITY_CARD:
        return settle_identity(c, i, typed, out);
    case KP__BANK_ACCOUNT:
        return settle_account(c, i, typed, out);
    case KP__PLAIN_TEXT:
    case KP__PERSON_NAME:
        break;
    }
    *out = c->w->field->is_key ? plain_key(c->w->l, typed) : typed;
    return true;
}

/* ---- repeats ---- */

static void tell_repeat(kp__field_work *w, kp_code code, size_t first, size_t row)
{
    kp__load *l = w->l;
    const kp_table *table = w->le->table;
    kp_str text = kp_symbol_text(l->scheme->symbols, (uint32_t)w->column->v[row]);

    (void)kp_fail_below(
        l->diags, code, kp_table_where(table, w->field->local, row), w->field->name,
        text, text, kp__load_place(l, kp_table_where(table, w->field->local, first)),
        KP_NONE);
}

void kp__check_repeats(kp__field_work *w)
{
    static const kp_code codes[] = {
        [KP__PERSON_NAME] = KP4053,
        [KP__IDENTITY_CARD] = KP4054,
        [KP__BANK_ACCOUNT] = KP4061,
    };
    kp__text_role role = kp__role_of(w->field);
    kp_map seen;
    size_t first;

    if (role == KP__PLAIN_TEXT || w->field->is_key)
        return;
    kp_map_init(&seen, w->l->scratch);
    for (size_t row = 0; row < w->column->n; row++) {
        if (!w->given[row] || kp_column_state(w->column, row) != KP_VALUE)
            continue;
        kp_str text =
            kp_symbol_text(w->l->scheme->symbols, (uint32_t)w->column->v[row]);
        if (!kp_map_put(&seen, text, row, &first))
            tell_repeat(w, codes[role], first, row);
    }
}

/* ---- other spellings of what rules speak of ---- */

void kp__learn_spellings(kp__load *l)
{
    size_t old;

    kp_map_init(&l->spelling, l->scratch);
    for (size_t k = 0; k < l->scheme->ncompared; k++) {
        uint32_t symbol = l->scheme->compared[k];
        kp_str text = kp_symbol_text(l->scheme->symbols, symbol);

        (void)kp_map_put(&l->spelling, kp__spelling_key(l->scratch, text), symbol,
                         &old);
    }
}

bool kp__is_other_spelling(kp__cell_work *c, uint32_t i, kp_str text)
{
    kp__load *l = c->w->l;
    size_t symbol;

    if (c->w->field->noptions || kp__role_of(c->w->field) != KP__PLAIN_TEXT ||
        !kp_map_get(&l->spelling, kp__spelling_key(l->cells, text), &symbol) ||
        kp_str_eq(kp_symbol_text(l->scheme->symbols, (uint32_t)symbol), text))
        return false;
    fault(c, KP4075, i, text, kp_symbol_text(l->scheme->symbols, (uint32_t)symbol));
    return true;
}
