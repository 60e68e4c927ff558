/* convert.h - the two ways of kpay convert, and the sheet that joins them.
 *
 * A folder becomes a workbook with one sheet a file.  Its first sheet, 目录, tells
 * which sheet is which file, so that the way back gives the same names; a workbook
 * without it gives a file for each sheet.
 */
#ifndef KP_IO_CLI_FORM_CONVERT_H
#define KP_IO_CLI_FORM_CONVERT_H

#include "io/cli/cmd.h"
#include "rules/read/book.h"

#define KP_INDEX_SHEET "目录"
#define KP_INDEX_HEAD 2  // index of its heading row: 序号, 工作表, 文件, 内容

/* The date of making that a converted workbook bears: the same cells, the same bytes.
 */
#define KP_FORM_CREATED 20089  // 2025-01-01

/* From a folder, or one CSV file, to a workbook. */
KP_CHECK kp_status kp_convert_pack(kp_cli *cli, kp_str from, kp_str to);

/* The file of every sheet, the index itself left out. */
typedef struct kp_index_row {
    const kp_sheet *sheet;
    kp_str file;  // relative, safe to be written
} kp_index_row;

typedef struct kp_index {
    size_t n;
    kp_index_row *row;
} kp_index;

/* The sheet 目录 among the sheets of a workbook, or NULL. */
const kp_sheet *kp_index_find(const kp_sheet *const *sheets, size_t n);
/* Its place for a sheet, an empty text when it has none. */
kp_str kp_index_file(const kp_sheet *index, kp_str sheet);
/* The explanations of a workbook that kpay new --xlsx has made. */
bool kp_is_guide(const kp_sheet *sheet);
/* Files for all sheets of a book: those of its index, else named after the sheet, and
 * numbered where their order would be another. */
KP_CHECK kp_status kp_index_read(kp_cli *cli, const kp_book *book, kp_index *out);

/* How many cells have a text. */
size_t kp_filled_cells(const kp_sheet *sheet);
/* Do all cells of `read` stand in `written` with these texts, and no others?  *row and
 * *column are the place in `written` where that fails. */
typedef kp_str kp_cell_texts(void *context, const kp_cell *cell);
bool kp_same_cells(const kp_sheet *read, kp_cell_texts *text, void *context,
                   const kp_sheet *written, uint32_t *row, uint32_t *column);

/* From a workbook to a new folder, or its only sheet to a CSV file. */
KP_CHECK kp_status kp_convert_unpack(kp_cli *cli, kp_str from, kp_str to);

/* CSV files as sheets, and where each of them stands, by sheet: 继承/1/10-参数.csv. */
typedef struct kp_tables {
    kp_book book;
    size_t n, cap;
    kp_str *file;
} kp_tables;

/* One more file; `place` is put before its name. */
KP_CHECK kp_status kp_tables_add(kp_cli *cli, kp_str folder, kp_str name, kp_str place,
                                 kp_tables *out);

/* The bases that the scheme at `from` extends come along, as files of 继承/1, 继承/2 …;
 * told.  Nothing happens where they stand there already, or there is none. */
KP_CHECK kp_status kp_bases_pack(kp_cli *cli, kp_str from, kp_tables *tables);

/* How many of the bases in a workbook need not be written, since they stand where 说明
 * names them, seen from `to`, with the same cells; told for each.  `text` gives the
 * text of a workbook's cell. */
unsigned kp_bases_at_hand(kp_cli *cli, kp_str to, const kp_index *index,
                          kp_cell_texts *text, void *context);
/* 1 for a file of 继承/1, 0 for all others. */
unsigned kp_base_of_file(kp_str file);

/* Sheets and the files they came from, by sheet. */
typedef struct kp_packed {
    const kp_book *book;
    const kp_str *file;  // relative: 下级/员工.csv
    kp_str title;
} kp_packed;

/* The workbook of them, at a path of its own. */
KP_CHECK kp_status kp_pack_write(kp_cli *cli, const kp_packed *packed,
                                 const char *path);

/* The index sheet of sheets with these names. */
const kp_sheet *kp_index_sheet(kp_cli *cli, const kp_packed *packed,
                               const kp_str *names);

#endif
