/* mark_comments.c - comments beside a sheet, and the drawing that shows them.
 *
 * A comment is a text in one part and a box in another (VML).  Where a sheet has both
 * already, ours are added; a comment at the same cell keeps its text behind ours.
 */
#include <string.h>

#include "io/ooxml/mark_parts.h"

#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

enum {
    FIRST_SHAPE = 30000,  // other programs count from 1025
    MOST_TEXT = 1 << 24,
};

typedef struct comments {
    kp__marker *m;
    kp__part part;
    kp_str prefix;
    size_t depth, nauthors, authors_end, list_end, comment_at;
    bool in_authors, in_list;
    const kp_xlsx_note *at_note;  // the note of the comment being read
    kp_str *old;                  // what stood at each note's cell
    bool *boxed;                  // and so has a box
} comments;

/* ---- comments that are there ---- */

static const kp_xlsx_note *note_at(const kp__marker *m, const char *ref)
{
    uint32_t row, col;

    if (!ref || !kp__cell_place(ref, &row, &col))
        return NULL;
    for (size_t i = 0; i < m->nnotes; i++)
        if (m->note[i].row == row && m->note[i].col == col)
            return &m->note[i];
    return NULL;
}

static size_t place(const comments *c, size_t *n)
{
    size_t at;

    kp_xml_scan_place(c->m->x.scan, &at, n);
    return at;
}

static void on_start(void *context, const char *name, const char **attribute)
{
    comments *c = context;
    size_t n;

    if (c->depth == 1) {
        c->in_authors = strcmp(name, "authors") == 0;
        c->in_list = strcmp(name, "commentList") == 0;
    } else if (c->depth == 2 && c->in_authors) {
        c->nauthors++;
    } else if (c->depth == 2 && c->in_list) {
        c->at_note = note_at(c->m, kp_xml_attribute(attribute, "ref"));
        c->comment_at = place(c, &n);
        c->m->x.text.n = 0;
        c->m->x.text.too_long = false;
    }
    c->depth++;
}

static void end_comment(comments *c)
{
    size_t n, at = place(c, &n), i = (size_t)(c->at_note - c->m->note);

    c->old[i] = kp_str_copy(c->m->x.scratch, (kp_str){c->m->x.text.p, c->m->x.text.n});
    c->boxed[i] = true;
    kp__part_edit(c->m, &c->part, c->comment_at, at + n - c->comment_at, KP_NONE);
    c->at_note = NULL;
}

static void on_end(void *context)
{
    comments *c = context;
    size_t n, at = place(c, &n);

    c->depth--;
    if (c->depth == 2 && c->in_list && c->at_note)
        end_comment(c);
    if (c->depth == 1 && c->in_authors)
        c->authors_end = at;
    if (c->depth == 1 && c->in_list)
        c->list_end = at;
}

static void on_text(void *context, const char *text, size_t n)
{
    comments *c = context;

    if (c->at_note)
        kp__text_put(&c->m->x.text, text, n);
}

/* ---- the part with the texts ---- */

static void put_comment(const comments *c, size_t i, kp_buf *out)
{
    const kp_xlsx_note *note = &c->m->note[i];
    kp_str x = c->prefix;
    kp_buf ref;

    kp_buf_init(&ref, 32);
    kp_column_letters(note->col, &ref);
    kp_buf_printf(out,
                  "<%.*scomment ref=\"%.*s%u\" authorId=\"%zu\"><%.*stext><%.*st "
                  "xml:space=\"preserve\">",
                  KP_FMT(x), KP_FMT(kp_buf_view(&ref)), note->row, c->nauthors,
                  KP_FMT(x), KP_FMT(x));
    kp__put_xml(out, note->text);
    if (c->old[i].n > 0) {
        kp_buf_z(out, "\n\n");
        kp__put_xml(out, c->old[i]);
    }
    kp_buf_printf(out, "</%.*st></%.*stext></%.*scomment>", KP_FMT(x), KP_FMT(x),
                  KP_FMT(x));
    kp_buf_free(&ref);
}

static kp_str all_comments(const comments *c)
{
    kp_buf text;

    kp_buf_init(&text, MOST_TEXT);
    for (size_t i = 0; i < c->m->nnotes; i++)
        put_comment(c, i, &text);
    return kp__marker_text(c->m, &text);
}

