/* children.c - work in processes of their own; see children.h. */
#define _GNU_SOURCE
#include "io/files/children.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/files/system.h"

#define MOST_CHILDREN 64
#define MOST_SAID ((size_t)64 << 20)

typedef struct child {
    pid_t pid;  // 0: nobody
    size_t i;
    FILE *said;
} child;

static kp_status cannot_start(kp_diags *diags)
{
    char why[KP__WHY_MAX];

    (void)kp_fail(diags, KP6706, KP_NOWHERE, KP_NONE, kp__sys_why(errno, why), KP_NONE,
                  KP_NONE);
    return KP_EIO;
}

/* Never returns: neither the caller's handlers nor its buffers are the child's. */
static void be_the_child(const kp_children *children, const child *c)
{
    int fd = fileno(c->said);

    if (dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
        _exit(4);
    int code = children->work(children->context, c->i);

    _exit(fflush(NULL) == 0 ? code : 3);
}

static bool start(const kp_children *children, child *c, size_t i)
{
    *c = (child){.i = i, .said = tmpfile()};
    if (!c->said)
        return false;
    (void)fflush(NULL);  // what is buffered must not be printed twice
    c->pid = fork();
    if (c->pid == 0)
        be_the_child(children, c);
    if (c->pid > 0)
        return true;
    int error = errno;

    (void)fclose(c->said);
    errno = error;
    c->pid = 0;
    return false;
}

static void read_all(FILE *file, kp_buf *out)
{
    char bytes[1 << 12];
    size_t n;

    rewind(file);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        kp_buf_put(out, bytes, n);
}

static void tell_end(const kp_children *children, child *c, int status)
{
    kp_child_end end = {.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                        .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0};
    kp_buf said;

    kp_buf_init(&said, MOST_SAID);
    read_all(c->said, &said);
    (void)fclose(c->said);
    end.said = kp_buf_view(&said);
    children->ended(children->context, c->i, &end);
    kp_buf_free(&said);
    c->pid = 0;
}

static void wait_for_one(const kp_children *children, child *running, unsigned most)
{
    int status;
    pid_t pid;

    do
        pid = waitpid(-1, &status, 0);
    while (pid < 0 && errno == EINTR);
    for (unsigned k = 0; k < most; k++)
        if (pid > 0 && running[k].pid == pid)
            tell_end(children, &running[k], status);
}

static child *free_place(child *running, unsigned most)
{
    for (unsigned k = 0; k < most; k++)
        if (running[k].pid == 0)
            return &running[k];
    return NULL;
}

static bool any_runs(const child *running, unsigned most)
{
    for (unsigned k = 0; k < most; k++)
        if (running[k].pid != 0)
            return true;
    return false;
}

kp_status kp_children_run(const kp_children *children, size_t n, unsigned most,
                          kp_diags *diags)
{
    child running[MOST_CHILDREN] = {{0}};
    kp_status status = KP_OK;

    most = most < 1 ? 1 : most > MOST_CHILDREN ? MOST_CHILDREN : most;
    for (size_t i = 0; i < n && status == KP_OK;) {
        child *place = free_place(running, most);

        if (place && start(children, place, i)) {
            i++;
        } else if (any_runs(running, most)) {
            wait_for_one(children, running, most);
        } else {
            status = cannot_start(diags);
        }
    }
    while (any_runs(running, most))
        wait_for_one(children, running, most);
    return status;
}
