/* load_names.c - the headings under which the fields of an entity may stand.
 *
 * People write 姓　名, *工号, 应发合计(元) and 档案工资（万元）: blanks, stars and
 * units beside the name are no part of it.  A field's own name wins over an alias, a
 * written alias over a pattern.
 */
#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

static bool is_ascii_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

kp_str kp__heading_key(kp_arena *arena, kp_str text)
{
    kp_str folded = kp_fold(arena, text);
    char *p = KP_NEW_ARRAY(arena, folded.n + 1, char);
    size_t n = 0;

    for (size_t at = 0; at < folded.n; at++) {
        char c = folded.p[at];

        if (is_ascii_blank(c) || c == '*')
            continue;
        p[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    while (n > 0 && p[n - 1] == ':')
        n--;
    return (kp_str){p, n};
}

bool kp__field_is_typed(const kp_field *field)
{
    if (field->source == KP_SOURCE_HISTORY)
        return true;
    return field->source == KP_SOURCE_INPUT && !field->lifted && !field->report;
}

bool kp__field_is_loaded(const kp__load *l, const kp_field *field)
{
    const kp_field *left, *right;
    const kp_entity *entity = l->scheme->entity[field->entity];

    if (!kp__field_is_typed(field))
        return false;
    if (!entity->derived)
        return true;
    if (entity->spanning)
        return field != kp_own_row_link(l->scheme, entity);
    kp__join_links(l, entity, &left, &right);
    return field != left && field != right;
}

static bool has_heading(const kp_field *field)
{
    return kp__field_is_typed(field) || (!field->lifted && !field->report) ||
           field->dormant;
}

static void collect_names(kp__load *l, kp__load_entity *le)
{
    const kp_entity *entity = le->entity;
    size_t old;

    kp_map_init(&le->headings.names, l->scratch);
    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = l->scheme->field[entity->field[k]];

        if (has_heading(field))
            (void)kp_map_put(&le->headings.names,
                             kp__heading_key(l->scratch, field->name), field->id, &old);
    }
}

static void add_pattern(kp__load *l, kp__load_entity *le, const kp_field *field,
                        kp_str text, size_t cap)
{
    const kp_pattern *pattern = kp_pattern_compile(l->scratch, text, NULL);

    // The compiler has refused patterns that are none.
    if (!pattern || le->headings.npatterns == cap)
        return;
    le->headings.pattern[le->headings.npatterns++] =
        (kp__heading_pattern){pattern, field};
}

static void add_alias(kp__load *l, kp__load_entity *le, const kp_field *field,
                      kp_str text)
{
    kp_str key = kp__heading_key(l->scratch, text);
    size_t old;

    if (!kp_map_put(&le->headings.aliases, key, field->id, &old) && old != field->id)
        (void)kp_map_put(&le->headings.others, key, field->id, &old);
}

static void collect_aliases(kp__load *l, kp__load_entity *le)
{
    const kp_aliases *aliases = l->scheme->aliases;
    size_t n = aliases ? aliases->n : 0;

    kp_map_init(&le->headings.aliases, l->scratch);
    kp_map_init(&le->headings.others, l->scratch);
    le->headings.pattern = KP_NEW_ARRAY(l->scratch, n + 1, kp__heading_pattern);
    for (size_t k = 0; k < n; k++) {
        const kp_alias *alias = &aliases->alias[k];
        const kp_field *field = l->scheme->field[alias->field];

        if (field->entity != le->entity->id)
            continue;
        if (alias->is_pattern)
            add_pattern(l, le, field, alias->text, n);
        else
            add_alias(l, le, field, alias->text);
    }
}

void kp__collect_headings(kp__load *l, kp__load_entity *le)
{
    collect_names(l, le);
    collect_aliases(l, le);
}

static kp__heading_found match_pattern(const kp__load_entity *le, kp_str key)
{
    kp__heading_found found = {0};

    for (size_t k = 0; k < le->headings.npatterns; k++) {
        const kp__heading_pattern *p = &le->headings.pattern[k];

        if (p->field == found.field ||
            kp_pattern_match(p->pattern, key) != KP_MATCH_YES)
            continue;
        if (found.field)
            found.other = p->field;
        else
            found.field = p->field;
    }
    return found;
}

static kp__heading_found match_whole(kp__load *l, const kp__load_entity *le, kp_str key)
{
    kp_field **field = l->scheme->field;
    kp__heading_found found = {0};
    size_t id;

    if (key.n == 0)
        return found;
    if (kp_map_get(&le->headings.names, key, &id))
        return (kp__heading_found){.field = field[id]};
    if (!kp_map_get(&le->headings.aliases, key, &id))
        return match_pattern(le, key);
    found.field = field[id];
    if (kp_map_get(&le->headings.others, key, &id))
        found.other = field[id];
    return found;
}

/* What stands in brackets behind a heading without being part of its name. */
static bool is_remark(kp_str inner, int *tens)
{
    static const struct {
        const char *text;
        int tens;
    } remarks[] = {
        {"元", 0},        {"千元", 3},      {"万元", 4},    {"亿元", 8},
        {"%", -2},        {"天", 0},        {"人", 0},      {"个", 0},
        {"次", 0},        {"分", 0},        {"月", 0},      {"必填", 0},
        {"选填", 0},      {"可空", 0},      {"单位:元", 0}, {"单位:千元", 3},
        {"单位:万元", 4}, {"单位:亿元", 8}, {"元/月", 0},
    };

    for (size_t k = 0; k < sizeof remarks / sizeof *remarks; k++)
        if (kp_str_is(inner, remarks[k].text)) {
            *tens = remarks[k].tens;
            return true;
        }
    return false;
}

static bool cut_remark(kp_str *key, int *tens)
{
    size_t open = key->n;

    if (!kp_str_ends(*key, KP_STR(")")))
        return false;
    while (open > 0 && key->p[open - 1] != '(')
        open--;
    if (open < 2 || !is_remark(kp_str_slice(*key, open, key->n - 1), tens))
        return false;
    *key = kp_str_slice(*key, 0, open - 1);
    return true;
}

/* Tens are for amounts; hundredths for percentages; other fields keep what is typed. */
static int tens_of(const kp_field *field, int tens)
{
    if (tens > 0)
        return field->unit == KP_UNIT_MONEY ? tens : 0;
    return tens < 0 && field->unit == KP_UNIT_PERCENT ? tens : 0;
}

kp__heading_found kp__match_heading(kp__load *l, const kp__load_entity *le, kp_str text)
{
    kp_str key = kp__heading_key(l->cells, text);
    kp__heading_found found = match_whole(l, le, key);
    int tens = 0;

    if (found.field || !cut_remark(&key, &tens))
        return found;
    found = match_whole(l, le, key);
    if (found.field)
        found.tens = tens_of(found.field, tens);
    return found;
}