static bool add_comments(comments *c, kp_str name)
{
    kp_xml_sink sink = {c, on_start, on_end, on_text};
    kp_buf author;

    if (!kp__part_open(c->m, name, &c->part) ||
        !kp__package_scan_bytes(&c->m->x, name, c->part.bytes, &sink) ||
        c->authors_end == 0 || c->list_end == 0)
        return false;
    c->prefix = kp__root_prefix(c->part.bytes);
    kp_buf_init(&author, 256);
    kp_buf_printf(&author, "<%.*sauthor>kpay</%.*sauthor>", KP_FMT(c->prefix),
                  KP_FMT(c->prefix));
    kp__part_edit(c->m, &c->part, c->authors_end, 0, kp__marker_text(c->m, &author));
    kp__part_edit(c->m, &c->part, c->list_end, 0, all_comments(c));
    return kp__part_put(c->m, name, kp__part_result(c->m, &c->part));
}

static bool new_comments(comments *c, kp_str name)
{
    kp_buf text;

    kp_buf_init(&text, MOST_TEXT);
    kp_buf_printf(&text,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                  "<comments xmlns=\"%s\"><authors><author>kpay</author></authors>"
                  "<commentList>",
                  kp__main_spaces[0]);
    kp_buf_str(&text, all_comments(c));
    kp_buf_z(&text, "</commentList></comments>");
    return kp__part_put(c->m, name, kp__marker_text(c->m, &text));
}

/* ---- the boxes ---- */

static void put_box(const kp_xlsx_note *note, size_t id, kp_buf *out)
{
    kp_buf_printf(
        out,
        "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" "
        "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
        "xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_s%zu\" "
        "type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;"
        "margin-top:2pt;width:220pt;height:90pt;z-index:1;visibility:hidden\" "
        "fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>"
        "<v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>"
        "<v:path o:connecttype=\"none\"/>"
        "<v:textbox style=\"mso-direction-alt:auto\"/>"
        "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>"
        "<x:Anchor>%u, 15, %u, 2, %u, 31, %u, 1</x:Anchor><x:AutoFill>False"
        "</x:AutoFill><x:Row>%u</x:Row><x:Column>%u</x:Column></x:ClientData>"
        "</v:shape>",
        id, note->col, note->row > 1 ? note->row - 2 : 0, note->col + 4, note->row + 5,
        note->row - 1, note->col - 1);
}

static kp_str all_boxes(const comments *c)
{
    kp_buf text;

    kp_buf_init(&text, MOST_TEXT);
    for (size_t i = 0; i < c->m->nnotes; i++)
        if (!c->boxed[i])
            put_box(&c->m->note[i], FIRST_SHAPE + i, &text);
    return kp__marker_text(c->m, &text);
}

static bool add_boxes(comments *c, kp_str name)
{
    kp__part part;

    if (!kp__part_open(c->m, name, &part))
        return false;
    for (size_t at = part.bytes.n; at-- > 2;)
        if (part.bytes.p[at - 1] == '<' && part.bytes.p[at] == '/') {
            kp__part_edit(c->m, &part, at - 1, 0, all_boxes(c));
            return kp__part_put(c->m, name, kp__part_result(c->m, &part));
        }
    return false;
}

static bool new_boxes(comments *c, kp_str name)
{
    kp_buf text;

    kp_buf_init(&text, MOST_TEXT);
    kp_buf_z(&text, "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "
                    "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                    "xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"
                    "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" "
                    "data=\"1\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" "
                    "coordsize=\"21600,21600\" o:spt=\"202\" "
                    "path=\"m,l,21600r21600,l21600,xe\"><v:stroke "
                    "joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" "
                    "o:connecttype=\"rect\"/></v:shapetype>");
    kp_buf_str(&text, all_boxes(c));
    kp_buf_z(&text, "</xml>");
    return kp__part_put(c->m, name, kp__marker_text(c->m, &text));
}

/* ---- who refers to them ---- */

static kp_str numbered(kp__marker *m, const char *before, const char *behind)
{
    kp_buf text;

    kp_buf_init(&text, 256);
    kp_buf_printf(&text, "%s%zu%s", before, m->nsheets, behind);
    return kp__marker_text(m, &text);
}

