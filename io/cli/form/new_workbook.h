/* new_workbook.h - kpay new --xlsx: workbooks to fill in. */
#ifndef KP_IO_CLI_FORM_NEW_WORKBOOK_H
#define KP_IO_CLI_FORM_NEW_WORKBOOK_H

#include "io/cli/cmd.h"

#define KP_NEW_SCHEME_BOOK "方案.xlsx"
#define KP_NEW_DATA_BOOK "填报表.xlsx"

/* The template: rules and sample data as workbooks in the folder being made. */
KP_CHECK kp_status kp_new_start_books(kp_cli *cli, kp_folder *folder);

typedef struct kp_new_data {
    kp_str scheme, data;  // data may be empty
    bool has_month;
    int32_t month;
} kp_new_data;

/* The data workbook of a scheme, with the rows that are known, as the only file of the
 * folder.  cli->folder is the one being made. */
KP_CHECK kp_status kp_new_data_book(kp_cli *cli, const kp_new_data *wanted,
                                    kp_str path);

#endif
