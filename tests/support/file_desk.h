/* file_desk.h - a folder of its own for every test, and a hook that breaks system
 * calls. Opened and closed by every test (FILE_DESK); single-threaded. */
#ifndef KP_TESTS_SUPPORT_FILE_DESK_H
#define KP_TESTS_SUPPORT_FILE_DESK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/files/files.h"
#include "io/files/folder.h"
#include "io/files/system.h"

typedef struct desk {
    char dir[64];
    kp_arena *arena;
    kp_diags *diags;
} desk;

static inline int open_desk(void **state)
{
    static desk d;

    snprintf(d.dir, sizeof d.dir, "%s", "/tmp/kpay-test-XXXXXX");
    d.arena = kp_arena_open(0);
    d.diags = kp_diags_open();
    *state = &d;
    return mkdtemp(d.dir) && d.arena && d.diags ? 0 : -1;
}

/* Everything below the desk, hidden things too. */
static inline void clean(const char *dir)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;

    while (folder && (entry = readdir(folder)) != NULL) {
        char path[512];

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int n = snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        if (n < (int)sizeof path && unlink(path) != 0)
            clean(path);
    }
    if (folder)
        closedir(folder);
    rmdir(dir);
}

static inline int close_desk(void **state)
{
    desk *d = *state;

    kp__sys_set_hook(NULL, NULL);
    clean(d->dir);
    kp_diags_close(d->diags);
    kp_arena_close(d->arena);
    return 0;
}

static inline const char *path_of(const desk *d, const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", d->dir, name);
    return path;
}

static inline void put_file(const desk *d, const char *name, const char *text)
{
    FILE *file = fopen(path_of(d, name), "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static inline size_t count_entries(const char *dir)
{
    DIR *folder = opendir(dir);
    size_t n = 0;

    assert_non_null(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n - 2;
}

static inline kp_code first_code(const desk *d)
{
    const kp_diag *diag = kp_diags_first(d->diags);

    return diag ? diag->code : KP_CODE_NONE;
}

typedef struct breaker {
    int at;        // the call to break, from 1; 0 none
    bool forever;  // and all after it
    int error;
    int calls;
} breaker;

static inline bool break_calls(void *context, const char *call)
{
    breaker *b = context;
    (void)call;

    b->calls++;
    if (b->at == 0 || b->calls < b->at || (b->calls > b->at && !b->forever))
        return false;
    errno = b->error;
    return true;
}

static inline kp_str read_whole(desk *d, const char *name)
{
    kp_str bytes = KP_NONE;

    assert_int_equal(kp_file_read(d->arena, kp_str_of(d->dir), kp_str_of(name), 1 << 20,
                                  &bytes, d->diags),
                     KP_OK);
    return bytes;
}

#define FILE_DESK(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

#endif
