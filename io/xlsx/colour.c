/* colour.c - which colour a layout wants behind a cell; see colour.h. */
#include "io/xlsx/colour.h"

#include "engine/report_rows.h"

kp_str kp__wb_colour_name(const kp_run *run, const kp_report_column *column, size_t row,
                          kp_buf *text)
{
    if (!column->coloured ||
        kp_report_value(run, column->colour, row).state != KP_VALUE)
        return KP_NONE;
    kp_buf_clear(text);
    kp_report_show(run, column->colour, row, text);
    return kp_buf_view(text);
}

bool kp__wb_colour_named(kp_str name, kp__wb_colour *out)
{
    static const struct {
        const char *zh, *en;
    } names[KP__COLOUR_COUNT] = {
        [KP__PLAIN] = {"", "none"},      [KP__RED] = {"红", "red"},
        [KP__ORANGE] = {"橙", "orange"}, [KP__YELLOW] = {"黄", "yellow"},
        [KP__GREEN] = {"绿", "green"},   [KP__BLUE] = {"蓝", "blue"},
        [KP__GREY] = {"灰", "grey"},
    };

    for (size_t k = 0; k < KP__COLOUR_COUNT; k++)
        if (kp_str_is(name, names[k].zh) || kp_str_is(name, names[k].en)) {
            *out = (kp__wb_colour)k;
            return true;
        }
    *out = KP__PLAIN;
    return false;
}
