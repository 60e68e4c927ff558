/* book_form.h - the sheets of a book as a workbook that is pleasant to read and change.
 *
 * Blocks of a scheme get headings with explanations, drop-down lists and borders; of
 * any other sheet the first row is taken for headings.  The cells stay what they are.
 *
 * Ownership: drafts live in the arena of the kp_cli and borrow from the book.
 */
#ifndef KP_IO_CLI_FORM_BOOK_FORM_H
#define KP_IO_CLI_FORM_BOOK_FORM_H

#include "io/cli/cmd.h"
#include "io/cli/form/form_draft.h"

/* One draft for each sheet of the book, in order. */
kp_draft *kp_book_drafts(kp_cli *cli, const kp_book *book);

/* Rows whose amounts fell apart at the comma (KP1017) would stay apart in a workbook,
 * where nobody could see it any more: told at their cells. */
KP_CHECK kp_status kp_book_is_whole(kp_cli *cli, const kp_book *book);

#endif
