/* mark_parts.h - the rooms behind xlsx_mark.h; for io/ooxml only.
 *
 * A part is changed by a list of edits over its bytes, found while it is scanned.
 * Functions that return bool say false when the workbook cannot be marked.
 */
#ifndef KP_IO_OOXML_MARK_PARTS_H
#define KP_IO_OOXML_MARK_PARTS_H

#include "io/ooxml/xlsx_mark.h"
#include "io/ooxml/xlsx_parts.h"

typedef struct kp__edit {
    size_t at, cut, order;
    kp_str text;
} kp__edit;

typedef struct kp__part {
    kp_str name, bytes;
    kp__edit *edit;
    size_t nedits, cap;
} kp__part;

typedef struct kp__fill_style {
    uint32_t from;  // the style that the cell had
    bool warning;
} kp__fill_style;

typedef struct kp__marker {
    kp__xlsx x;
    const kp_xlsx_note *note;  // of one sheet, sorted
    size_t nnotes;
    kp__part styles;
    bool has_styles;
    kp_str prefix;  // of the elements of styles, with its colon
    kp_str *style;  // each <xf> of cellXfs as written
    size_t nstyles, styles_cap;
    size_t styles_end;     // where a further one goes
    kp__edit count;        // of cellXfs
    uint32_t fill;         // of errors; that of warnings is the next
    kp__fill_style *made;  // styles added
    size_t nmade, made_cap;
    size_t nsheets;  // sheets marked so far
    kp__part types;  // [Content_Types].xml
} kp__marker;

/* ---- mark_edits.c ---- */

bool kp__part_open(kp__marker *m, kp_str name, kp__part *out);
void kp__part_edit(kp__marker *m, kp__part *part, size_t at, size_t cut, kp_str text);
/* The bytes with all edits made. */
kp_str kp__part_result(kp__marker *m, kp__part *part);
/* A start tag with this attribute set. */
kp_str kp__tag_with(kp__marker *m, kp_str tag, const char *name, kp_str value);
kp_str kp__marker_text(kp__marker *m, const kp_buf *text);    // a copy; frees it
bool kp__part_put(kp__marker *m, kp_str name, kp_str bytes);  // into the archive
void kp__put_xml(kp_buf *out, kp_str text);

/* ---- mark_styles.c ---- */

bool kp__mark_open_styles(kp__marker *m);
/* The number of the style `from` with the fill of an error or a warning. */
uint32_t kp__mark_style(kp__marker *m, uint32_t from, bool warning);
bool kp__mark_close_styles(kp__marker *m);

/* ---- mark_sheet.c, mark_comments.c ---- */

bool kp__mark_sheet(kp__marker *m, const kp__sheet_entry *entry);
/* Comments of the notes beside a sheet; *link is the id of the drawing to refer to, or
 * empty when the sheet has one already. */
bool kp__mark_comments(kp__marker *m, kp_str sheet_part, kp_str *link);

#endif
