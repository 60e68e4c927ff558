/* cmd.h - the program's sub-commands and what they share.
 *
 * A command is one row of the table in commands.c: its words, its options, its help in
 * both languages and the function that does it.  Arguments are read by the table
 * (options.c), so that a command only asks for values.
 *
 * Ownership: a kp_cli lives for one command; memory of a command is its arena.
 * Errors:    commands return an exit code; faults go to cli->diags and are printed by
 *            kp_cli_report.  Nothing else prints faults.
 * Threads:   one.
 */
#ifndef KP_IO_CLI_CMD_H
#define KP_IO_CLI_CMD_H

#include <stdio.h>

#include "engine/base/decimal.h"
#include "io/files/folder.h"

typedef enum kp_exit {
    KP_EXIT_DONE = 0,
    KP_EXIT_FINDINGS = 1,  // rules, data or a log are wrong
    KP_EXIT_USAGE = 2,
    KP_EXIT_IO = 3,
    KP_EXIT_INTERNAL = 4,  // our fault, or memory is used up
} kp_exit;

typedef struct kp_cli {
    kp_lang lang;
    kp_arena *arena;
    kp_diags *diags;
    kp_folder *folder;            // being written: given up when memory runs out
    bool terminal;                // stderr is one: progress may be shown
    bool progress;                // a progress line stands there
    bool told;                    // faults were reported with paths of their own
    struct kp_timing *timing;     // run --timing, else NULL
    struct kp_shown_path *shown;  // kp_cli_show
    size_t nshown, shown_cap;
} kp_cli;

typedef struct kp_option_row {
    const char *name;   // NULL ends the list
    const char *value;  // what stands behind it, "DIR"; NULL for a mere flag
    const char *zh, *en;
} kp_option_row;

#define KP_CLI_WORDS 4
#define KP_CLI_OPTIONS 24

typedef struct kp_command kp_command;

typedef struct kp_args {
    const kp_command *command;
    size_t nwords;
    const char *word[KP_CLI_WORDS];
    size_t nrest;  // more words, where the usage ends with "…"
    char **rest;
    const char *option[KP_CLI_OPTIONS];  // by row of the command's options
    size_t ngiven, given_cap;  // every option in order, for those that may stand twice
    struct kp_given {
        const char *name, *value;
    } * given;
    bool help;
} kp_args;

struct kp_command {
    const char *name;
    const char *words;  // "SCHEME" or "RUN KEY FIELD"; each must be there unless in []
    const char *zh, *en;            // one line
    const char *zh_more, *en_more;  // details and examples
    const kp_option_row *option;
    kp_exit (*run)(kp_cli *cli, const kp_args *args);
};

extern const kp_command kp_commands[];
extern const size_t kp_ncommands;
const kp_command *kp_command_named(const char *name);

/* The value of an option, NULL when it was not given, "" for a flag.  The name must be
 * in the table.
 */
const char *kp_args_option(const kp_args *args, const char *name);

/* All values of an option that may stand several times, in order; how many. */
size_t kp_args_all(kp_cli *cli, const kp_args *args, const char *name, kp_str **out);

/* Everything from argv to the exit code. */
kp_exit kp_cli_main(int argc, char **argv);

/* The only boundary of a kp_cli's own arena: no memory is no result, and no folder. */
typedef kp_exit kp_cli_work(kp_cli *cli, void *context);
kp_exit kp_cli_guarded(kp_cli *cli, kp_cli_work *work, void *context);

/* ---- options.c ---- */

/* Read what stands behind the command; false and a fault when it cannot be. */
bool kp__args_read(kp_cli *cli, const kp_command *command, int argc, char **argv,
                   kp_args *out);
/* A usage fault, which names the command's help. */
kp_exit kp__usage(kp_cli *cli, kp_code code, const char *arg1, const char *arg2,
                  const char *arg3);
kp_exit kp__unknown_command(kp_cli *cli, const char *name);
/* 1..64 of an option, `fallback` when it was not given; false and a fault otherwise. */
bool kp__threads_option(kp_cli *cli, const kp_args *args, unsigned *out);
/* The first day of --month; false and a fault when it is none.  Needs the option. */
bool kp__month_option(kp_cli *cli, const kp_args *args, int32_t *out);

/* ---- help.c ---- */

void kp__help_overview(const kp_cli *cli);
void kp__help_command(const kp_cli *cli, const kp_command *command);
kp_exit kp__cmd_help(kp_cli *cli, const kp_args *args);

/* ---- say.c ---- */

const char *kp_cli_word(const kp_cli *cli, const char *zh, const char *en);
/* A sentence in the user's language; {1}..{9} stand for the texts. */
void kp_cli_put(const kp_cli *cli, kp_buf *out, const char *zh, const char *en,
                const kp_str *text);
/* Digits, in the command's arena. */
kp_str kp_cli_count(const kp_cli *cli, uint64_t n);
/* What was gathered, in the command's arena; the buffer is freed. */
kp_str kp_cli_keep(kp_cli *cli, kp_buf *text);
kp_str kp_cli_names(kp_cli *cli, const kp_str *name, size_t n);  // 甲、乙、丙
/* 42000.00 as 42,000.00; more decimals where the amount has them. */
kp_str kp_cli_amount(kp_cli *cli, kp_decimal amount, int decimals);
/* Print to stdout what was gathered. */
void kp_cli_print(kp_buf *text);
/* "reading …", on a terminal only; NULL takes it away. */
void kp_cli_progress(kp_cli *cli, const char *zh, const char *en);
/* A path in what is shown instead of one in the log: rules/x.csv is the user's
 * SCHEME/x.csv. */
typedef struct kp_shown_path {
    kp_str prefix, shown;  // both without the last "/"; shown may be empty
} kp_shown_path;
/* From now on, wherever a path is shown: before those that a report is given. */
void kp_cli_show(kp_cli *cli, kp_str prefix, kp_str shown);
/* rules/x.csv as the user knows it. */
kp_str kp_cli_shown(kp_cli *cli, kp_str file, const kp_shown_path *path, size_t npaths);
/* A fault with its files named as the user knows them, in the sentence, too. */
kp_diag kp_cli_diag_shown(kp_cli *cli, const kp_diag *diag, const kp_shown_path *path,
                          size_t npaths);
/* All faults, sorted by place, to stderr. */
void kp_cli_report(kp_cli *cli, const kp_shown_path *path, size_t npaths);
kp_exit kp_cli_exit(kp_status status);

/* ---- columns.c: a table on the terminal ---- */

#define KP_COLUMNS_MOST 10
typedef struct kp_columns {
    kp_arena *arena;
    size_t ncolumns, nrows, cap;
    kp_str (*row)[KP_COLUMNS_MOST];
    bool right[KP_COLUMNS_MOST];  // numbers
} kp_columns;

/* A new row; fewer cells than columns are fine. */
kp_str *kp_columns_row(kp_columns *columns);
/* Aligned by the columns that characters take, two blanks between, nothing at the end
 * of a line; the first row is underlined when `heading`. */
void kp_columns_print(const kp_columns *columns, bool heading, const char *indent,
                      kp_buf *out);

/* ---- the commands ---- */

kp_exit kp__cmd_new(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_check(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_test(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_run(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_whatif(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_correct(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_explain(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_verify(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_recheck(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_diff(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_convert(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_dmn(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_group(kp_cli *cli, const kp_args *args);
kp_exit kp__cmd_fair(kp_cli *cli, const kp_args *args);

#endif
