/* fair_print.c - the fairness report on the terminal and in a folder. */
#include "io/cli/compare/fair_tables.h"
#include "io/cli/form/book_form.h"
#include "io/cli/form/convert.h"
#include "io/cli/run/run_month.h"
#include "io/csv/csv_write.h"
#include "io/files/files.h"

#define ROWS_SHOWN 40
#define TEXT_MAX ((size_t)64 << 20)

/* ---- on the terminal ---- */

static void put_table(kp_cli *cli, const kp_sheet *sheet, bool kept, kp_buf *out)
{
    size_t shown = sheet->nrows <= ROWS_SHOWN + 1 ? sheet->nrows : ROWS_SHOWN + 1;
    kp_columns columns = {.arena = cli->arena};

    if (sheet->nrows < 2)
        return;
    columns.ncolumns = sheet->rows[0].ncells;
    for (uint32_t i = 0; i < shown; i++) {
        kp_str *row = kp_columns_row(&columns);

        for (uint32_t j = 0; j < columns.ncolumns; j++) {
            const kp_cell *cell = kp_sheet_cell(sheet, i, j);

            row[j] = kp_cell_text(cell);
            columns.right[j] = columns.right[j] || cell->kind == KP_CELL_NUMBER;
        }
    }
    kp_columns_print(&columns, true, "  ", out);
    kp_str left = kp_cli_count(cli, sheet->nrows - shown);
    if (shown < sheet->nrows)
        kp_cli_put(cli, out,
                   kept ? "  另有 {1} 行，见表\n" : "  另有 {1} 行，用 --out 存成表\n",
                   kept ? "  {1} more rows in the tables\n"
                        : "  {1} more rows: --out keeps them all\n",
                   &left);
}

static void put_names(kp_cli *cli, const kp_run *run, const uint32_t *field, size_t n,
                      kp_buf *out)
{
    kp_str *name = KP_NEW_ARRAY(cli->arena, n + 1, kp_str);

    for (size_t k = 0; k < n; k++)
        name[k] = run->scheme->field[field[k]]->name;
    kp_buf_names(out, name, n);
}

static void put_head(kp_cli *cli, const kp_run *run, const kp_fair_question *q,
                     kp_buf *out)
{
    char month[KP_MONTH_TEXT];

    kp_month_print(run->scheme->month, month);
    kp_str text[] = {
        run->scheme->name, kp_str_of(month), run->scheme->entity[q->entity]->name,
        run->scheme->field[q->score]->name, run->scheme->field[q->pay]->name};
    kp_cli_put(cli, out, "{1}  {2}\n{3}：得分 {4}，金额 {5}\n\n",
               "{1}  {2}\n{3}: score {4}, pay {5}\n\n", text);
}

static void put_order(kp_cli *cli, const kp_run *run, const kp_fair_question *q,
                      const kp_fair_answer *answer, bool kept, kp_buf *out)
{
    kp_str count[] = {
        kp_cli_count(cli, answer->order.compared), kp_cli_count(cli, answer->groups.n),
        kp_cli_count(cli, answer->groups.left_out), kp_cli_count(cli, answer->order.n),
        kp_cli_count(cli, answer->order.pairs)};

    kp_buf_z(out,
             kp_cli_word(cli, "一、得分高的不少拿", "1. more score never pays less"));
    if (q->nwithin) {
        kp_buf_z(out, kp_cli_word(cli, "（相同的 ", " (equal "));
        put_names(cli, run, q->within, q->nwithin, out);
        kp_buf_z(out, kp_cli_word(cli, " 之内）", ")"));
    }
    kp_cli_put(
        cli, out,
        "\n  比较 {1} 行、{2} 组，{3} 行没有得分或金额；倒挂 {4} 行、{5} 对\n",
        "\n  {1} rows in {2} groups compared, {3} without score or pay; {4} rows "
        "are paid less than others with less score, {5} pairs\n",
        count);
    put_table(cli, answer->book.sheets[0], kept, out);
}

static void put_edges(kp_cli *cli, const kp_fair_question *q,
                      const kp_fair_answer *answer, bool kept, kp_buf *out)
{
    char near[KP_DEC_SHORT + 1];
    size_t n = kp_dec_format(q->near, -1, near);
    kp_str count[] = {{near, n},
                      kp_cli_count(cli, answer->edges.n),
                      kp_cli_count(cli, answer->edges.runs),
                      kp_cli_count(cli, answer->edges.others),
                      kp_cli_count(cli, answer->edges.unlinked)};

    kp_cli_put(cli, out,
               "\n二、临界（距界限不超过 {1}）\n  {2} 处，重算 {3} 次；"
               "按算式查表的 {4} 处、与这些行没有关联的 {5} 处不在内\n",
               "\n2. near an edge (within {1})\n  {2} places, {3} calculations; {4} "
               "look-ups of expressions and {5} in rows without a link are not among "
               "them\n",
               count);
    put_table(cli, answer->book.sheets[1], kept, out);
}

