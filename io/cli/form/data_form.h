/* data_form.h - a workbook in which HR fills in what a scheme wants to know.
 *
 * Everything in it comes from the scheme: a sheet for each entity with typed fields, a
 * column for each of them with an explanation, a list to choose from, colours for what
 * looks wrong, an example, and the rows that are known already.  Columns that the
 * scheme's own 数据 blocks fill are left out.
 *
 *   data_form   which sheets and columns, and the file
 *   data_sheet  the cells of one sheet
 *   data_rules  lists, questions and colours of one column
 *   data_guide  the sheet 填表说明, which also holds long lists
 *
 * Ownership: all in the arena of the kp_cli.  Errors: as kp_form_write.
 */
#ifndef KP_IO_CLI_FORM_DATA_FORM_H
#define KP_IO_CLI_FORM_DATA_FORM_H

#include "engine/table.h"
#include "io/cli/cmd.h"
#include "io/cli/form/form_draft.h"

typedef struct kp_data_source {
    const kp_scheme *scheme;
    kp_table *const *tables;  // by entity: the rows that are known
    const kp_book *book;      // of the scheme
    kp_str title;
    int32_t created;  // days since 1970
} kp_data_source;

KP_CHECK kp_status kp_data_form_write(kp_cli *cli, const kp_data_source *source,
                                      const char *path);

/* ---- between the rooms ---- */

#define KP_GUIDE_SHEET "填表说明"

enum {
    KP_DATA_TITLE_ROW,
    KP_DATA_HINT_ROW,
    KP_DATA_EXAMPLE_ROW,
    KP_DATA_HEAD_ROW,
    KP_DATA_FIRST_ROW,
};

/* Choices of a column: written in the formula, or standing in the guide. */
typedef struct kp_data_list {
    kp_str title;
    size_t n;
    const kp_str *item;
    kp_str range;  // '填表说明'!$J$5:$J$90
} kp_data_list;

typedef struct kp_data_sheet {
    const kp_entity *entity;
    const kp_table *table;
    kp_str name;
    bool history;  // sums of earlier months, on a sheet of their own
    size_t nfields, nkeys;
    const kp_field **field;  // keys first
    const kp_field *label;   // tells people which row a known key is; NULL: none
    uint32_t bottom;         // rows above are ready to be filled in
} kp_data_sheet;

typedef struct kp_data_form {
    kp_cli *cli;
    const kp_data_source *source;
    const kp_scheme *scheme;
    kp_book book;  // of the new sheets
    size_t nsheets, nlists;
    kp_data_sheet *sheet;
    kp_data_list *list;  // long ones
    size_t lists_cap;
} kp_data_form;

/* The sheet that holds the rows of an entity, or NULL. */
const kp_data_sheet *kp_data_sheet_of(const kp_data_form *form, uint32_t entity);
bool kp_data_is_needed(const kp_field *field);
/* A cell of the field's value in a row; KP_CELL_EMPTY without one. */
kp_cell kp_data_cell(kp_data_form *form, const kp_field *field, size_t row);
/* "A" for column 0. */
kp_str kp_data_letters(kp_data_form *form, uint32_t column);
kp_str kp_data_text(kp_data_form *form, const char *format, ...) KP_PRINTF(2, 3);
const char *kp_data_say(const kp_data_form *form, const char *zh, const char *en);
/* "金额（元），必填": what a cell of the field may hold. */
kp_str kp_data_wanted(kp_data_form *form, const kp_field *field);

kp_draft *kp_data_make_sheet(kp_data_form *form, const kp_data_sheet *sheet);
void kp_data_put_rules(kp_data_form *form, const kp_data_sheet *sheet, uint32_t j,
                       kp_draft *draft);
kp_draft *kp_data_make_guide(kp_data_form *form);

#endif
