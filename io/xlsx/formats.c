/* formats.c - fonts, borders and number formats; see formats.h. */
#include "io/xlsx/formats.h"

#include <stdio.h>

enum {
    BODY_POINTS = 10,
    GREY = 0xD9D9D9,
    PALE = 0xF2F2F2,
    RED = 0xC00000,
};

/* "#,##0.00": `whole` and as many digits behind the point. */
static void set_number_format(lxw_format *format, const char *whole, int decimals,
                              const char *tail)
{
    char code[64];

    (void)snprintf(code, sizeof code, "%s%s%.*s%s", whole, decimals > 0 ? "." : "",
                   decimals, "000000000000000000", tail);
    format_set_num_format(format, code);
}

static void align_right(lxw_format *format)
{
    format_set_align(format, LXW_ALIGN_RIGHT);
}

static void set_look(lxw_format *format, kp__wb_look look, int decimals)
{
    switch (look) {
    case KP__MONEY:
        set_number_format(format, "#,##0", decimals, "");
        align_right(format);
        break;
    case KP__NUMBER:
        set_number_format(format, "0", decimals, "");
        align_right(format);
        break;
    case KP__PERCENT:
        set_number_format(format, "0", decimals, "%");
        align_right(format);
        break;
    case KP__TEXT:
        format_set_num_format(format, "@");
        format_set_align(format, LXW_ALIGN_LEFT);
        format_set_indent(format, 1);
        format_set_text_wrap(format);
        break;
    case KP__CENTRE:
        format_set_num_format(format, "@");
        format_set_align(format, LXW_ALIGN_CENTER);
        format_set_text_wrap(format);
        break;
    case KP__ORDINAL:
        format_set_num_format(format, "0");
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    case KP__DATE:
        format_set_num_format(format, "yyyy-mm-dd");
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    case KP__NUMBER_TEXT:
        format_set_num_format(format, "@");
        align_right(format);
        break;
    case KP__FAULT:
        format_set_font_color(format, RED);
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    case KP__DASH:
    case KP__LOOK_COUNT:
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    }
}

static lxw_format *new_format(kp__wb_formats *formats, const char *font, double points)
{
    lxw_format *format = workbook_add_format(formats->workbook);

    if (!format)
        return NULL;
    format_set_font_name(format, font);
    format_set_font_size(format, points);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    return format;
}

static lxw_format *make_cell_format(kp__wb_formats *formats, kp__wb_role role,
                                    kp__wb_look look, int decimals)
{
    lxw_format *format = new_format(formats, "宋体", BODY_POINTS);

    if (!format)
        return NULL;
    format_set_border(format, LXW_BORDER_THIN);
    set_look(format, look, decimals);
    if (role == KP__TOTAL)
        format_set_bold(format);
    if (role == KP__SUBTOTAL) {
        format_set_bold(format);
        format_set_bg_color(format, PALE);
    }
    return format;
}

lxw_format *kp__wb_cell_format(kp__wb_formats *formats, kp__wb_role role,
                               kp__wb_look look, int decimals)
{
    if (look > KP__PERCENT)
        decimals = 0;
    lxw_format **slot = &formats->cell[role][look][decimals];

    if (!*slot)
        *slot = make_cell_format(formats, role, look, decimals);
    return *slot;
}

lxw_format *kp__wb_coloured_format(kp__wb_formats *formats, kp__wb_colour colour,
                                   kp__wb_look look, int decimals)
{
    static const lxw_color_t behind[KP__COLOUR_COUNT] = {
        [KP__RED] = 0xFFC7CE,   [KP__ORANGE] = 0xFCD5B4, [KP__YELLOW] = 0xFFEB9C,
        [KP__GREEN] = 0xC6EFCE, [KP__BLUE] = 0xBDD7EE,   [KP__GREY] = GREY,
    };

    if (colour == KP__PLAIN)
        return kp__wb_cell_format(formats, KP__BODY, look, decimals);
    if (look > KP__PERCENT)
        decimals = 0;
    lxw_format **slot = &formats->coloured[colour][look][decimals];

    if (!*slot) {
        *slot = make_cell_format(formats, KP__BODY, look, decimals);
        if (*slot)
            format_set_bg_color(*slot, behind[colour]);
    }
    return *slot;
}

static void set_frame(lxw_format *format, kp__wb_frame frame)
{
    switch (frame) {
    case KP__TITLE:
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    case KP__SLIP_TITLE:
        format_set_bold(format);
        // Centred without merging: a hundred thousand merged ranges would not open.
        format_set_align(format, LXW_ALIGN_CENTER_ACROSS);
        break;
    case KP__NOTE_RIGHT:
        align_right(format);
        break;
    case KP__HEADING:
        format_set_bold(format);
        format_set_align(format, LXW_ALIGN_CENTER);
        format_set_text_wrap(format);
        format_set_border(format, LXW_BORDER_THIN);
        format_set_bg_color(format, GREY);
        break;
    case KP__CAPITALS:
        format_set_bold(format);
        format_set_align(format, LXW_ALIGN_LEFT);
        format_set_indent(format, 1);
        format_set_border(format, LXW_BORDER_THIN);
        break;
    case KP__CUT:
        format_set_bottom(format, LXW_BORDER_DASHED);
        break;
    case KP__NOTE_LEFT:
    case KP__SIGN:
    case KP__FRAME_COUNT:
        format_set_align(format, LXW_ALIGN_LEFT);
        break;
    }
}

lxw_format *kp__wb_frame_format(kp__wb_formats *formats, kp__wb_frame frame)
{
    lxw_format **slot = &formats->frame[frame];

    if (!*slot) {
        bool title = frame == KP__TITLE;
        *slot = new_format(formats, title ? "黑体" : "宋体", title ? 18 : BODY_POINTS);
        if (*slot)
            set_frame(*slot, frame);
    }
    return *slot;
}
