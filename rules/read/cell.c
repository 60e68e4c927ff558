/* cell.c - one typed cell as a value: the hall from which the readers are reached.
 *
 * What makes a cell unreadable whatever its column wants is settled here: faults of a
 * spreadsheet, formulas without a result, formulas in data, a column of # signs.
 */
#include "rules/read/cell_parts.h"

#include "engine/base/fold.h"

kp_cell_result kp__cell_bad(kp_cell_got *got, kp_code code, kp_str arg1)
{
    got->code = code;
    got->arg1 = arg1;
    return KP_CELL_BAD;
}

static bool is_one_of(kp_str text, const char *const *words)
{
    for (; *words; words++)
        if (kp_str_is(text, *words))
            return true;
    return false;
}

/* Exported as text, a fault looks like this. */
static bool is_fault_text(kp_str text)
{
    static const char *const faults[] = {
        "#N/A",   "#REF!",   "#DIV/0!", "#VALUE!", "#NAME?",        "#NUM!",
        "#NULL!", "#SPILL!", "#CALC!",  "#FIELD!", "#GETTING_DATA", NULL,
    };

    return text.n > 0 && text.p[0] == '#' && is_one_of(text, faults);
}

static bool is_only_hashes(kp_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '#')
            return false;
    return text.n >= 3;
}

bool kp_cell_says_missing(const kp_cell *cell)
{
    static const char *const signs[] = {
        "-",  "--",  "—",   "——",  "–",  "―",    "/",    "\\", "无",
        "缺", "N/A", "n/a", "N/a", "NA", "暂无", "暂缺", NULL,
    };
    kp__narrow narrow;

    if (kp_cell_is_blank(cell))
        return true;
    // None of the signs holds a digit; most cells begin with one.
    if (cell->kind != KP_CELL_TEXT || (cell->p[0] >= '0' && cell->p[0] <= '9'))
        return false;
    kp__narrow_text(kp_cell_text(cell), &narrow);
    return narrow.fits && is_one_of(kp__narrow_view(&narrow), signs);
}

/* True when the cell cannot be read, whatever is wanted; got then says why. */
static bool is_hopeless(const kp_cell *cell, kp_cell_got *got)
{
    kp_str text = kp_str_trim(kp_cell_text(cell));

    if (cell->kind == KP_CELL_FAULT ||
        (cell->kind == KP_CELL_TEXT && is_fault_text(text)))
        return kp__cell_bad(got, KP1101, text), true;
    if (cell->kind == KP_CELL_UNCACHED)
        return kp__cell_bad(got, KP1102, text), true;
    if (cell->kind != KP_CELL_TEXT)
        return false;
    if (text.n > 0 && text.p[0] == '=')
        return kp__cell_bad(got, KP1103, text), true;
    if (is_only_hashes(text))
        return kp__cell_bad(got, KP1104, KP_NONE), true;
    return false;
}

kp_cell_result kp_cell_read(kp_arena *arena, const kp_cell *cell,
                            const kp_cell_want *want, kp_cell_got *got)
{
    *got = (kp_cell_got){0};
    if (kp_cell_is_blank(cell))
        return KP_CELL_BLANK;
    if (is_hopeless(cell, got))
        return KP_CELL_BAD;
    if (want->kind == KP_TEXT || want->kind == KP_LINK)
        return kp__cell_text(arena, cell, got);
    if (kp_cell_says_missing(cell))
        return KP_CELL_BLANK;
    if (want->kind == KP_NUM)
        return kp__cell_number(arena, cell, want, got);
    if (want->kind == KP_DATE)
        return kp__cell_date(arena, cell, got);
    return kp__cell_bool(cell, got);
}

static bool is_yes(kp_str text)
{
    static const char *const words[] = {"是",   "√",    "✓",   "✔",   "Y",
                                        "y",    "YES",  "Yes", "yes", "TRUE",
                                        "True", "true", "1",   NULL};

    return is_one_of(text, words);
}

static bool is_no(kp_str text)
{
    static const char *const words[] = {"否",    "×",     "✗",  "✘",  "N",
                                        "n",     "NO",    "No", "no", "FALSE",
                                        "False", "false", "0",  NULL};

    return is_one_of(text, words);
}

kp_cell_result kp__cell_bool(const kp_cell *cell, kp_cell_got *got)
{
    kp__narrow narrow;

    kp__narrow_text(kp_cell_text(cell), &narrow);
    kp_str text = kp__narrow_view(&narrow);
    // A workbook's date or odd number is never a yes or a no.
    if (!narrow.fits || cell->kind == KP_CELL_DATE)
        return kp__cell_bad(got, KP1140, kp_cell_text(cell));
    if (!is_yes(text) && !is_no(text))
        return kp__cell_bad(got, KP1140, kp_cell_text(cell));
    got->flag = is_yes(text);
    return KP_CELL_OK;
}
