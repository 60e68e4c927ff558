/* say.c - what the program says: results to stdout, faults and progress to stderr. */
#include <string.h>

#include "io/cli/cmd.h"

#define TEXT_MAX ((size_t)64 << 20)

const char *kp_cli_word(const kp_cli *cli, const char *zh, const char *en)
{
    return cli->lang == KP_LANG_EN ? en : zh;
}

void kp_cli_put(const kp_cli *cli, kp_buf *out, const char *zh, const char *en,
                const kp_str *text)
{
    for (const char *p = kp_cli_word(cli, zh, en); *p; p++) {
        if (p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
            kp_buf_str(out, text[p[1] - '1']);
            p += 2;
        } else {
            kp_buf_char(out, *p);
        }
    }
}

kp_str kp_cli_count(const kp_cli *cli, uint64_t n)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);

    return kp_str_copy(cli->arena, (kp_str){digits, (size_t)length});
}

static void put_to(FILE *file, kp_buf *text)
{
    if (text->n)
        (void)fwrite(text->p, 1, text->n, file);
    kp_buf_free(text);
}

kp_str kp_cli_keep(kp_cli *cli, kp_buf *text)
{
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(text));

    kp_buf_free(text);
    return copy;
}

kp_str kp_cli_names(kp_cli *cli, const kp_str *name, size_t n)
{
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    kp_buf_names(&out, name, n);
    return kp_cli_keep(cli, &out);
}

kp_str kp_cli_amount(kp_cli *cli, kp_decimal amount, int decimals)
{
    kp_buf plain, text;

    if (kp_dec_reduce(amount).scale > decimals)
        decimals = -1;
    kp_buf_init(&plain, KP_DEC_TEXT);
    kp_buf_init(&text, 2 * KP_DEC_TEXT);
    kp_dec_print(amount, decimals, &plain);
    kp_str digits = kp_buf_view(&plain);
    size_t point = kp_str_find(digits, KP_STR("."));
    size_t whole = point == SIZE_MAX ? digits.n : point;
    for (size_t i = 0; i < digits.n; i++) {
        bool first = i == 0 || (i == 1 && digits.p[0] == '-');

        if (i < whole && !first && (whole - i) % 3 == 0)
            kp_buf_char(&text, ',');
        kp_buf_char(&text, digits.p[i]);
    }
    kp_buf_free(&plain);
    return kp_cli_keep(cli, &text);
}

void kp_cli_print(kp_buf *text)
{
    put_to(stdout, text);
}

void kp_cli_progress(kp_cli *cli, const char *zh, const char *en)
{
    if (!cli->terminal || (!zh && !cli->progress))
        return;
    (void)fprintf(stderr, "\r\033[K%s", zh ? kp_cli_word(cli, zh, en) : "");
    (void)fflush(stderr);
    cli->progress = zh != NULL;
}

void kp_cli_show(kp_cli *cli, kp_str prefix, kp_str shown)
{
    cli->shown = kp_arena_grow(cli->arena, cli->shown, &cli->shown_cap, cli->nshown + 1,
                               sizeof *cli->shown);
    cli->shown[cli->nshown++] = (kp_shown_path){prefix, shown};
}

static bool is_shown_by(kp_str file, const kp_shown_path *path)
{
    return kp_str_starts(file, path->prefix) &&
           (file.n == path->prefix.n || file.p[path->prefix.n] == '/');
}

kp_str kp_cli_shown(kp_cli *cli, kp_str file, const kp_shown_path *path, size_t npaths)
{
    const kp_shown_path *by = NULL;
    kp_buf name;

    for (size_t i = 0; i < cli->nshown + npaths && !by; i++) {
        const kp_shown_path *one =
            i < cli->nshown ? &cli->shown[i] : &path[i - cli->nshown];

        by = is_shown_by(file, one) ? one : NULL;
    }
    if (!by)
        return file;
    kp_buf_init(&name, TEXT_MAX);
    kp_buf_str(&name, by->shown);
    if (file.n > by->prefix.n)
        kp_buf_str(&name, kp_str_slice(file, by->prefix.n + !by->shown.n, file.n));
    file = kp_str_copy(cli->arena, kp_buf_view(&name));
    kp_buf_free(&name);
    return file;
}

kp_diag kp_cli_diag_shown(kp_cli *cli, const kp_diag *diag, const kp_shown_path *path,
                          size_t npaths)
{
    kp_diag shown = *diag;

    shown.where.file = kp_cli_shown(cli, diag->where.file, path, npaths);
    for (size_t i = 0; i < sizeof shown.arg / sizeof *shown.arg; i++)
        shown.arg[i] = kp_cli_shown(cli, diag->arg[i], path, npaths);
    shown.next = NULL;
    return shown;
}

/* Kept faults are at most 100 a code; the rest is counted, behind the last one. */
static void put_dropped(kp_cli *cli, kp_buf *text)
{
    for (int code = KP_CODE_NONE + 1; code < KP_CODE_COUNT; code++) {
        size_t n = kp_diags_dropped(cli->diags, (kp_code)code);

        kp_str what[] = {kp_cli_count(cli, n), kp_str_of(kp_code_name((kp_code)code))};

        if (n)
            kp_cli_put(cli, text, "另有 {1} 处同类问题 {2} 没有列出\n",
                       "{1} more of {2} not listed\n", what);
    }
}

void kp_cli_report(kp_cli *cli, const kp_shown_path *path, size_t npaths)
{
    kp_buf text;

    kp_cli_progress(cli, NULL, NULL);
    kp_buf_init(&text, TEXT_MAX);
    kp_diags_sort(cli->diags);
    for (const kp_diag *diag = kp_diags_first(cli->diags); diag; diag = diag->next) {
        kp_diag shown = kp_cli_diag_shown(cli, diag, path, npaths);

        kp_diag_print(&shown, cli->lang, &text);
    }
    put_dropped(cli, &text);
    (void)fflush(stdout);
    put_to(stderr, &text);
    cli->told = true;
}

kp_exit kp_cli_exit(kp_status status)
{
    switch (status) {
    case KP_OK:
        return KP_EXIT_DONE;
    case KP_EINVALID:
        return KP_EXIT_FINDINGS;
    case KP_EIO:
        return KP_EXIT_IO;
    case KP_ENOMEM:
    case KP_EINTERNAL:
        break;
    }
    return KP_EXIT_INTERNAL;
}
