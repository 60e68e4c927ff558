/* scheme_month.c - the newest month that the dates in a scheme speak of. */
#include "io/cli/run/scheme_month.h"

#include "engine/base/date.h"
#include "rules/read/block.h"

#define NO_DATES_DAY 20089  // 2025-01-01, for schemes without any date

static int32_t first_of_month(int32_t day)
{
    kp_ymd ymd = kp_date_ymd(day);

    ymd.day = 1;
    return kp_date_of(ymd);
}

static int32_t latest_start(kp_cli *cli, const kp_block *block, int32_t latest,
                            kp_diags *quiet)
{
    kp_validity validity;

    if (kp_block_options_validity(cli->arena, block, &validity, quiet) &&
        validity.from > latest)
        latest = validity.from;
    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        if (kp_block_validity(cli->arena, block, i, &validity, quiet) &&
            validity.from > latest)
            latest = validity.from;
    return latest;
}

/* Faults of blocks and dates are told by the compiler. */
int32_t kp_newest_month(kp_cli *cli, const kp_book *book)
{
    kp_diags *quiet = kp_diags_open();
    kp_block *block = NULL;
    size_t n = 0;
    int32_t latest = INT32_MIN;

    if (!quiet)
        return NO_DATES_DAY;
    if (kp_blocks_find(cli->arena, book, &block, &n, quiet) == KP_ENOMEM)
        n = 0;
    for (size_t k = 0; k < n; k++)
        latest = latest_start(cli, &block[k], latest, quiet);
    kp_diags_close(quiet);
    return latest == INT32_MIN ? NO_DATES_DAY : first_of_month(latest);
}
