/* parse_bounds.c - conditions on values that have an order: numbers and dates.
 *
 *   90   >=90   90以上   不满80   80以上不满90   [80,90)   80~90   -5
 *
 * 以上 以下 以内 include the number itself, 不满 超过 以外 do not (Civil Code, article
 * 1259).  Everything else that people write for an interval leaves a bound open to
 * dispute and is refused with the spellings that do not.
 */
#include "rules/expr/parse_tests.h"
#include "rules/read/chars.h"

typedef struct word {
    const char *spelling;
    kp_op op;
    bool numbers, dates;
} word;

// clang-format off
/* In front of a value; a longer word stands before the shorter one it begins with. */
static const word before[] = {
    {"大于或等于", KP_OP_GE, true, true}, {"小于或等于", KP_OP_LE, true, true},
    {"大于等于", KP_OP_GE, true, true},   {"小于等于", KP_OP_LE, true, true},
    {"不等于", KP_OP_NE, true, true},     {"等于", KP_OP_EQ, true, true},
    {"不低于", KP_OP_GE, true, false},    {"不少于", KP_OP_GE, true, false},
    {"不小于", KP_OP_GE, true, false},    {"不高于", KP_OP_LE, true, false},
    {"不超过", KP_OP_LE, true, false},    {"不大于", KP_OP_LE, true, false},
    {"不多于", KP_OP_LE, true, false},    {"至少", KP_OP_GE, true, false},
    {"至多", KP_OP_LE, true, false},      {"不满", KP_OP_LT, true, false},
    {"不到", KP_OP_LT, true, false},
    {"未满", KP_OP_LT, true, false},      {"不足", KP_OP_LT, true, false},
    {"低于", KP_OP_LT, true, false},      {"少于", KP_OP_LT, true, false},
    {"小于", KP_OP_LT, true, false},      {"超过", KP_OP_GT, true, false},
    {"高于", KP_OP_GT, true, false},      {"大于", KP_OP_GT, true, false},
    {"多于", KP_OP_GT, true, false},      {"不早于", KP_OP_GE, false, true},
    {"不晚于", KP_OP_LE, false, true},    {"早于", KP_OP_LT, false, true},
    {"晚于", KP_OP_GT, false, true},
};

/* Behind a value. */
static const word behind[] = {
    {"(不含本数)以上", KP_OP_GT, true, false}, {"(不含本数)以下", KP_OP_LT, true, false},
    {"(不含)以上", KP_OP_GT, true, false},     {"(不含)以下", KP_OP_LT, true, false},
    {"(含本数)以上", KP_OP_GE, true, false},   {"(含本数)以下", KP_OP_LE, true, false},
    {"(含)以上", KP_OP_GE, true, false},       {"(含)以下", KP_OP_LE, true, false},
    {"以上(不含本数)", KP_OP_GT, true, false}, {"以下(不含本数)", KP_OP_LT, true, false},
    {"以上(不含)", KP_OP_GT, true, false},     {"以下(不含)", KP_OP_LT, true, false},
    {"以上(含本数)", KP_OP_GE, true, false},   {"以下(含本数)", KP_OP_LE, true, false},
    {"以上(含)", KP_OP_GE, true, false},       {"以下(含)", KP_OP_LE, true, false},
    {"及以上", KP_OP_GE, true, false},         {"及以下", KP_OP_LE, true, false},
    {"以上", KP_OP_GE, true, false},           {"以下", KP_OP_LE, true, false},
    {"及以内", KP_OP_LE, true, false},         {"以内", KP_OP_LE, true, false},
    {"之内", KP_OP_LE, true, false},           {"以外", KP_OP_GT, true, false},
};
// clang-format on

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static uint32_t peek(const kp__tests *t, size_t at)
{
    return kp__peek(t->p.lex.src, at);
}

static size_t next(const kp__tests *t, size_t at)
{
    kp__take(t->p.lex.src, &at);
    return at;
}

static void fault(kp__tests *t, kp_code code, kp__piece span, kp_str arg2, kp_str arg3)
{
    kp__piece_fault(t, code, span, kp__piece_text(t, span), arg2, arg3);
}

bool kp__ends_with_paren(const kp__tests *t, kp__piece span)
{
    kp_str text = kp__piece_text(t, span);

    return kp_str_ends(text, KP_STR(")")) || kp_str_ends(text, KP_STR("）"));
}

kp_str kp__without_commas(kp__tests *t, kp__piece span)
{
    kp_str text = kp__half_width(t->p.arena, kp__piece_text(t, span));
    char *out = kp_arena_alloc(t->p.arena, text.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != ',')
            out[n++] = text.p[i];
    return (kp_str){out, n};
}