/* Put before the last end tag: </Relationships>, </Types>. */
static bool append(kp__marker *m, kp__part *part, kp_str text)
{
    for (size_t at = part->bytes.n; at-- > 1;)
        if (part->bytes.p[at] == '/' && part->bytes.p[at - 1] == '<') {
            kp__part_edit(m, part, at - 1, 0, text);
            return true;
        }
    return false;
}

static bool add_relations(kp__marker *m, kp_str sheet, kp_str texts, kp_str boxes)
{
    kp_str name = kp__relations_part(&m->x, sheet);
    kp__part part = {
        .name = name,
        .bytes = KP_STR("<Relationships xmlns=\"" RELATIONS "\"></Relationships>")};
    kp_buf text;

    if (kp__package_has(&m->x, name) && !kp__part_open(m, name, &part))
        return false;
    bool strict = kp_str_find(part.bytes, KP_STR(STRICT)) != SIZE_MAX;
    const char *family = strict ? STRICT : OFFICE;
    kp_buf_init(&text, 4096);
    if (texts.n > 0)
        kp_buf_printf(&text,
                      "<Relationship xmlns=\"" RELATIONS
                      "\" Id=\"kpayComments\" Type=\"%scomments\" "
                      "Target=\"/%.*s\"/>",
                      family, KP_FMT(texts));
    if (boxes.n > 0)
        kp_buf_printf(&text,
                      "<Relationship xmlns=\"" RELATIONS
                      "\" Id=\"kpayBoxes\" Type=\"%svmlDrawing\" Target=\"/%.*s\"/>",
                      family, KP_FMT(boxes));
    if (!append(m, &part, kp__marker_text(m, &text)))
        return false;
    return kp__part_put(m, name, kp__part_result(m, &part));
}

static void declare_comments(kp__marker *m, kp_str name)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_buf_printf(&text,
                  "<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                  "content-types\" PartName=\"/%.*s\" ContentType=\"application/"
                  "vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>",
                  KP_FMT(name));
    (void)append(m, &m->types, kp__marker_text(m, &text));
}

static void declare_boxes(kp__marker *m, kp_str name)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_buf_printf(&text,
                  "<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                  "content-types\" PartName=\"/%.*s\" ContentType=\"application/"
                  "vnd.openxmlformats-officedocument.vmlDrawing\"/>",
                  KP_FMT(name));
    (void)append(m, &m->types, kp__marker_text(m, &text));
}

static kp_str target_of(const kp__relations *relations, const char *kind)
{
    for (size_t i = 0; i < relations->n; i++)
        if (kp__relation_is(&relations->item[i], kind) && !relations->item[i].external)
            return relations->item[i].target;
    return KP_NONE;
}

bool kp__mark_comments(kp__marker *m, kp_str sheet_part, kp_str *link)
{
    kp__relations relations = {0};
    comments c = {.m = m};
    kp_str fresh = KP_NONE, boxes = KP_NONE;

    *link = KP_NONE;
    m->nsheets++;
    c.old = KP_NEW_ARRAY(m->x.scratch, m->nnotes, kp_str);
    c.boxed = KP_NEW_ARRAY(m->x.scratch, m->nnotes, bool);
    if (kp__package_has(&m->x, kp__relations_part(&m->x, sheet_part)) &&
        !kp__relations_read(&m->x, sheet_part, &relations))
        return false;
    kp_str there = target_of(&relations, "comments"),
           drawing = target_of(&relations, "vmlDrawing");
    if (there.n == 0)
        fresh = numbered(m, "xl/kpay-comments", ".xml");
    if (there.n > 0 ? !add_comments(&c, there) : !new_comments(&c, fresh))
        return false;
    if (drawing.n == 0) {
        boxes = numbered(m, "xl/kpay-boxes", ".vml");
        *link = KP_STR("kpayBoxes");
    }
    if (drawing.n > 0 ? !add_boxes(&c, drawing) : !new_boxes(&c, boxes))
        return false;
    if (fresh.n > 0)
        declare_comments(m, fresh);
    if (boxes.n > 0)
        declare_boxes(m, boxes);
    return fresh.n + boxes.n == 0 || add_relations(m, sheet_part, fresh, boxes);
}
