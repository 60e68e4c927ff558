/* source_index.h - workbooks of a scheme or of data that kpay convert has made.
 *
 * Their sheet 目录 is no table, nor is 填表说明 of kpay new --xlsx.  Sheets whose file
 * stood in the folder 标准 of a scheme wait aside until 引用 asks for them, as such
 * files do.
 */
#ifndef KP_IO_CLI_SOURCE_INDEX_H
#define KP_IO_CLI_SOURCE_INDEX_H

#include "io/cli/run_sources.h"

/* Settle the sheets of the book from `from` on, which came from one workbook. */
void kp__index_settle(kp_cli *cli, kp_sources *sources, size_t from);
/* The pack of this file, as a sheet of the book from now on; false when none waits. */
bool kp__index_take(kp_cli *cli, kp_sources *sources, kp_str file);

#endif
