/* help.c - the table of help.def; see help.h. */
#include "rules/sheets/help.h"

static const kp_heading_help rows[] = {
#define HELP(kind, heading, words, zh, en) {KP_BLOCK_##kind, heading, words, zh, en},
#include "rules/sheets/help.def"
#undef HELP
};

const kp_heading_help *kp_heading_help_of(kp_block_kind kind, kp_str folded)
{
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if ((rows[k].kind == kind || rows[k].kind == KP_BLOCK_KINDS) &&
            kp_str_is(folded, rows[k].heading))
            return &rows[k];
    return NULL;
}

const kp_heading_help *kp_block_help(kp_block_kind kind)
{
    return kp_heading_help_of(kind, KP_NONE);
}
