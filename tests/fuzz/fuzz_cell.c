/* fuzz_cell.c - any text in a cell of any kind of column.
 *
 * The first bytes choose the column.  A value comes without an error code of its own, a
 * refusal with one; a number that was read prints and reads back as itself.
 */
#include "fuzz_desk.h"
#include "rules/read/cell.h"

static const kp_cell_kind kinds[] = {KP_CELL_TEXT,  KP_CELL_NUMBER, KP_CELL_DATE,
                                     KP_CELL_BOOL,  KP_CELL_FAULT,  KP_CELL_UNCACHED,
                                     KP_CELL_EMPTY, KP_CELL_TEXT};

static void look_at_number(kp_arena *arena, kp_decimal num)
{
    const kp_cell_want want = {KP_NUM, KP_UNIT_NONE, -1};
    kp_cell_got again;
    kp_buf text;

    // A workbook may store 77e-92, which nobody types.
    if (num.scale > KP_DEC_DIGITS || num.scale < -KP_DEC_DIGITS)
        return;
    kp_buf_init(&text, KP_DEC_TEXT);
    kp_dec_print(num, -1, &text);
    kp_cell cell = {.p = text.p, .n = (uint32_t)text.n, .kind = KP_CELL_TEXT};
    fuzz_promise(kp_cell_read(arena, &cell, &want, &again) == KP_CELL_OK &&
                 kp_dec_cmp(again.num, num) == 0);
    kp_buf_free(&text);
}

static void look_at(kp_arena *arena, const kp_cell_want *want, kp_cell_result result,
                    const kp_cell_got *got)
{
    char date[KP_DATE_TEXT];

    fuzz_promise(result != KP_CELL_BAD ||
                 kp_code_severity(got->code) == KP_ERROR_SEVERITY);
    if (result != KP_CELL_OK)
        return;
    fuzz_promise(got->code == KP_CODE_NONE ||
                 kp_code_severity(got->code) != KP_ERROR_SEVERITY);
    if (want->kind == KP_NUM) {
        fuzz_promise(want->decimals < 0 || got->num.scale <= want->decimals ||
                     kp_dec_reduce(got->num).scale <= want->decimals);
        look_at_number(arena, got->num);
    }
    if (want->kind == KP_DATE)
        kp_date_print(got->date, date);
    if (want->kind == KP_TEXT)
        fuzz_promise(kp_utf8_valid(got->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_desk d;

    if (size < 2 || !kp_utf8_valid((kp_str){(const char *)data + 2, size - 2}))
        return 0;
    const kp_cell_want want = {(kp_kind)(data[0] % 5), (kp_unit)(data[0] / 5 % 4),
                               data[1] / 8 % 14 - 1};
    kp_cell cell = {.p = (const char *)data + 2,
                    .n = (uint32_t)(size - 2),
                    .kind = (uint8_t)kinds[data[1] % 8]};
    kp_cell_got got;

    fuzz_open(&d);
    kp_arena_guard(d.arena, &d.exhausted);
    if (setjmp(d.exhausted) == 0) {
        look_at(d.arena, &want, kp_cell_read(d.arena, &cell, &want, &got), &got);
        (void)kp_cell_says_missing(&cell);
    }
    fuzz_close(&d);
    return 0;
}