void kp__refuse_commas(kp__tests *t, kp__piece span)
{
    kp_str text = kp__half_width(t->p.arena, kp__piece_text(t, span));
    char *out = kp_arena_alloc(t->p.arena, 3 * text.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        kp_str piece = text.p[i] == ',' ? KP_STR("、") : kp_str_slice(text, i, i + 1);

        for (size_t k = 0; k < piece.n; k++)
            out[n++] = piece.p[k];
    }
    fault(t, KP3068, span, kp__without_commas(t, span), (kp_str){out, n});
}

/* ---- finding words ---- */

static bool fits_domain(const kp__tests *t, const word *w)
{
    return t->domain == KP_TEST_DATE ? w->dates : w->numbers;
}

/* The first of `words` that is spelled at `at`; *end is behind it. */
static const word *word_at(const kp__tests *t, size_t at, kp__piece span,
                           const word *words, size_t n, size_t *end)
{
    if (peek(t, at) < 0x80 && peek(t, at) != '(')
        return NULL;
    for (size_t i = 0; i < n; i++) {
        *end = kp__behind_word(t, at, span, words[i].spelling);
        if (*end != SIZE_MAX && fits_domain(t, &words[i]))
            return &words[i];
    }
    return NULL;
}

/* The first place in `span` where one of `words` stands. */
static const word *find_word(const kp__tests *t, kp__piece span, const word *words,
                             size_t n, kp__piece *place)
{
    for (size_t at = span.from; at < span.to; at = next(t, at)) {
        size_t end;
        const word *w = word_at(t, at, span, words, n, &end);

        if (w == NULL)
            continue;
        *place = (kp__piece){at, end};
        return w;
    }
    return NULL;
}

static size_t find_char(const kp__tests *t, kp__piece span, uint32_t c)
{
    for (size_t at = span.from; at < span.to; at = next(t, at))
        if (peek(t, at) == c)
            return at;
    return SIZE_MAX;
}

static size_t find_text(const kp__tests *t, kp__piece span, const char *what)
{
    for (size_t at = span.from; at < span.to; at = next(t, at))
        if (kp__behind_word(t, at, span, what) != SIZE_MAX)
            return at;
    return SIZE_MAX;
}

/* ---- intervals ---- */

static bool is_missing_end(const kp__tests *t, kp__piece span)
{
    static const char *const words[] = {"∞",      "+∞",     "-∞",  "无穷",
                                        "正无穷", "负无穷", "null"};

    for (size_t i = 0; i < COUNT(words); i++)
        if (kp__behind_word(t, span.from, span, words[i]) == span.to)
            return true;
    return span.from == span.to;
}

/* One end of an interval: NULL in *out when it is missing; false after a fault. */
static bool interval_end(kp__tests *t, kp__piece span, kp_ast **out, bool *percent)
{
    kp_op op;

    *out = NULL;
    if (is_missing_end(t, span))
        return true;
    if (kp__leading_sign(t, span, &op) > 0)
        fault(t, KP3070, span, KP_NONE, KP_NONE);
    else
        *out = kp__plain_value(t, span, percent);
    return *out != NULL;
}

static int compare_ends(const kp_ast *low, const kp_ast *high)
{
    if (low->kind == KP_AST_NUMBER)
        return kp_dec_cmp(low->num, high->num);
    return kp_str_cmp(low->text, high->text);  // ISO dates
}

static kp_str typed(const kp__tests *t, const kp_ast *node)
{
    size_t at = node->at - t->p.base;

    return kp_str_slice(t->p.lex.src, at, at + node->len);
}

static kp_ast *make_interval(kp__tests *t, kp__piece whole, kp_ast *low, kp_ast *high,
                             bool open_low, bool open_high)
{
    kp_ast *node = kp__piece_node(t, KP_AST_INTERVAL, whole);
    int order = low != NULL && high != NULL ? compare_ends(low, high) : -1;

    if (order > 0 || (order == 0 && (open_low || open_high))) {
        kp__piece_fault(t, KP3065, whole, typed(t, low), typed(t, high), KP_NONE);
        return NULL;
    }
    node->open_low = open_low || low == NULL;
    node->open_high = open_high || high == NULL;
    node->nargs = 2;
    node->arg = KP_NEW_ARRAY(t->p.arena, 2, kp_ast *);
    node->arg[0] = low;
    node->arg[1] = high;
    return node;
}

