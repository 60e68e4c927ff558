/* group.h - a group of schemes: a typed list, every run in a process of its own, and
 * the scheme one level up that is filled from their tables.
 *
 *   OUT/runs/<name>   the run folder of each scheme that could be calculated
 *   OUT/group         the run folder of the scheme above them
 *
 * Ownership: everything in the arena of the kp_cli.
 * Errors:    a scheme that cannot be calculated is told and stops no other.
 */
#ifndef KP_IO_CLI_GROUP_GROUP_H
#define KP_IO_CLI_GROUP_GROUP_H

#include "io/cli/run/run_month.h"

typedef struct kp_group_item {
    kp_str name, scheme, data, prev;  // paths as the program opens them
    kp_where where;                   // of its name in the list
    kp_str out;                       // its run folder
    bool lost;                        // a folder of it is not there; told
    bool done;                        // the run folder is there
    kp_exit code;
    int signal;
    kp_str said, head;  // what its run printed; hex of its log's head
} kp_group_item;

typedef struct kp_group {
    int32_t day;
    unsigned threads;
    kp_str out, prev;  // prev: OUT of the month before, or empty
    kp_lang lang;
    size_t n;
    kp_group_item *item;  // by name
} kp_group;

/* ---- group_list.c ---- */

/* Rows of the list, by name.  Faults of the list itself are told and nothing is run. */
KP_CHECK kp_status kp__group_list(kp_cli *cli, kp_str file, kp_group *group);

/* ---- group_run.c ---- */

/* Run all of them; what each of them had to say goes to stderr in order of names. */
KP_CHECK kp_status kp__group_run(kp_cli *cli, kp_group *group);

/* ---- group_gather.c ---- */

/* kp_month_more: the gathered tables; context is the kp_group. */
kp_status kp__group_gather(kp_cli *cli, kp_month *month, void *context);

#endif
