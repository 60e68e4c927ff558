/* source_index.h - workbooks of a scheme or of data that kpay convert has made.
 *
 * Their sheet 目录 is no table, nor is 填表说明 of kpay new --xlsx.  Sheets whose file
 * stood in the folder 标准 or 继承 of a scheme wait aside until 引用 or 说明 asks for
 * them, as such files do.
 */
#ifndef KP_IO_CLI_RUN_SOURCE_INDEX_H
#define KP_IO_CLI_RUN_SOURCE_INDEX_H

#include "io/cli/run/run_sources.h"

/* Settle the sheets of the book from `from` on, which came from one workbook. */
void kp__index_settle(kp_cli *cli, kp_sources *sources, size_t from);
/* The pack of this file, as a sheet of the book from now on; false when none waits. */
bool kp__index_take(kp_cli *cli, kp_sources *sources, kp_str file);
/* Has the workbook of this layer sheets of the folder 继承/1?  They are those of the
 * layer that is being read, once they are taken. */
bool kp__index_has_base(const kp_sources *sources, uint8_t layer, kp_str folder);
void kp__index_take_base(kp_cli *cli, kp_sources *sources, uint8_t layer,
                         kp_str folder);

#endif
