/* options.c - what stands behind a command, read by its table; near misses suggest. */
#include <assert.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/date.h"
#include "engine/base/fold.h"
#include "io/cli/cmd.h"

#define HELP_VALUE 1000
#define FIRST_VALUE 1001
#define MOST_THREADS 64

kp_exit kp__usage(kp_cli *cli, kp_code code, const char *arg1, const char *arg2,
                  const char *arg3)
{
    (void)kp_fail(cli->diags, code, KP_NOWHERE, KP_NONE, kp_str_of(arg1),
                  kp_str_of(arg2), kp_str_of(arg3));
    return KP_EXIT_USAGE;
}

/* "ver" for verify, when no other command begins so. */
static kp_str only_one_beginning(kp_str typed)
{
    kp_str found = KP_NONE;

    for (size_t i = 0; i < kp_ncommands; i++) {
        kp_str name = kp_str_of(kp_commands[i].name);

        if (!kp_str_starts(name, typed))
            continue;
        if (found.n)
            return KP_NONE;
        found = name;
    }
    return found;
}

static size_t count_of(kp_str text, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == c;
    return n;
}

/* "rnu" for run: the commonest slip of fast fingers in short words. */
static kp_str same_letters(kp_str typed)
{
    for (size_t i = 0; i < kp_ncommands; i++) {
        kp_str name = kp_str_of(kp_commands[i].name);
        size_t k = 0;

        while (k < name.n && count_of(name, name.p[k]) == count_of(typed, name.p[k]))
            k++;
        if (name.n == typed.n && k == name.n)
            return name;
    }
    return KP_NONE;
}

kp_exit kp__unknown_command(kp_cli *cli, const char *name)
{
    kp_str *names = KP_NEW_ARRAY(cli->arena, kp_ncommands, kp_str);
    kp_str typed = kp_str_of(name), near = only_one_beginning(typed);

    for (size_t i = 0; i < kp_ncommands; i++)
        names[i] = kp_str_of(kp_commands[i].name);
    if (!near.n)
        near = same_letters(typed);
    if (!near.n)
        near = kp_nearest(typed, names, kp_ncommands);
    if (!near.n)
        return kp__usage(cli, KP6501, name, NULL, NULL);
    return kp__usage(cli, KP6502, name, near.p, NULL);
}

static size_t count_options(const kp_command *command)
{
    size_t n = 0;

    while (command->option[n].name)
        n++;
    assert(n < KP_CLI_OPTIONS);
    return n;
}

static void fill_long_options(const kp_command *command,
                              struct option out[KP_CLI_OPTIONS + 2])
{
    size_t n = count_options(command);

    for (size_t i = 0; i < n; i++)
        out[i] = (struct option){
            .name = command->option[i].name,
            .has_arg = command->option[i].value ? required_argument : no_argument,
            .val = FIRST_VALUE + (int)i,
        };
    out[n] = (struct option){.name = "help", .val = HELP_VALUE};
    out[n + 1] = (struct option){0};
}

static void unknown_option(kp_cli *cli, const kp_command *command, const char *typed)
{
    size_t n = count_options(command);
    kp_str *names = KP_NEW_ARRAY(cli->arena, n + 1, kp_str);
    kp_str whole = kp_str_of(typed), wrong = kp_str_cut(&whole, '=');

    for (size_t i = 0; i < n; i++)
        names[i] = kp_str_of(command->option[i].name);
    names[n] = KP_STR("help");
    kp_str bare = wrong;
    while (bare.n && bare.p[0] == '-')
        bare = kp_str_slice(bare, 1, bare.n);
    kp_str near = kp_nearest(bare, names, n + 1);
    (void)kp_fail(cli->diags, near.n ? KP6504 : KP6503, KP_NOWHERE, KP_NONE, wrong,
                  near.n ? near : kp_str_of(command->name), kp_str_of(command->name));
}

static void keep_option(kp_cli *cli, kp_args *out, size_t row, const char *value)
{
    out->option[row] = value;
    out->given = kp_arena_grow(cli->arena, out->given, &out->given_cap, out->ngiven + 1,
                               sizeof *out->given);
    out->given[out->ngiven++] =
        (struct kp_given){out->command->option[row].name, value};
}

