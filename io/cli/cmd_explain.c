/* cmd_explain.c - kpay explain: one figure, down to typed cells, from the log alone. */
#include "io/cli/run/run_skel.h"
#include "io/cli/run/run_sources.h"
#include "io/log/explain.h"

#define TREE_MAX ((size_t)256 << 20)
#define DEEPEST 100

static bool depth_of(kp_cli *cli, const kp_args *args, unsigned *out)
{
    const char *typed = kp_args_option(args, "depth");
    kp_decimal n;
    int64_t whole;

    *out = 0;
    if (!typed)
        return true;
    if (kp_dec_parse(kp_str_of(typed), false, &n) && kp_dec_to_i64(n, 0, &whole) &&
        whole >= 1 && whole <= DEEPEST) {
        *out = (unsigned)whole;
        return true;
    }
    kp__usage(cli, KP6509, "--depth", typed, "1-100");
    return false;
}

static kp_status print_tree(kp_cli *cli, const kp_args *args, unsigned depth)
{
    kp_str run = kp_path_of(args->word[0]), skel, trace;
    kp_log_explain_options options = {.depth = depth};
    kp_buf out;
    kp_status status = kp_log_read(cli, run, &skel, &trace);

    if (status != KP_OK)
        return status;
    kp_buf_init(&out, TREE_MAX);
    status = kp_log_explain(trace, skel, kp_str_of(kp_args_option(args, "entity")),
                            kp_str_of(args->word[1]), kp_str_of(args->word[2]),
                            cli->lang, &options, &out, cli->diags);
    if (status == KP_OK)
        kp_cli_print(&out);
    else
        kp_buf_free(&out);
    return status;
}

kp_exit kp__cmd_explain(kp_cli *cli, const kp_args *args)
{
    unsigned depth;

    return depth_of(cli, args, &depth) ? kp_cli_exit(print_tree(cli, args, depth))
                                       : KP_EXIT_USAGE;
}
