/* cmd_dmn_tck.c - kpay dmn tck: folders of the conformance suite, a line each.
 *
 * A folder holds one or more models and test cases; a folder above such folders stands
 * for all of them.  Each has its own memory.
 */
#include <stdio.h>

#include "io/cli/cmd_dmn.h"
#include "io/cli/run/run_sources.h"
#include "io/dmn/tck.h"
#include "io/files/files.h"

typedef struct tally {
    size_t passed, failed, unsupported;
} tally;

typedef struct suite {
    kp_cli *cli;
    kp_columns columns;
    kp_buf detail;  // failing cases, under --verbose
    bool verbose, broken;
    tally all;
} suite;

/* One folder being tried. */
typedef struct trial {
    suite *suite;
    kp_arena *arena;
    kp_str folder;
    tally tally;
    kp_buf features;
} trial;

static void add_feature(trial *t, kp_str feature)
{
    if (kp_str_find(kp_buf_view(&t->features), feature) != SIZE_MAX)
        return;
    kp_buf_z(&t->features, t->features.n > 0 ? "; " : "");
    kp_buf_str(&t->features, feature);
}

static void tell_failure(trial *t, const kp_tck_case *one,
                         const kp_tck_judgement *judgement)
{
    kp_str text[] = {t->folder, one->id, judgement->decision, judgement->expected,
                     judgement->actual};

    if (t->suite->verbose)
        kp_cli_put(
            t->suite->cli, &t->suite->detail,
            "失败 {1} 用例 {2} 决策 {3}\n    应为 {4}\n    实为 {5}\n",
            "failed {1} case {2} decision {3}\n    expected {4}\n    actual   {5}\n",
            text);
}

static kp_status try_case(trial *t, const kp_dmn_model *model, const kp_tck_case *one)
{
    kp_tck_judgement judgement;
    kp_diags *faults = kp_diags_open();  // a null's reasons are expected here

    if (faults == NULL)
        return KP_ENOMEM;
    kp_status status = kp_tck_judge(t->arena, model, one, &judgement, faults);
    kp_diags_close(faults);
    if (status != KP_OK)
        return status;
    t->tally.passed += judgement.verdict == KP_TCK_PASSED;
    t->tally.failed += judgement.verdict == KP_TCK_FAILED;
    t->tally.unsupported += judgement.verdict == KP_TCK_UNSUPPORTED;
    if (judgement.verdict == KP_TCK_UNSUPPORTED)
        add_feature(
            t, kp_dmn_feature(judgement.feature, t->suite->cli->lang == KP_LANG_EN));
    if (judgement.verdict == KP_TCK_FAILED)
        tell_failure(t, one, &judgement);
    return KP_OK;
}

static kp_status try_file(trial *t, kp_str name)
{
    kp_diags *diags = t->suite->cli->diags;
    kp_arena *own = t->suite->cli->arena;
    kp_str path = kp_path_join(own, t->folder, name), bytes;
    kp_tck tck;
    kp_dmn_model *model;

    kp_status status =
        kp_file_read(own, KP_NONE, path, KP_XML_MAX_BYTES, &bytes, diags);
    if (status == KP_OK)
        status = kp_tck_read(t->arena, path, bytes, &tck, diags);
    if (status == KP_OK)
        status = kp__dmn_open(t->suite->cli, t->arena,
                              kp_path_join(own, t->folder, tck.model), &model, diags);
    for (size_t i = 0; status == KP_OK && i < tck.ncases; i++)
        status = try_case(t, model, &tck.cases[i]);
    return status;
}

static kp_str keep(suite *s, kp_str text)
{
    return kp_str_copy(s->cli->arena, text);
}

static void add_line(suite *s, kp_str name, tally count, kp_str features)
{
    kp_str *row = kp_columns_row(&s->columns);

    row[0] = keep(s, name);
    row[1] = kp_cli_count(s->cli, count.passed);
    row[2] = kp_cli_count(s->cli, count.failed);
    row[3] = kp_cli_count(s->cli, count.unsupported);
    row[4] = keep(s, features);
}

static bool is_case_file(kp_str name)
{
    return kp_str_ends(name, KP_STR(".xml")) &&
           kp_str_find(name, KP_STR("/")) == SIZE_MAX;
}

