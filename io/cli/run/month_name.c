/* month_name.c - how a month is written, and before what its files' names stand. */
#include <string.h>

#include "io/cli/run/correction.h"
#include "io/cli/run/run_month.h"

void kp_month_print(int32_t day, char out[KP_MONTH_TEXT])
{
    char date[KP_DATE_TEXT];

    kp_date_print(day, date);
    memcpy(out, date, KP_MONTH_TEXT - 1);
    out[KP_MONTH_TEXT - 1] = '\0';
}

const char *kp_month_out_place(const kp_month *month)
{
    if (month->corrects.n)
        return "out/" KP_CORRECTION_MARK "-";
    return month->scheme.trial ? "out/" KP_TRIAL_PLACE "-" : "out/";
}