size_t kp_args_all(kp_cli *cli, const kp_args *args, const char *name, kp_str **out)
{
    size_t n = 0;

    *out = KP_NEW_ARRAY(cli->arena, args->ngiven + 1, kp_str);
    for (size_t i = 0; i < args->ngiven; i++)
        if (strcmp(args->given[i].name, name) == 0)
            (*out)[n++] = kp_str_of(args->given[i].value);
    return n;
}

static bool read_options(kp_cli *cli, const kp_command *command, int argc, char **argv,
                         kp_args *out)
{
    struct option longs[KP_CLI_OPTIONS + 2];
    int found;

    fill_long_options(command, longs);
    opterr = 0;
    optind = 0;  // start over: tests read several command lines
    while ((found = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
        if (found == '?') {
            unknown_option(cli, command, argv[optind - 1]);
            return false;
        }
        if (found == ':') {
            kp__usage(cli, KP6505, argv[optind - 1], command->name, NULL);
            return false;
        }
        if (found == 'h' || found == HELP_VALUE)
            out->help = true;
        else
            keep_option(cli, out, (size_t)(found - FIRST_VALUE), optarg ? optarg : "");
    }
    return true;
}

/* "RUN KEY [FIELD]": the n-th word of the usage, and whether it must be there. */
static bool usage_word(const kp_command *command, size_t n, kp_str *out, bool *needed)
{
    kp_str rest = kp_str_of(command->words);
    kp_str word = kp_str_cut(&rest, ' ');

    while (n-- > 0)
        word = kp_str_cut(&rest, ' ');
    *needed = word.n && word.p[0] != '[';
    *out = word;
    return word.n > 0;
}

/* "DIR…" at the end of the usage: any number of words. */
static bool takes_the_rest(const kp_command *command)
{
    kp_str words = kp_str_of(command->words);

    return kp_str_ends(words, KP_STR("…")) || kp_str_ends(words, KP_STR("…]"));
}

static bool read_words(kp_cli *cli, const kp_command *command, int argc, char **argv,
                       kp_args *out)
{
    kp_str word;
    bool needed;

    for (int i = optind; i < argc; i++) {
        if (!usage_word(command, out->nwords, &word, &needed)) {
            if (takes_the_rest(command)) {
                out->rest = argv + i;
                out->nrest = (size_t)(argc - i);
                break;
            }
            kp__usage(cli, KP6507, argv[i], command->name, NULL);
            return false;
        }
        out->word[out->nwords++] = argv[i];
    }
    if (usage_word(command, out->nwords, &word, &needed) && needed && !out->help) {
        (void)kp_fail(cli->diags, KP6506, KP_NOWHERE, KP_NONE, word,
                      kp_str_of(command->name), KP_NONE);
        return false;
    }
    return true;
}

static bool language_is_known(kp_cli *cli, const kp_args *args)
{
    const char *lang = kp_args_option(args, "lang");

    if (!lang || strcmp(lang, "zh") == 0 || strcmp(lang, "en") == 0)
        return true;
    kp__usage(cli, KP6509, "--lang", lang, "zh / en");
    return false;
}

bool kp__args_read(kp_cli *cli, const kp_command *command, int argc, char **argv,
                   kp_args *out)
{
    *out = (kp_args){.command = command};
    return read_options(cli, command, argc, argv, out) &&
           read_words(cli, command, argc, argv, out) && language_is_known(cli, out);
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (unsigned)n;
}

bool kp__threads_option(kp_cli *cli, const kp_args *args, unsigned *out)
{
    const char *typed = kp_args_option(args, "threads");
    kp_decimal n;
    int64_t whole;

    *out = processors();
    if (!typed)
        return true;
    if (kp_dec_parse(kp_str_of(typed), false, &n) && kp_dec_to_i64(n, 0, &whole) &&
        whole >= 1 && whole <= MOST_THREADS) {
        *out = (unsigned)whole;
        return true;
    }
    kp__usage(cli, KP6509, "--threads", typed, "1-64");
    return false;
}

bool kp__month_option(kp_cli *cli, const kp_args *args, int32_t *out)
{
    const char *typed = kp_args_option(args, "month");

    if (kp_month_parse(kp_fold(cli->arena, kp_str_of(typed)), out))
        return true;
    kp__usage(cli, KP6509, "--month", typed, "2025-03");
    return false;
}
