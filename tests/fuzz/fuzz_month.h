/* fuzz_month.h - a sample's month for fuzz entries: its files, its scheme.
 *
 * The sample is read from $SOURCE/samples/start (the folder above when SOURCE is not
 * set); its bytes stay for the life of the process, everything else is made anew.
 */
#ifndef KP_TESTS_FUZZ_MONTH_H
#define KP_TESTS_FUZZ_MONTH_H

#include <stdio.h>
#include <string.h>

#include "fuzz_desk.h"
#include "io/csv/csv_read.h"
#include "io/files/files.h"
#include "rules/compile.h"

#define FUZZ_JANUARY 20089  // 2025-01-01
#define FUZZ_FILES 16

typedef struct fuzz_files {
    size_t n;
    kp_str name[FUZZ_FILES], bytes[FUZZ_FILES];
} fuzz_files;

/* All CSV files below a folder of the sample. */
static inline void fuzz_read_folder(kp_arena *arena, const char *below, fuzz_files *out)
{
    const char *source = getenv("SOURCE");
    kp_diags *diags = kp_diags_open();
    kp_file_list list = {0};
    kp_buf path;

    kp_buf_init(&path, 4096);
    kp_buf_z(&path, source ? source : "../..");
    kp_buf_z(&path, "/samples/start/");
    kp_buf_z(&path, below);
    kp_str folder = kp_str_copy(arena, kp_buf_view(&path));
    kp_buf_free(&path);
    if (kp_file_list_read(folder, &list, diags) != KP_OK || list.n > FUZZ_FILES) {
        (void)fprintf(stderr, "set SOURCE to the repository\n");
        exit(2);
    }
    for (size_t i = 0; i < list.n; i++) {
        out->name[i] = kp_str_copy(arena, list.names[i]);
        fuzz_promise(kp_file_read(arena, folder, out->name[i], KP_CSV_MAX_BYTES,
                                  &out->bytes[i], diags) == KP_OK);
    }
    out->n = list.n;
    kp_file_list_free(&list);
    kp_diags_close(diags);
}

static inline kp_status fuzz_add_sheet(kp_book *book, kp_str name, kp_str bytes,
                                       kp_diags *diags)
{
    kp_status status = kp_csv_read(book, name, bytes, diags);

    if (status != KP_OK)
        kp_book_lose(book, name);
    return status;
}

/* The standard packs that the scheme uses. */
static inline void fuzz_add_packs(kp_arena *arena, kp_book *book, kp_diags *diags)
{
    kp_use *use = NULL;
    size_t n = kp_rules_uses(arena, book, &use);

    for (size_t k = 0; k < n; k++) {
        kp_str text = kp_standard_pack(use[k].name);

        if (text.n)
            fuzz_promise(fuzz_add_sheet(book, use[k].name, text, diags) == KP_OK);
        else
            kp_book_lose(book, use[k].name);
    }
}

#endif
