/* cmd_dmn.c - kpay dmn: which action, and evaluating one decision. */
#include "io/cli/cmd_dmn.h"

#include <string.h>

#include "io/dmn/json.h"
#include "io/files/files.h"
#include "rules/dmn/decide.h"

kp_status kp__dmn_open(kp_cli *cli, kp_arena *arena, kp_str path, kp_dmn_model **out,
                       kp_diags *diags)
{
    kp_str bytes;
    kp_status status =
        kp_file_read(cli->arena, KP_NONE, path, KP_XML_MAX_BYTES, &bytes, diags);

    *out = NULL;
    return status == KP_OK ? kp_dmn_read(arena, path, bytes, out, diags) : status;
}

kp_exit kp__dmn_exit(kp_cli *cli, kp_str file, kp_status status)
{
    if (status == KP_ENOMEM)
        (void)kp_fail(cli->diags, KP7075, (kp_where){.file = file}, KP_NONE, file,
                      kp_cli_count(cli, KP_DMN_BUDGET >> 20), KP_NONE);
    return kp_cli_exit(status);
}

/* Names of one kind of node, for a message. */
static kp_str names_of(kp_cli *cli, const kp_dmn_model *model, kp_dmn_node_kind kind)
{
    kp_buf buf;
    size_t n = 0;

    kp_buf_init(&buf, 4000);
    for (size_t i = 0; i < model->nnodes && n < 20; i++) {
        if (model->node[i].kind != kind)
            continue;
        kp_buf_z(&buf, n++ > 0 ? ", " : "");
        kp_buf_str(&buf, model->node[i].name);
    }
    kp_str text = kp_str_copy(cli->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return text;
}

static const kp_dmn_node *find_decision(kp_cli *cli, const kp_dmn_model *model,
                                        kp_str name)
{
    static const kp_dmn_node_kind kinds[] = {KP_DMN_DECISION, KP_DMN_SERVICE,
                                             KP_DMN_KNOWLEDGE};

    for (size_t i = 0; i < 3; i++) {
        const kp_dmn_node *node = kp_dmn_node_named(model, kinds[i], name);

        if (node != NULL)
            return node;
    }
    (void)kp_fail(cli->diags, KP7010, (kp_where){.file = model->file}, KP_NONE, name,
                  names_of(cli, model, KP_DMN_DECISION), KP_NONE);
    return NULL;
}

/* Entries that name nothing in the model are most likely misspelt. */
static const kp_feel *typed_inputs(kp_cli *cli, const kp_dmn_model *model,
                                   const kp_dmn_node *asked, const kp_feel *json,
                                   kp_str file)
{
    kp_feel_entries entries = {.arena = cli->arena};

    for (size_t i = 0; i < json->n; i++) {
        kp_str name = json->entry[i].name;
        const kp_dmn_node *node = kp_dmn_node_named(model, KP_DMN_INPUT_DATA, name);

        if (node == NULL)
            node = kp_dmn_node_named(model, KP_DMN_DECISION, name);
        if (node == NULL && asked->kind == KP_DMN_DECISION &&
            kp_dmn_names_inputs(model))
            (void)kp_fail(cli->diags, KP7013, (kp_where){.file = file}, KP_NONE, name,
                          names_of(cli, model, KP_DMN_INPUT_DATA), KP_NONE);
        kp_feel_set(&entries, name,
                    node == NULL
                        ? json->entry[i].value
                        : kp_json_typed(cli->arena, json->entry[i].value, node->type));
    }
    return kp_feel_entries_done(&entries);
}

/* --input is JSON itself or the name of a file. */
static kp_status read_input(kp_cli *cli, const kp_args *args, const kp_feel **out,
                            kp_str *file)
{
    const char *typed = kp_args_option(args, "input");
    kp_str text = kp_str_of(typed != NULL ? typed : "{}");
    kp_status status = KP_OK;

    *file = KP_STR("--input");
    if (kp_str_trim(text).n > 0 && kp_str_trim(text).p[0] != '{') {
        *file = text;
        status = kp_file_read(cli->arena, KP_NONE, *file, KP_XML_MAX_BYTES, &text,
                              cli->diags);
    }
    if (status == KP_OK)
        status = kp_json_read(cli->arena, *file, text, out, cli->diags);
    if (status == KP_OK && (*out)->kind != KP_FEEL_CONTEXT)
        status = kp_fail(cli->diags, KP7012, (kp_where){.file = *file}, KP_NONE,
                         KP_NONE, KP_NONE, KP_NONE);
    return status;
}

static kp_exit print_answer(kp_cli *cli, const kp_dmn_model *model,
                            const kp_dmn_answer *answer)
{
    kp_buf text;

    if (answer->unsupported.n > 0) {
        (void)kp_fail(cli->diags, KP7014, (kp_where){.file = model->file}, KP_NONE,
                      kp_dmn_feature(answer->unsupported, cli->lang == KP_LANG_EN),
                      KP_NONE, KP_NONE);
        return KP_EXIT_FINDINGS;
    }
    kp_buf_init(&text, KP_DMN_BUDGET);
    kp_json_print(answer->value, &text);
    kp_buf_char(&text, '\n');
    if (text.broken) {
        kp_buf_free(&text);
        return kp__dmn_exit(cli, model->file, KP_ENOMEM);
    }
    kp_cli_print(&text);
    // A null that has a reason is a finding; one that the model means is not.
    return kp_feel_is_null(answer->value) && answer->nfaults > 0 ? KP_EXIT_FINDINGS
                                                                 : KP_EXIT_DONE;
}

/* The model and its answer have a budget; a command's own arena has none. */
static kp_exit eval_model(kp_cli *cli, const kp_args *args, kp_arena *arena)
{
    const char *name = kp_args_option(args, "decision");
    kp_dmn_model *model;
    const kp_feel *json;
    kp_dmn_answer answer;
    kp_str file;

    kp_str path = kp_str_of(args->word[1]);
    kp_status status = kp__dmn_open(cli, arena, path, &model, cli->diags);
    if (status == KP_OK)
        status = read_input(cli, args, &json, &file);
    if (status != KP_OK)
        return kp__dmn_exit(cli, path, status);
    const kp_dmn_node *node =
        find_decision(cli, model, kp_str_of(name != NULL ? name : ""));
    if (node == NULL)
        return KP_EXIT_FINDINGS;
    status =
        kp_dmn_decide(arena, model, node, typed_inputs(cli, model, node, json, file),
                      &answer, cli->diags);
    return status == KP_OK ? print_answer(cli, model, &answer)
                           : kp__dmn_exit(cli, path, status);
}

kp_exit kp__dmn_eval(kp_cli *cli, const kp_args *args)
{
    kp_arena *arena = kp_arena_open(KP_DMN_BUDGET);
    kp_exit code =
        arena != NULL ? eval_model(cli, args, arena) : kp_cli_exit(KP_ENOMEM);

    kp_arena_close(arena);
    return code;
}

static const struct {
    const char *name;
    size_t nwords;  // the action itself included
    kp_exit (*run)(kp_cli *cli, const kp_args *args);
} actions[] = {
    {"eval", 2, kp__dmn_eval},
    {"tck", 2, kp__dmn_tck},
    {"import", 3, kp__dmn_import},
    {"export", 3, kp__dmn_export},
};

kp_exit kp__cmd_dmn(kp_cli *cli, const kp_args *args)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(args->word[0], actions[i].name) != 0)
            continue;
        if (args->nwords < actions[i].nwords)
            return kp__usage(cli, KP6506, "PATH", "dmn", NULL);
        bool many = actions[i].run == kp__dmn_tck;
        if (!many && args->nwords + args->nrest > actions[i].nwords)
            return kp__usage(cli, KP6507,
                             args->nrest > 0 ? args->rest[0] : args->word[2], "dmn",
                             NULL);
        return actions[i].run(cli, args);
    }
    return kp__usage(cli, KP6509, "ACTION", args->word[0],
                     "eval / tck / import / export");
}