void kp_fair_print(kp_cli *cli, const kp_run *run, const kp_fair_question *q,
                   const kp_fair_answer *answer, bool kept)
{
    kp_buf out;

    kp_buf_init(&out, TEXT_MAX);
    put_head(cli, run, q, &out);
    put_order(cli, run, q, answer, kept, &out);
    put_edges(cli, q, answer, kept, &out);
    kp_buf_z(&out, kp_cli_word(cli, "\n三、差距\n", "\n3. the spread\n"));
    put_table(cli, answer->book.sheets[2], kept, &out);
    kp_cli_print(&out);
}

/* ---- in a folder ---- */

static kp_status save_csv(kp_cli *cli, const kp_sheet *sheet)
{
    kp_csv_writer csv;
    kp_buf text, name;
    kp_digest digest;

    kp_buf_init(&text, TEXT_MAX);
    kp_buf_init(&name, 4096);
    kp_buf_str(&name, sheet->name);
    kp_buf_z(&name, ".csv");
    kp_status status = kp_csv_open(
        &csv, sheet->name,
        (kp_csv_style){.encoding = KP_CSV_UTF8_BOM, .crlf = true, .guard = true}, &text,
        cli->diags);
    for (uint32_t i = 0; status == KP_OK && i < sheet->nrows; i++) {
        for (uint32_t j = 0; j < sheet->rows[0].ncells; j++) {
            const kp_cell *cell = kp_sheet_cell(sheet, i, j);

            if (cell->kind == KP_CELL_NUMBER)
                kp_csv_number(&csv, kp_cell_text(cell));
            else
                kp_csv_text(&csv, kp_cell_text(cell));
        }
        kp_csv_end_row(&csv);
    }
    if (status == KP_OK)
        status = kp_csv_close(&csv);
    if (status == KP_OK)
        status = kp_folder_write(cli->folder, kp_buf_view(&name), kp_buf_view(&text),
                                 &digest, cli->diags);
    kp_buf_free(&text);
    kp_buf_free(&name);
    return status;
}

static kp_status save_workbook(kp_cli *cli, const kp_book *book)
{
    kp_str name = kp_str_of(kp_cli_word(cli, "公平检查.xlsx", "fair.xlsx"));
    kp_draft *drafts = kp_book_drafts(cli, book);
    kp_form_sheet *sheets = KP_NEW_ARRAY(cli->arena, book->nsheets + 1, kp_form_sheet);
    kp_form form = {.nsheets = book->nsheets,
                    .sheet = sheets,
                    .title = kp_str_slice(name, 0, name.n - 5),
                    .created = KP_FORM_CREATED,
                    .lang = cli->lang};
    kp_buf path;

    for (size_t k = 0; k < book->nsheets; k++) {
        sheets[k] = *kp_draft_finish(&drafts[k]);
        sheets[k].name = book->sheets[k]->name;
        sheets[k].landscape = true;
    }
    kp_buf_init(&path, 4096);
    kp_status status = kp_folder_path(cli->folder, name, &path, cli->diags);
    kp_buf_char(&path, '\0');
    if (status == KP_OK)
        status = kp_form_write(&form, path.p, cli->diags);
    if (status == KP_OK)
        status = kp_folder_adopt(cli->folder, name, NULL, cli->diags);
    kp_buf_free(&path);
    return status;
}

kp_status kp_fair_save(kp_cli *cli, const kp_fair_answer *answer, kp_str out)
{
    kp_status status = kp_folder_open(out, KP_SHA256, &cli->folder, cli->diags);

    if (status != KP_OK)
        return status;
    for (size_t k = 0; k < answer->book.nsheets && status == KP_OK; k++)
        status = save_csv(cli, answer->book.sheets[k]);
    if (status == KP_OK)
        status = save_workbook(cli, &answer->book);
    kp_folder *folder = cli->folder;
    cli->folder = NULL;
    if (status == KP_OK)
        return kp_folder_commit(folder, KP_NONE, cli->diags);
    kp_folder_abort(folder, cli->diags);
    return status;
}