static kp_ast *read_ends(kp__tests *t, kp__piece whole, kp__piece low_span,
                         kp__piece high_span, bool open_low, bool open_high)
{
    bool low_sign = false, high_sign = false;
    kp_ast *low, *high;

    if (!interval_end(t, kp__piece_trim(t, low_span), &low, &low_sign) ||
        !interval_end(t, kp__piece_trim(t, high_span), &high, &high_sign))
        return NULL;
    if (low == NULL && high == NULL) {
        fault(t, KP3066, whole, KP_NONE, KP_NONE);
        return NULL;
    }
    // "80~90%": one sign was lost, or one end is a hundred times too large.
    if (low != NULL && high != NULL && low_sign != high_sign) {
        fault(t, KP3071, whole, KP_NONE, KP_NONE);
        return NULL;
    }
    return make_interval(t, whole, low, high, open_low, open_high);
}

/* Between brackets the ends are parted by "..", "~" or one comma. */
static bool split_ends(const kp__tests *t, kp__piece inside, kp__piece *low,
                       kp__piece *high)
{
    size_t at = find_text(t, inside, ".."), width = 0;

    if (at != SIZE_MAX)
        width = next(t, next(t, at)) - at;
    else if ((at = find_char(t, inside, '~')) != SIZE_MAX)
        width = next(t, at) - at;
    else if ((at = find_char(t, inside, ',')) != SIZE_MAX)
        width = next(t, at) - at;
    else
        return false;
    *low = (kp__piece){inside.from, at};
    *high = (kp__piece){at + width, inside.to};
    return true;
}

static bool is_bracket(uint32_t point)
{
    return point == '[' || point == ']' || point == '(' || point == ')';
}

static kp_ast *bracket_item(kp__tests *t, kp__piece span)
{
    uint32_t open = peek(t, span.from);
    kp_str text = kp__piece_text(t, span);
    size_t last = span.to - 1;
    kp__piece low, high;

    while (last > span.from && ((unsigned char)t->p.lex.src.p[last] & 0xC0) == 0x80)
        last--;
    uint32_t close = peek(t, last);
    kp__piece inside = {next(t, span.from), last};
    // The key of [ types 【 in a Chinese input method, which says nothing of its bound.
    if (last <= span.from || !is_bracket(open) || !is_bracket(close) || close == '(' ||
        !split_ends(t, inside, &low, &high)) {
        kp__piece_fault(t, KP3066, span, text, KP_NONE, KP_NONE);
        return NULL;
    }
    if (find_char(t, low, ',') != SIZE_MAX || find_char(t, high, ',') != SIZE_MAX) {
        kp__piece_fault(t, KP3076, span, text, KP_STR("[1000,2000)"), KP_NONE);
        return NULL;
    }
    return read_ends(t, span, low, high, open != '[', close != ']');
}

static kp_ast *tilde_item(kp__tests *t, kp__piece span, size_t tilde)
{
    kp__piece low = kp__piece_trim(t, (kp__piece){span.from, tilde});
    kp__piece high = kp__piece_trim(t, (kp__piece){next(t, tilde), span.to});

    if (low.from == low.to || high.from == high.to ||
        find_char(t, high, '~') != SIZE_MAX) {
        fault(t, KP3066, span, KP_NONE, KP_NONE);
        return NULL;
    }
    return read_ends(t, span, low, high, false, true);
}

/* ---- one-sided conditions ---- */

/* A second condition hides in what should be one value. */
static bool holds_a_condition(const kp__tests *t, kp__piece span)
{
    kp__piece place;
    kp_op op;

    for (size_t at = span.from; at < span.to; at = next(t, at))
        if (kp__leading_sign(t, (kp__piece){at, span.to}, &op) > 0)
            return true;
    return find_word(t, span, before, COUNT(before), &place) != NULL ||
           find_word(t, span, behind, COUNT(behind), &place) != NULL;
}

static bool begins_like_a_value(const kp__tests *t, kp__piece span)
{
    uint32_t c = peek(t, span.from);

    return kp__is_digit(c) || c == '-' || c == '+' || c == '.' || c == '(' ||
           c == '@' || c == 0xA5 || c == 0xFFE5;
}

/* "> = 90": two halves of one sign. */
static bool is_parted_sign(const kp__tests *t, kp__piece sign, kp__piece rest,
                           kp_str *meant)
{
    kp_str first = kp__piece_text(t, sign);

    if (!kp_str_starts(kp__piece_text(t, rest), KP_STR("=")))
        return false;
    *meant = kp_str_is(first, ">") || kp_str_is(first, "＞")   ? KP_STR(">=")
             : kp_str_is(first, "<") || kp_str_is(first, "＜") ? KP_STR("<=")
                                                               : KP_NONE;
    return meant->n > 0;
}

