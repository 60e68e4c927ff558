/* form_formats.c - how cells of a form look, each format made once. */
#include <stdio.h>

#include "io/xlsx/form_parts.h"

enum {
    BODY_POINTS = 10,
    TITLE_POINTS = 14,
    INK = 0x1F3864,     // dark blue
    DEEP = 0x305496,    // behind keywords
    LIGHT = 0xD9E2F3,   // behind headings
    NEEDED = 0xFFE699,  // behind headings of what must be filled in
    GREY = 0x7F7F7F,
    LINE = 0xBFBFBF,
    PALE = 0xF2F2F2,
    RED = 0xFFC7CE,
    RED_INK = 0x9C0006,
    ORANGE = 0xFFD8A8,
    YELLOW = 0xFFF2CC,
};

static void frame(lxw_format *format)
{
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, LINE);
}

static void set_heading(lxw_format *format, lxw_color_t behind)
{
    frame(format);
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_CENTER);
    format_set_bg_color(format, behind);
}

static void set_look(lxw_format *format, kp_form_look look)
{
    switch (look) {
    case KP_FORM_BARE:
        break;
    case KP_FORM_BODY:
        frame(format);
        break;
    case KP_FORM_KEYWORD:
        format_set_bold(format);
        format_set_font_color(format, LXW_COLOR_WHITE);
        format_set_bg_color(format, DEEP);
        break;
    case KP_FORM_HEADING:
        set_heading(format, LIGHT);
        break;
    case KP_FORM_NEEDED:
        set_heading(format, NEEDED);
        break;
    case KP_FORM_TITLE:
        format_set_bold(format);
        format_set_font_size(format, TITLE_POINTS);
        format_set_font_color(format, INK);
        break;
    case KP_FORM_NOTE:
        format_set_font_color(format, GREY);
        break;
    case KP_FORM_HINT:
        frame(format);
        format_set_font_color(format, GREY);
        format_set_font_size(format, BODY_POINTS - 1);
        format_set_text_wrap(format);
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        break;
    case KP_FORM_EXAMPLE:
        frame(format);
        format_set_italic(format);
        format_set_font_color(format, GREY);
        format_set_bg_color(format, PALE);
        break;
    case KP_FORM_LINK:
        frame(format);
        format_set_font_color(format, DEEP);
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
        break;
    }
}

static void set_digits(lxw_format *format, const char *whole, int decimals,
                       const char *open, const char *tail)
{
    char code[64];

    if (decimals < 0)
        (void)snprintf(code, sizeof code, "%s%s%s", whole, open, tail);
    else
        (void)snprintf(code, sizeof code, "%s%s%.*s%s", whole, decimals ? "." : "",
                       decimals, "000000000000", tail);
    format_set_num_format(format, code);
}

static void set_shape(lxw_format *format, kp_form_style style)
{
    switch ((kp_form_shape)style.shape) {
    case KP_FORM_TEXT:
        format_set_num_format(format, "@");
        break;
    case KP_FORM_NUMBER:
        if (style.decimals >= 0)
            set_digits(format, "0", style.decimals, "", "");
        break;
    case KP_FORM_MONEY:
        set_digits(format, "#,##0", style.decimals, ".00######", "");
        break;
    case KP_FORM_PERCENT:
        // Of the fraction two digits stand before the point of the percentage.
        set_digits(format, "0", style.decimals < 2 ? -1 : style.decimals - 2,
                   ".00########", "%");
        break;
    case KP_FORM_DAY:
        format_set_num_format(format, "yyyy-mm-dd");
        break;
    }
}

static lxw_format *make_format(kp__form_writer *w, kp_form_style style, bool wrapped)
{
    lxw_format *format = workbook_add_format(w->workbook);

    if (!format)
        return NULL;
    format_set_font_name(format, "宋体");
    format_set_font_size(format, BODY_POINTS);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    set_shape(format, style);
    set_look(format, (kp_form_look)style.look);
    if (wrapped)
        format_set_text_wrap(format);
    if (style.open)
        format_set_unlocked(format);
    return format;
}

static bool is_same_style(kp_form_style a, kp_form_style b)
{
    return a.look == b.look && a.shape == b.shape && a.decimals == b.decimals &&
           a.open == b.open;
}

lxw_format *kp__form_format_of(kp__form_writer *w, kp_form_style style, bool wrapped)
{
    for (size_t k = 0; k < w->nformats; k++)
        if (is_same_style(w->format[k].style, style) && w->format[k].wrapped == wrapped)
            return w->format[k].format;
    if (w->nformats == KP__FORM_FORMATS)
        return NULL;  // no format; more looks than these cannot be told apart anyway
    kp__form_format *made = &w->format[w->nformats++];
    *made = (kp__form_format){style, wrapped, make_format(w, style, wrapped)};
    return made->format;
}

lxw_format *kp__form_alarm_format(kp__form_writer *w, kp_form_colour colour)
{
    static const lxw_color_t behind[] = {RED, ORANGE, YELLOW};
    lxw_format **slot = &w->alarm[colour];

    if (*slot)
        return *slot;
    *slot = workbook_add_format(w->workbook);
    if (*slot) {
        format_set_bg_color(*slot, behind[colour]);
        if (colour == KP_FORM_WRONG)
            format_set_font_color(*slot, RED_INK);
    }
    return *slot;
}