static void try_folder(suite *s, kp_str folder, const kp_str *name, size_t n)
{
    trial t = {.suite = s, .folder = folder, .arena = kp_arena_open(KP_DMN_BUDGET)};
    kp_status status = t.arena == NULL ? KP_ENOMEM : KP_OK;

    kp_buf_init(&t.features, 4000);
    for (size_t i = 0; i < n && status == KP_OK; i++)
        if (is_case_file(name[i]))
            status = try_file(&t, name[i]);
    if (status != KP_OK) {
        (void)kp__dmn_exit(s->cli, folder, status);
        s->broken = true;
    }
    s->all.passed += t.tally.passed;
    s->all.failed += t.tally.failed;
    s->all.unsupported += t.tally.unsupported;
    add_line(s, folder, t.tally, kp_buf_view(&t.features));
    kp_buf_free(&t.features);
    kp_arena_close(t.arena);
}

/* ---- folders ---- */

static kp_str folder_of(kp_str name)
{
    size_t n = name.n;

    while (n > 0 && name.p[n - 1] != '/')
        n--;
    return kp_str_slice(name, 0, n);
}

/* Names are sorted, so that the files of a folder stand together. */
static void try_below(suite *s, kp_str path)
{
    kp_file_list list;
    size_t tried = 0;
    kp_arena *arena = s->cli->arena;

    if (kp_file_list_read(path, &list, s->cli->diags) != KP_OK) {
        s->broken = true;
        return;
    }
    for (size_t i = 0, end; i < list.n; i = end) {
        kp_str folder = folder_of(list.names[i]);
        bool has_model = false, has_cases = false;

        for (end = i; end < list.n && kp_str_eq(folder_of(list.names[end]), folder);
             end++) {
            has_model = has_model || kp_str_ends(list.names[end], KP_STR(".dmn"));
            has_cases = has_cases || kp_str_ends(list.names[end], KP_STR(".xml"));
        }
        if (!has_model || !has_cases)
            continue;
        kp_str *name = KP_NEW_ARRAY(arena, end - i, kp_str);
        for (size_t k = i; k < end; k++)
            name[k - i] = kp_str_slice(list.names[k], folder.n, list.names[k].n);
        kp_str inner = folder.n > 0 ? kp_str_slice(folder, 0, folder.n - 1) : folder;
        try_folder(s, inner.n > 0 ? kp_path_join(arena, path, inner) : path, name,
                   end - i);
        tried++;
    }
    if (tried == 0) {
        (void)kp_fail(s->cli->diags, KP7070, KP_NOWHERE, KP_NONE, path, KP_NONE,
                      KP_NONE);
        s->broken = true;
    }
    kp_file_list_free(&list);
}

kp_exit kp__dmn_tck(kp_cli *cli, const kp_args *args)
{
    suite s = {.cli = cli, .columns = {.arena = cli->arena, .ncolumns = 5}};
    kp_str *heading = kp_columns_row(&s.columns);
    kp_buf text;

    heading[0] = kp_str_of(kp_cli_word(cli, "文件夹", "folder"));
    heading[1] = kp_str_of(kp_cli_word(cli, "通过", "passed"));
    heading[2] = kp_str_of(kp_cli_word(cli, "失败", "failed"));
    heading[3] = kp_str_of(kp_cli_word(cli, "不支持", "not supported"));
    heading[4] = kp_str_of(kp_cli_word(cli, "不支持的功能", "features not supported"));
    for (size_t i = 1; i < 4; i++)
        s.columns.right[i] = true;
    s.verbose = kp_args_option(args, "verbose") != NULL;
    kp_buf_init(&s.detail, (size_t)16 << 20);
    for (size_t i = 1; i < args->nwords; i++)
        try_below(&s, kp_path_of(args->word[i]));
    for (size_t i = 0; i < args->nrest; i++)
        try_below(&s, kp_path_of(args->rest[i]));
    add_line(&s, kp_str_of(kp_cli_word(cli, "合计", "total")), s.all, KP_STR(""));
    kp_buf_init(&text, (size_t)16 << 20);
    kp_columns_print(&s.columns, true, "", &text);
    kp_buf_str(&text, kp_buf_view(&s.detail));
    kp_buf_free(&s.detail);
    kp_cli_print(&text);
    return s.all.failed > 0 || s.broken ? KP_EXIT_FINDINGS : KP_EXIT_DONE;
}
