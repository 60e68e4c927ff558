/* convert.h - the two ways of kpay convert, and the sheet that joins them.
 *
 * A folder becomes a workbook with one sheet a file.  Its first sheet, 目录, tells which
 * sheet is which file, so that the way back gives the same names; a workbook without it
 * gives a file for each sheet.
 */
#ifndef KP_IO_CLI_CONVERT_H
#define KP_IO_CLI_CONVERT_H

#include "io/cli/cmd.h"
#include "rules/read/book.h"

#define KP_INDEX_SHEET "目录"
#define KP_INDEX_HEAD 2  // index of its heading row: 序号, 工作表, 文件, 内容

/* The date of making that a converted workbook bears: the same cells, the same bytes. */
#define KP_FORM_CREATED 20089  // 2025-01-01

/* From a folder, or one CSV file, to a workbook. */
KP_CHECK kp_status kp_convert_pack(kp_cli *cli, kp_str from, kp_str to);

/* The index sheet, in front of the others: names[k] of file[k]. */
const kp_sheet *kp_index_sheet(kp_cli *cli, kp_book *book, size_t n, const kp_str *names,
                               const kp_str *files, const kp_sheet *const *sheets);

#endif
