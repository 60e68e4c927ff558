/* mark.c - which cells of which files are marked, and with what words; see mark.h. */
#include "io/cli/run/mark.h"

#include "io/files/files.h"
#include "io/ooxml/xlsx_mark.h"

#define TEXT_MAX ((size_t)1 << 20)

typedef struct marking {
    kp_cli *cli;
    const kp_month_paths *paths;
    const kp_diags *faults;
    kp_xlsx_note *note;  // of one file
    size_t nnotes, cap;
    size_t nfiles, ncells;
} marking;

bool kp_mark_is_free(kp_cli *cli, const kp_args *args)
{
    const char *typed = kp_args_option(args, "mark");

    if (!typed || !kp_path_exists(kp_path_of(typed)))
        return true;
    (void)kp_fail(cli->diags, KP1052, KP_NOWHERE, KP_NONE, kp_path_of(typed), KP_NONE,
                  KP_NONE);
    return false;
}

/* ---- notes ---- */

/* The sentence and the remedy, below what the cell has been told already. */
static kp_str words_of(marking *m, const kp_diag *fault, kp_str before)
{
    kp_diag shown = kp_month_diag_shown(m->cli, m->paths, fault);
    kp_buf text;

    kp_buf_init(&text, TEXT_MAX);
    kp_buf_str(&text, before);
    kp_buf_z(&text, before.n ? "\n\n" : "");
    kp_buf_printf(&text, "%s ", kp_code_name(fault->code));
    kp_diag_text(&shown, m->cli->lang, &text);
    kp_buf_char(&text, '\n');
    kp_diag_hint(&shown, m->cli->lang, &text);
    kp_str words = kp_str_copy(m->cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return words;
}

static kp_xlsx_note *note_at(marking *m, kp_str sheet, uint32_t row, uint32_t col)
{
    for (size_t i = 0; i < m->nnotes; i++)
        if (m->note[i].row == row && m->note[i].col == col &&
            kp_str_eq(m->note[i].sheet, sheet))
            return &m->note[i];
    m->note =
        kp_arena_grow(m->cli->arena, m->note, &m->cap, m->nnotes + 1, sizeof *m->note);
    m->note[m->nnotes] =
        (kp_xlsx_note){.sheet = sheet, .row = row, .col = col, .warning = true};
    return &m->note[m->nnotes++];
}

static void gather_notes(marking *m, const kp_source_file *file)
{
    m->nnotes = 0;
    for (const kp_diag *d = kp_diags_first(m->faults); d; d = d->next) {
        if (d->severity == KP_INFO || d->where.row == 0 || d->where.col == 0 ||
            !kp_str_eq(d->where.file, file->name))
            continue;
        kp_str sheet = d->where.sheet.n ? d->where.sheet : KP_STR(KP_XLSX_CSV_SHEET);
        kp_xlsx_note *note = note_at(m, sheet, d->where.row, d->where.col);

        note->text = words_of(m, d, note->text);
        note->warning = note->warning && d->severity == KP_WARNING;
    }
}

/* ---- files ---- */

/* inputs/员工.xlsx is 数据/员工.xlsx, rules/a.csv is 方案/a.csv.xlsx. */
static kp_str marked_name(marking *m, const kp_source_file *file)
{
    static const struct {
        const char *place, *name;
    } places[] = {{KP_RULES_PLACE "/", "方案/"}, {KP_INPUTS_PLACE "/", "数据/"}};
    kp_str rest = file->name;
    kp_buf text;

    kp_buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < 2; i++) {
        kp_str place = kp_str_of(places[i].place);

        if (!kp_str_starts(rest, place))
            continue;
        kp_buf_z(&text, places[i].name);
        rest = kp_str_slice(rest, place.n, rest.n);
        break;
    }
    kp_buf_str(&text, rest);
    kp_buf_z(&text, file->sheet[0]->is_csv ? ".xlsx" : "");
    kp_str name = kp_str_copy(m->cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return name;
}

static kp_status make_copy(const marking *m, const kp_source_file *file, kp_buf *out)
{
    kp_buf plain;

    if (!file->sheet[0]->is_csv)
        return kp_xlsx_mark(file->bytes, m->note, m->nnotes, out);
    kp_status status = kp_xlsx_of_sheet(file->sheet[0], &plain);
    if (status == KP_OK)
        status = kp_xlsx_mark(kp_buf_view(&plain), m->note, m->nnotes, out);
    else
        kp_buf_init(out, TEXT_MAX);
    kp_buf_free(&plain);
    return status;
}

static kp_status mark_file(marking *m, const kp_source_file *file)
{
    kp_buf bytes;

    if (file->nsheets == 0)
        return KP_OK;
    gather_notes(m, file);
    if (m->nnotes == 0)
        return KP_OK;
    kp_status status = make_copy(m, file, &bytes);
    if (status == KP_OK) {
        status = kp_folder_write(m->cli->folder, marked_name(m, file),
                                 kp_buf_view(&bytes), NULL, m->cli->diags);
        m->nfiles++;
        m->ncells += m->nnotes;
    }
    kp_buf_free(&bytes);
    if (status != KP_EINVALID)
        return status;
    return kp_fail(m->cli->diags, KP1187, (kp_where){.file = file->name}, KP_NONE,
                   KP_NONE, KP_NONE, KP_NONE);
}

static kp_status mark_sources(marking *m, const kp_sources *sources)
{
    kp_status status = KP_OK;

    for (size_t i = 0; i < sources->n && status == KP_OK; i++)
        status = mark_file(m, &sources->file[i]);
    return status;
}

static kp_status mark_into(marking *m, const kp_month *month, kp_str path)
{
    kp_status status = kp_folder_open(path, KP_SHA256, &m->cli->folder, m->cli->diags);

    if (status != KP_OK)
        return status;
    status = mark_sources(m, &month->scheme);
    if (status == KP_OK)
        status = mark_sources(m, &month->data);
    kp_folder *folder = m->cli->folder;
    m->cli->folder = NULL;
    if (status == KP_OK && m->nfiles > 0)
        return kp_folder_commit(folder, KP_NONE, m->cli->diags);
    kp_folder_abort(folder, m->cli->diags);
    return status;
}

static void say_what_was_made(const marking *m, kp_str path)
{
    kp_str what[] = {path, kp_cli_count(m->cli, m->nfiles),
                     kp_cli_count(m->cli, m->ncells)};
    kp_buf out;

    kp_buf_init(&out, TEXT_MAX);
    if (m->nfiles > 0)
        kp_cli_put(
            m->cli, &out, "有问题的单元格已标在副本里：{1}（{2} 个文件，{3} 格）。\n",
            "faulty cells are marked in copies: {1} ({2} files, {3} cells).\n", what);
    else
        kp_cli_put(m->cli, &out, "没有要标的单元格，没有生成 {1}。\n",
                   "no cell is to be marked; {1} was not made.\n", what);
    kp_cli_print(&out);
}

kp_status kp_mark_files(kp_cli *cli, const kp_args *args, const kp_month_paths *paths,
                        const kp_month *month)
{
    const char *typed = kp_args_option(args, "mark");
    marking m = {.cli = cli, .paths = paths, .faults = cli->diags};
    kp_diags *told = cli->diags, *own = typed ? kp_diags_open() : NULL;

    if (!typed)
        return KP_OK;
    if (!own)
        return KP_ENOMEM;
    cli->diags = own;
    kp_status status = mark_into(&m, month, kp_path_of(typed));
    if (status != KP_OK || kp_diags_warnings(own) > 0)
        kp_month_report(cli, paths);
    if (status == KP_OK)
        say_what_was_made(&m, kp_path_of(typed));
    cli->diags = told;
    kp_diags_close(own);
    return status;
}
