/* form_checks.c - what a form says and asks while it is filled in: drop-down lists,
 * colours, remarks. */
#include <assert.h>
#include <string.h>

#include "io/xlsx/form_parts.h"

enum {
    TITLE_MOST = 30,     // Excel takes 32 characters
    MESSAGE_MOST = 240,  // and 255
    FORMULA_MOST = KP_FORM_FORMULA_MOST,
    REMARK_MOST = 2000,
    REMARK_WIDTH = 260,  // pixels
    REMARK_LINE = 18,
    REMARK_LINE_UNITS = 20,  // characters, as Chinese ones
};

/* The library keeps copies, but takes char * that it does not change. */
typedef struct texts {
    char title[4 * TITLE_MOST + 1], message[4 * MESSAGE_MOST + 1];
    char formula[FORMULA_MOST + 1];
} texts;

/* As many characters as are allowed, whole ones. */
static char *copy_text(kp_str text, size_t most, char *out)
{
    size_t at = 0;

    for (size_t n = 0; at < text.n && n < most; n++)
        (void)kp_utf8_next(text, &at);
    if (at)
        memcpy(out, text.p, at);
    out[at] = 0;
    return out;
}

static char *copy_formula(kp_str formula, texts *room)
{
    assert(formula.n <= FORMULA_MOST);
    memcpy(room->formula, formula.p, formula.n);
    room->formula[formula.n] = 0;
    return room->formula;
}

static void put_check(kp__form_writer *w, const kp_form_check *check)
{
    texts room;
    lxw_data_validation rule = {
        .validate = LXW_VALIDATION_TYPE_ANY,
        .ignore_blank = LXW_VALIDATION_ON,
        .show_input = check->message.n ? LXW_VALIDATION_ON : LXW_VALIDATION_OFF,
        .show_error = LXW_VALIDATION_ON,
        .error_type = check->firm ? LXW_VALIDATION_ERROR_TYPE_STOP
                                  : LXW_VALIDATION_ERROR_TYPE_WARNING,
        .dropdown = LXW_VALIDATION_ON,
        .input_title = copy_text(check->title, TITLE_MOST, room.title),
        .input_message = copy_text(check->message, MESSAGE_MOST, room.message),
        .error_title = room.title,
        .error_message = room.message,
    };

    if (check->rule != KP_FORM_ANYTHING) {
        rule.validate = check->rule == KP_FORM_ONE_OF
                            ? LXW_VALIDATION_TYPE_LIST_FORMULA
                            : LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
        rule.value_formula = copy_formula(check->formula, &room);
    }
    if (check->bottom > check->top)
        kp__form_try(w, worksheet_data_validation_range(
                            w->out, check->top, (lxw_col_t)check->left,
                            check->bottom - 1, (lxw_col_t)(check->right - 1), &rule));
}

static void put_alarm(kp__form_writer *w, const kp_form_alarm *alarm)
{
    texts room;
    lxw_conditional_format rule = {
        .type = LXW_CONDITIONAL_TYPE_FORMULA,
        .value_string = copy_formula(alarm->formula, &room),
        .format = kp__form_alarm_format(w, alarm->colour),
        .stop_if_true = LXW_TRUE,
    };

    if (alarm->bottom > alarm->top)
        kp__form_try(w, worksheet_conditional_format_range(
                            w->out, alarm->top, (lxw_col_t)alarm->left,
                            alarm->bottom - 1, (lxw_col_t)(alarm->right - 1), &rule));
}

static size_t count_lines(kp_str text)
{
    size_t lines = 1, units = 0;

    for (size_t at = 0; at < text.n;) {
        uint32_t point = kp_utf8_next(text, &at);

        if (point == '\n' || ++units > REMARK_LINE_UNITS) {
            lines++;
            units = 0;
        }
    }
    return lines;
}

static void put_remark(kp__form_writer *w, const kp_form_remark *remark)
{
    lxw_comment_options options = {
        .author = "kpay",
        .width = REMARK_WIDTH,
        .height = (uint16_t)(REMARK_LINE * (count_lines(remark->text) + 1)),
    };

    kp__form_try(w, worksheet_write_comment_opt(
                        w->out, remark->row, (lxw_col_t)remark->col,
                        kp__form_text(w, remark->text, REMARK_MOST), &options));
}

void kp__form_put_checks(kp__form_writer *w)
{
    const kp_form_sheet *sheet = w->sheet;

    for (size_t k = 0; k < sheet->nchecks; k++)
        put_check(w, &sheet->check[k]);
    for (size_t k = 0; k < sheet->nalarms; k++)
        put_alarm(w, &sheet->alarm[k]);
    for (size_t k = 0; k < sheet->nremarks; k++)
        put_remark(w, &sheet->remark[k]);
}
