/* report_lines.c - 首行 and 尾行 of text files: what a bank wants to read before or
 * behind the records.
 *
 * "T|{笔数 6}|{合计 金额}": text as typed, the number of records, the sum of a column
 * as it stands in the file.  A number in braces asks for zeros in front up to so many
 * characters.  Columns must be known by now.
 */
#include "engine/base/fold.h"
#include "rules/sheets/reports.h"

typedef struct line_reader {
    kp_build *b;
    const kp_block *block;
    const kp_option *option;
    const kp_report *report;
    kp_report_line *line;
    size_t cap;
} line_reader;

static kp_report_piece *add_piece(line_reader *r, kp_report_piece_kind kind)
{
    kp_report_line *line = r->line;

    line->piece = kp_arena_grow(r->b->arena, line->piece, &r->cap, line->n + 1,
                                sizeof *line->piece);
    line->piece[line->n] = (kp_report_piece){.kind = kind};
    return &line->piece[line->n++];
}

static void refuse(line_reader *r, kp_code code, kp_str what)
{
    kp__sheet_fault(r->b, r->block, r->block->top, r->option->col, code, what, KP_NONE);
}

/* "金额 12" has digits behind the last blank; "金额" has none. */
static kp_str cut_digits(kp_str text, uint16_t *digits)
{
    size_t at = text.n;
    unsigned value = 0;

    *digits = 0;
    while (at > 0 && text.p[at - 1] >= '0' && text.p[at - 1] <= '9')
        at--;
    if (at == text.n || text.n - at > 3 || (at > 0 && text.p[at - 1] != ' '))
        return text;
    for (size_t i = at; i < text.n; i++)
        value = 10 * value + (unsigned)(text.p[i] - '0');
    *digits = (uint16_t)value;
    return kp_str_trim(kp_str_slice(text, 0, at));
}

static bool is_summable(const kp_build *b, const kp_report_column *column)
{
    // Other numbers may be rounded row by row, and then nobody knows which sum is
    // meant.
    return !column->row_number && !column->empty &&
           b->scheme->field[column->field]->kind == KP_NUM &&
           (column->format == KP_FORMAT_MONEY || column->format == KP_FORMAT_FEN);
}

static void add_sum(line_reader *r, kp_str heading, uint16_t digits)
{
    for (uint32_t k = 0; k < r->report->ncolumns; k++) {
        if (!kp_str_eq(r->report->column[k].heading, heading))
            continue;
        if (!is_summable(r->b, &r->report->column[k])) {
            refuse(r, KP2145, heading);
            return;
        }
        kp_report_piece *piece = add_piece(r, KP_PIECE_SUM);

        piece->column = k;
        piece->digits = digits;
        return;
    }
    refuse(r, KP2123, heading);
}

/* What stands between the braces. */
static void add_figure(line_reader *r, kp_str inside)
{
    uint16_t digits;
    kp_str text = cut_digits(kp_str_trim(inside), &digits);

    if (kp_str_is(text, "笔数") || kp_str_is(text, "count")) {
        add_piece(r, KP_PIECE_ROWS)->digits = digits;
        return;
    }
    kp_str rest = text, word = kp_str_cut(&rest, ' ');
    if (kp_str_is(word, "合计") || kp_str_is(word, "sum"))
        add_sum(r, kp_str_trim(rest), digits);
    else
        refuse(r, KP2141, inside);
}

static void add_text(line_reader *r, kp_str text)
{
    if (text.n > 0)
        add_piece(r, KP_PIECE_TEXT)->text = kp_str_copy(r->b->arena, text);
}

void kp__read_report_line(kp_build *b, const kp_block *block, const kp_option *option,
                          const kp_report *report, kp_report_line *out)
{
    line_reader r = {b, block, option, report, out, 0};
    kp_str rest = option ? kp__fill_in_month(b, option->value) : KP_NONE;

    *out = (kp_report_line){0};
    if (!option)
        return;
    out->where = kp_block_where(block, block->top, option->col);
    out->where.file = kp_str_copy(b->arena, out->where.file);
    for (;;) {
        size_t open = kp_str_find(rest, KP_STR("{"));
        size_t close = kp_str_find(rest, KP_STR("}"));

        if (open == SIZE_MAX || close == SIZE_MAX || close < open)
            break;
        add_text(&r, kp_str_slice(rest, 0, open));
        add_figure(&r, kp_str_slice(rest, open + 1, close));
        rest = kp_str_slice(rest, close + 1, rest.n);
    }
    add_text(&r, rest);
}
