/* run_sources.h - the files a run reads, as bytes and as sheets.
 *
 * Tables are Excel workbooks and CSV files, in folders or one file alone.
 *
 * A file is named by its place in the run folder (rules/…, inputs/…, prev/…), also
 * while there is none: so that the log of a run and of its replay say the same,
 * whatever the user's folders are called.
 *
 * Ownership: everything lives in the arena of the kp_cli.
 * Errors:    all faults of all files go to cli->diags; KP_EINVALID or KP_EIO when there
 *            was any, after all files have been looked at.
 */
#ifndef KP_IO_CLI_RUN_RUN_SOURCES_H
#define KP_IO_CLI_RUN_RUN_SOURCES_H

#include "io/cli/cmd.h"
#include "rules/compile.h"
#include "rules/sheets/inherit.h"

#define KP_RULES_PLACE "rules"
#define KP_INPUTS_PLACE "inputs"
#define KP_PREV_PLACE "prev"
#define KP_PACKS_PLACE "标准"  // inside a scheme: packs of its own, named by 引用
#define KP_BASES_PLACE                                                                 \
    "继承"  // inside a scheme: copies of its bases, in folders 1, 2, …

typedef struct kp_source_file {
    kp_str name;  // "inputs/员工-考勤.csv"
    kp_str bytes;
    const kp_sheet *const *sheet;  // of a workbook in its order
    size_t nsheets;                // 0 when it is no table (run.skel)
} kp_source_file;

#define KP_TRIAL_PLACE "试算"  // inside a scheme: what a trial lays on top of it

/* A sheet of a workbook that was a file of the scheme's folder 标准 or 继承. */
typedef struct kp_aside_sheet {
    kp_sheet *sheet;  // NULL once it was asked for
    kp_str file;
    uint8_t layer;  // of the workbook
} kp_aside_sheet;

#define KP_MOST_LAYERS 8  // a scheme, its base, the base of that …

typedef struct kp_sources {
    kp_book
        book;  // of a scheme: what it and its bases come to (rules/sheets/inherit.h)
    kp_book typed;  // of a scheme: all sheets as they were read
    kp_overrides overrides;
    kp_str folder[KP_MOST_LAYERS];     // of the scheme, of its base, …
    uint8_t nlayers, layer;            // layer: of the folder being read
    const struct kp_overlay *overlay;  // of a scheme: wanted by the user; NULL: none
    bool trial;                        // an overlay lies on top of the scheme
    kp_aside_sheet *aside;
    size_t naside, aside_cap;
    kp_source_file *file;
    size_t n, cap;
} kp_sources;

void kp_sources_init(kp_sources *sources, kp_arena *arena);

/* All tables below a folder, in byte order of their names; or one file. */
KP_CHECK kp_status kp_sources_read_data(kp_cli *cli, kp_str path, kp_sources *out);
/* The same for a scheme, the bases it extends, and the standard packs that they use.  A
 * pack standing in the scheme's own folder 标准 comes before the one shipped with the
 * program, and a base in its folder 继承/1, 继承/2 … before the one that 说明 names, so
 * that rules/ of a run folder is a scheme that needs nothing else.  The sheets of a
 * workbook stand in these folders when its 目录 says so. */
KP_CHECK kp_status kp_sources_read_scheme(kp_cli *cli, kp_str path, kp_sources *out);

/* The standard packs that the book uses, for who has put it together otherwise. */
KP_CHECK kp_status kp_sources_read_packs(kp_cli *cli, kp_sources *out);

/* One file of a folder; a table is also read into the book. */
KP_CHECK kp_status kp_sources_read_file(kp_cli *cli, kp_str folder, kp_str name,
                                        const char *place, bool is_table,
                                        kp_sources *out);

/* Bytes that are there already, as a table of that name. */
KP_CHECK kp_status kp_sources_add_table(kp_cli *cli, kp_str name, kp_str bytes,
                                        kp_sources *out);

/* In byte order of names, as a folder is read: a replay will find them in this order.
 */
void kp_sources_sort(kp_sources *sources);

/* "a/b", in the arena. */
kp_str kp_path_join(kp_arena *arena, kp_str a, kp_str b);
/* The folder that a path of sources means: itself, or where the file stands. */
kp_str kp_path_sources(kp_str path);
/* Without slashes at the end. */
kp_str kp_path_of(const char *typed);

#endif