/* The value that a sign or word compares with. */
static kp_ast *compared(kp__tests *t, kp__piece whole, kp__piece sign, kp__piece rest)
{
    bool percent;
    kp_str meant;

    rest = kp__piece_trim(t, rest);
    if (rest.from == rest.to)
        fault(t, KP3077, whole, KP_NONE, KP_NONE);
    else if (is_parted_sign(t, sign, rest, &meant))
        kp__piece_fault(t, KP3020, (kp__piece){sign.from, rest.from + 1},
                        kp__piece_text(t, (kp__piece){sign.from, rest.from + 1}), meant,
                        KP_NONE);
    else if (holds_a_condition(t, rest))
        fault(t, KP3070, whole, KP_NONE, KP_NONE);
    else if (!begins_like_a_value(t, rest))
        kp__piece_fault(t, KP3072, rest, kp__piece_text(t, sign),
                        kp__piece_text(t, rest), KP_NONE);
    else
        return kp__plain_value(t, rest, &percent);
    return NULL;
}

static kp_ast *leading_item(kp__tests *t, kp__piece span, kp__piece sign, kp_op op)
{
    kp_ast *value = compared(t, span, sign, (kp__piece){sign.to, span.to});

    return kp__test_node(t, op, span, value);
}

/* 80以上不满90, 80以上90以下: the second half must be an upper bound. */
static kp_ast *two_sided(kp__tests *t, kp__piece span, kp_ast *low, bool open_low,
                         kp__piece rest)
{
    kp__piece place = {rest.from, rest.from};
    size_t end = 0;
    const word *w = word_at(t, rest.from, rest, before, COUNT(before), &end);
    kp__piece value = {end, rest.to};

    if (w == NULL) {
        w = find_word(t, rest, behind, COUNT(behind), &place);
        value = (kp__piece){rest.from, place.from};
        if (w != NULL && place.to != rest.to)
            w = NULL;
    }
    if (w == NULL || (w->op != KP_OP_LT && w->op != KP_OP_LE)) {
        fault(t, KP3070, span, KP_NONE, KP_NONE);
        return NULL;
    }
    kp_ast *high = compared(t, span, place, value);
    return high == NULL
               ? NULL
               : make_interval(t, span, low, high, open_low, w->op == KP_OP_LT);
}

static kp_ast *trailing_item(kp__tests *t, kp__piece span, kp__piece place, kp_op op)
{
    kp__piece rest = kp__piece_trim(t, (kp__piece){place.to, span.to});
    kp_ast *value = compared(t, span, place, (kp__piece){span.from, place.from});

    if (value == NULL)
        return NULL;
    if (rest.from == rest.to)
        return kp__test_node(t, op, span, value);
    if (op != KP_OP_GE && op != KP_OP_GT) {
        fault(t, KP3070, span, KP_NONE, KP_NONE);
        return NULL;
    }
    return two_sided(t, span, value, op == KP_OP_GT, rest);
}

/* ---- what cannot be told apart ---- */

static kp_str joined(kp__tests *t, const char *open, kp__piece low, const char *joint,
                     kp__piece high, const char *close)
{
    kp_str parts[5] = {kp_str_of(open), kp__piece_text(t, low), kp_str_of(joint),
                       kp__piece_text(t, high), kp_str_of(close)};
    size_t n = 0, total = 0;

    for (size_t i = 0; i < 5; i++)
        total += parts[i].n;
    char *out = kp_arena_alloc(t->p.arena, total + 1, 1);
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < parts[i].n; k++)
            out[n++] = parts[i].p[k];
    return (kp_str){out, n};
}

static bool is_dash(uint32_t point)
{
    return point == '-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2500;
}

/* 80-90, 80至90: both sides read as values. */
static bool parts_at(kp__tests *t, kp__piece span, size_t at, size_t behind_joint,
                     kp__piece *low, kp__piece *high)
{
    *low = kp__piece_trim(t, (kp__piece){span.from, at});
    *high = kp__piece_trim(t, (kp__piece){behind_joint, span.to});
    return kp__reads_as_value(t, *low) && kp__reads_as_value(t, *high);
}

static bool refuse_dash(kp__tests *t, kp__piece span)
{
    kp__piece low, high;
    int tries = 0;

    for (size_t at = next(t, span.from); at < span.to && tries < 8; at = next(t, at)) {
        if (!is_dash(peek(t, at)))
            continue;
        tries++;
        size_t end = next(t, at);
        while (peek(t, end) == 0x2014)
            end = next(t, end);  // ——
        if (!parts_at(t, span, at, end, &low, &high))
            continue;
        fault(t, KP3061, span, joined(t, "[", low, ",", high, ")"),
              joined(t, "", low, "~", high, ""));
        return true;
    }
    return false;
}

