/* run_outlet.h - where the files of a run go: into a new folder, or against an old one.
 *
 * A replay writes what the run wrote, into an outlet that compares instead of keeping.
 *
 * Errors:   begin, end, path and adopt report theirs; put shows at the end.
 * Threads:  one.  One file is open at a time.
 */
#ifndef KP_IO_CLI_RUN_RUN_OUTLET_H
#define KP_IO_CLI_RUN_RUN_OUTLET_H

#include "engine/base/symbols.h"
#include "io/cli/run/run_sources.h"

typedef struct kp_outlet kp_outlet;
struct kp_outlet {
    kp_status (*begin)(kp_outlet *outlet, kp_str name);
    void (*put)(kp_outlet *outlet, kp_str bytes);
    kp_status (*end)(kp_outlet *outlet, kp_digest *digest);
    /* For the workbook, which a library writes: where to, and that it is there. */
    kp_status (*path)(kp_outlet *outlet, kp_str name, kp_buf *out);
    kp_status (*adopt)(kp_outlet *outlet, kp_str name);
    /* For files whose bytes depend on the machine: false where nobody would look at
     * them, and the file belongs to the run all the same. */
    bool (*keeps)(kp_outlet *outlet, kp_str name);
};

/* begin, put, end. */
KP_CHECK kp_status kp_outlet_write(kp_outlet *outlet, kp_str name, kp_str bytes,
                                   kp_digest *digest);

/* The outlet into cli->folder. */
typedef struct kp_folder_outlet {
    kp_outlet outlet;
    kp_cli *cli;
    kp_out_file *file;
} kp_folder_outlet;
void kp_folder_outlet_init(kp_folder_outlet *outlet, kp_cli *cli);

/* The outlet that compares with the files of a run folder.  The first difference of
 * every file is a fault: KP6025 with row and field in tables/, KP6024 with the byte
 * elsewhere. Ends with the whole file read, so that later files are compared too. */
typedef struct kp_compare_outlet {
    kp_outlet outlet;
    kp_cli *cli;
    kp_diags *diags;  // for differences alone
    kp_str run;       // the folder
    kp_hash *hash;
    kp_str name, old;  // the file that is there
    size_t at;         // bytes written now
    size_t passed;     // bytes of the old file that are done with
    bool missing, differs, broken;
    size_t differs_at, before;
    kp_buf made;     // tables: all that was written; else around the difference
    kp_map written;  // names of all files
    size_t nfiles, ndiffering;
    char temporary[512];  // folder for workbooks
    kp_map workbooks;     // their numbers there, by name
    size_t nworkbooks;
    bool has_temporary;
} kp_compare_outlet;
KP_CHECK kp_status kp_compare_outlet_open(kp_compare_outlet *outlet, kp_cli *cli,
                                          kp_str run, kp_diags *diags);
/* Also after a failed open. */
void kp_compare_outlet_close(kp_compare_outlet *outlet);

#endif
