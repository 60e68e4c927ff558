/* tables_infer.c - what kind of values a column holds, when row three does not say.
 *
 * A column whose cells all read as numbers holds numbers, and so on.  A column where
 * some do and some do not is refused: "10O" among numbers must not make it a text
 * column.
 */
#include "engine/base/fold.h"
#include "rules/read/chars.h"
#include "rules/tables/tables_parts.h"

static bool is_any_sign(const kp__table_reader *r, const kp_cell *cell)
{
    kp_str text = kp_fold(r->arena, kp_cell_text(cell));
    return kp_cell_is_blank(cell) || kp_str_is(text, "任意") ||
           kp_str_is(text, "any") || kp_cell_says_missing(cell);
}

/* 80-90, >=9O and the like: meant as numbers, though they do not read as such. */
static bool looks_numeric(const kp__table_reader *r, const kp_cell *cell)
{
    kp_str text = kp_fold(r->arena, kp_cell_text(cell));
    bool digit = false;

    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp_utf8_next(text, &at);
        digit = digit || kp__is_digit(point);
        if (kp__is_name_start(point))
            return false;
    }
    return digit;
}

static void note_number(kp__type_votes *votes, bool number, uint32_t i, uint32_t j)
{
    votes->nplain += number;
    if (number && votes->plain_row == 0) {
        votes->plain_row = i + 1;
        votes->plain_col = j;
    }
    if (!number && votes->odd_row == 0) {
        votes->odd_row = i + 1;
        votes->odd_col = j;
    }
}

/* Digits alone fit every unit, and need not be tried in all of them. */
static void vote_plain_number(kp__type_votes *votes, const kp_cell *cell, uint32_t i,
                              uint32_t j)
{
    kp_str text = kp_cell_text(cell);
    int32_t day = 0;

    for (int unit = KP_UNIT_NONE; unit <= KP_UNIT_COUNT; unit++)
        votes->nnumber[unit]++;
    votes->nnumeric_looks++;
    votes->nbool += kp_str_is(text, "0") || kp_str_is(text, "1");
    votes->ndate += text.n == 8 && kp_date_parse(text, &day);
    note_number(votes, true, i, j);
}

/* Without a digit it is neither number nor date. */
static bool has_digit(kp_str text)
{
    for (size_t at = 0; at < text.n;)
        if (kp__is_digit(kp__half(kp_utf8_next(text, &at))))
            return true;
    return false;
}

static bool is_plain_number(const kp_cell *cell)
{
    kp_decimal num;
    return cell->kind == KP_CELL_NUMBER ||
           (cell->kind == KP_CELL_TEXT &&
            kp_dec_parse(kp_str_trim(kp_cell_text(cell)), false, &num));
}

typedef bool (*cell_fits)(const kp__table_reader *r, const kp_cell *cell, kp_kind kind,
                          kp_unit unit, kp_op header_op);

/* A kind that an earlier cell ruled out is not tried again; only whether a column of
 * texts has a number or a date in it must be known to the end. */
static bool vote_number(const kp__table_reader *r, kp__type_votes *votes,
                        const kp_cell *cell, cell_fits fits, kp_op header_op)
{
    bool number = false;

    for (int unit = KP_UNIT_NONE; unit <= KP_UNIT_COUNT; unit++) {
        bool alive = votes->nnumber[unit] + 1 == votes->ncells;
        if (!alive && unit != KP_UNIT_NONE)
            continue;
        bool fit = fits(r, cell, KP_NUM, (kp_unit)unit, header_op);
        votes->nnumber[unit] += fit;
        number = number || fit;
    }
    return number;
}

static bool vote_date(const kp__table_reader *r, const kp__type_votes *votes,
                      const kp_cell *cell, cell_fits fits, kp_op header_op)
{
    int32_t day = 0;

    if (votes->ndate + 1 == votes->ncells)
        return fits(r, cell, KP_DATE, KP_UNIT_NONE, header_op);
    return cell->kind == KP_CELL_DATE ||
           kp_date_parse(kp_fold(r->arena, kp_cell_text(cell)), &day);
}

static void vote(const kp__table_reader *r, kp__type_votes *votes, const kp_cell *cell,
                 uint32_t i, uint32_t j, cell_fits fits, kp_op header_op)
{
    bool number = false;

    votes->ncells++;
    if (is_plain_number(cell)) {
        vote_plain_number(votes, cell, i, j);
        return;
    }
    if (votes->nbool + 1 == votes->ncells)
        votes->nbool += fits(r, cell, KP_BOOL, KP_UNIT_NONE, header_op);
    if (has_digit(kp_cell_text(cell))) {
        number = vote_number(r, votes, cell, fits, header_op);
        votes->ndate += vote_date(r, votes, cell, fits, header_op);
        votes->nnumeric_looks += number || looks_numeric(r, cell);
    }
    note_number(votes, number, i, j);
}