static bool refuse_until(kp__tests *t, kp__piece span)
{
    static const char *const joints[] = {"至", "到"};
    kp__piece low, high;

    for (size_t i = 0; i < COUNT(joints); i++) {
        size_t at = find_text(t, span, joints[i]);

        if (at == SIZE_MAX || !parts_at(t, span, at, next(t, at), &low, &high))
            continue;
        fault(t, KP3062, span, joined(t, "[", low, ",", high, "]"),
              joined(t, "[", low, ",", high, ")"));
        return true;
    }
    return false;
}

/* 2025-01-01以前: with or without the day itself? */
static bool refuse_before_after(kp__tests *t, kp__piece span)
{
    static const struct {
        const char *word, *with, *without;
    } vague[] = {
        {"以前", "<=", "<"}, {"之前", "<=", "<"}, {"以后", ">=", ">"},
        {"之后", ">=", ">"}, {"起", ">=", ">"},   {"止", "<=", "<"},
    };
    kp__piece none = {span.from, span.from};

    for (size_t i = 0; t->domain == KP_TEST_DATE && i < COUNT(vague); i++) {
        size_t at = find_text(t, span, vague[i].word);

        if (at == SIZE_MAX || kp__behind_word(t, at, span, vague[i].word) != span.to)
            continue;
        kp__piece date = kp__piece_trim(t, (kp__piece){span.from, at});
        if (!kp__reads_as_value(t, date))
            continue;
        fault(t, KP3079, span, joined(t, vague[i].with, date, "", none, ""),
              joined(t, vague[i].without, date, "", none, ""));
        return true;
    }
    return false;
}

static kp_ast *plain_item(kp__tests *t, kp__piece span)
{
    bool percent;

    if (kp__reads_as_value(t, span)) {
        // Commas that are left inside an item group digits, or so it seems.
        if (t->domain == KP_TEST_NUMBER && find_char(t, span, ',') != SIZE_MAX) {
            kp__refuse_commas(t, span);
            return NULL;
        }
        return kp__plain_value(t, span, &percent);
    }
    if (find_char(t, span, ']') != SIZE_MAX || find_char(t, span, '[') != SIZE_MAX) {
        fault(t, KP3066, span, KP_NONE, KP_NONE);
        return NULL;
    }
    if (refuse_dash(t, span) || refuse_until(t, span) || refuse_before_after(t, span))
        return NULL;
    return kp__plain_value(t, span, &percent);
}

/* ---- one item ---- */

static bool opens_interval(const kp__tests *t, kp__piece span)
{
    uint32_t point = peek(t, span.from);
    kp__piece low, high;

    if (point == '[' || point == ']' || point == 0x3010)
        return true;
    // (500) is how accountants write -500.
    return point == '(' && split_ends(t, span, &low, &high);
}

kp_ast *kp__bound_item(kp__tests *t, kp__piece span)
{
    kp_op op;
    size_t tilde, end, sign = kp__leading_sign(t, span, &op);
    kp__piece place;
    const word *w;

    if (opens_interval(t, span))
        return bracket_item(t, span);
    if (sign > 0)
        return leading_item(t, span, (kp__piece){span.from, span.from + sign}, op);
    w = word_at(t, span.from, span, before, COUNT(before), &end);
    if (w != NULL)
        return leading_item(t, span, (kp__piece){span.from, end}, w->op);
    w = find_word(t, span, behind, COUNT(behind), &place);
    if (w != NULL)
        return trailing_item(t, span, place, w->op);
    if ((tilde = find_char(t, span, '~')) != SIZE_MAX)
        return tilde_item(t, span, tilde);
    if (holds_a_condition(t, span)) {
        // 80<=x<90 begins with a number, 得分>=90 with the field's name.
        fault(t, begins_like_a_value(t, span) ? KP3070 : KP3080, span, KP_NONE,
              KP_NONE);
        return NULL;
    }
    return plain_item(t, span);
}

bool kp__says_more_than_a_value(kp__tests *t, kp__piece span)
{
    kp__piece low, high;

    if (opens_interval(t, span) || holds_a_condition(t, span) ||
        find_char(t, span, '~') != SIZE_MAX || find_char(t, span, ',') != SIZE_MAX ||
        find_char(t, span, ';') != SIZE_MAX)
        return true;
    for (size_t at = next(t, span.from); at < span.to; at = next(t, at))
        if (is_dash(peek(t, at)) && parts_at(t, span, at, next(t, at), &low, &high))
            return true;
    return false;
}
