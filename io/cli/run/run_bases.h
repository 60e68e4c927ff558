/* run_bases.h - where the base of a scheme is. */
#ifndef KP_IO_CLI_RUN_RUN_BASES_H
#define KP_IO_CLI_RUN_RUN_BASES_H

#include "io/cli/run/run_sources.h"

typedef struct kp_base {
    kp_str folder;
    const char *place;  // of its files in a run folder: rules/继承/1
    bool aside;         // it stands in sheets of a workbook, not in `folder`
    uint8_t layer;      // of that workbook
    kp_str inside;      // its place there: 继承/1
} kp_base;

/* The base of the last layer that was read; false when it has none, or when it cannot
 * be had: then *worst and a fault say so. */
bool kp_find_base(kp_cli *cli, const kp_sources *sources, kp_base *out,
                  kp_status *worst);

#endif