static bool parses_as(const kp__table_reader *r, const kp_cell *cell, kp_kind kind,
                      kp_unit unit, kp_op header_op)
{
    kp_str text = kp_cell_text(cell);
    kp_parse_where where = {.text = text};
    return kp_parse_tests(r->arena, &where, text, kp__domain_of(kind), unit, header_op,
                          r->scratch) != NULL;
}

static bool reads_as(const kp__table_reader *r, const kp_cell *cell, kp_kind kind,
                     kp_unit unit, kp_op header_op)
{
    kp_cell_want want = {kind, unit, -1};
    kp_cell_got got;

    (void)header_op;
    return kp_cell_read(r->arena, cell, &want, &got) == KP_CELL_OK;
}

void kp__vote_condition(const kp__table_reader *r, kp__type_votes *votes,
                        const kp_cell *cell, uint32_t i, uint32_t j, kp_op header_op)
{
    votes->ordered = votes->ordered || (header_op != KP_OP_CONCAT &&
                                        header_op != KP_OP_EQ && header_op != KP_OP_NE);
    if (!is_any_sign(r, cell))
        vote(r, votes, cell, i, j, parses_as, header_op);
}

void kp__vote_value(const kp__table_reader *r, kp__type_votes *votes,
                    const kp_cell *cell, uint32_t i, uint32_t j)
{
    if (!kp_cell_says_missing(cell) && !kp__is_expression(cell))
        vote(r, votes, cell, i, j, reads_as, KP_OP_CONCAT);
}

static bool settle_number(const kp__type_votes *votes, kp_unit *unit)
{
    for (int u = KP_UNIT_NONE; u <= KP_UNIT_COUNT; u++)
        if (votes->nnumber[u] == votes->ncells) {
            *unit = (kp_unit)u;
            return true;
        }
    *unit = KP_UNIT_NONE;
    return votes->ordered || votes->nnumeric_looks == votes->ncells;
}

/* 4月7日 among numbers: what a spreadsheet program makes of 4-7. */
static bool is_a_band_made_date(const kp__table_reader *r, const kp_cell *cell)
{
    const kp_cell_want want = {KP_NUM, KP_UNIT_NONE, -1};
    kp_cell_got got;

    return kp_cell_read(r->arena, cell, &want, &got) == KP_CELL_BAD &&
           (got.code == KP1115 || got.code == KP1116);
}

bool kp__settle_type(const kp__table_reader *r, const kp__type_votes *votes,
                     kp_str name, uint32_t heading_col, kp_kind *kind, kp_unit *unit)
{
    uint32_t heading_row = r->block->top + 1;

    *unit = KP_UNIT_NONE;
    *kind = KP_NUM;
    if (votes->ncells == 0)
        return votes->ordered ||
               kp__table_fault(r, KP2213, heading_row, heading_col, name, KP_NONE);
    if (votes->nnumber[KP_UNIT_NONE] == votes->ncells)
        return true;
    *kind = KP_DATE;
    if (votes->ndate == votes->ncells)
        return true;
    *kind = KP_BOOL;
    if (votes->nbool == votes->ncells)
        return true;
    *kind = KP_NUM;
    if (settle_number(votes, unit))
        return true;
    *kind = KP_TEXT;
    if (votes->plain_row == 0 && votes->ndate == 0)
        return true;
    if (votes->odd_row == 0)  // numbers all, but of different units
        return kp__table_fault(r, KP2213, heading_row, heading_col, name, KP_NONE);
    const kp_cell *odd = kp_block_cell(r->block, votes->odd_row - 1, votes->odd_col);
    if (votes->plain_row > 0 && is_a_band_made_date(r, odd))
        return kp_fail(r->diags, KP3063,
                       kp_block_where(r->block, votes->odd_row - 1, votes->odd_col),
                       kp_cell_text(odd), kp_cell_text(odd), KP_NONE, KP_NONE) == KP_OK;
    // The fewer are more likely to be wrong.
    bool few = votes->nplain && votes->nplain * 2 < votes->ncells;
    uint32_t i = (few ? votes->plain_row : votes->odd_row) - 1;
    uint32_t j = few ? votes->plain_col : votes->odd_col;
    return kp__table_fault(r, KP2212, i, j, name,
                           kp_cell_text(kp_block_cell(r->block, i, j)));
}
