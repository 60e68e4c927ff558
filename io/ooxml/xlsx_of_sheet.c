/* xlsx_of_sheet.c - a CSV file's sheet as a plain workbook of texts, to be marked.
 *
 * Every cell stays the text that it was, so that nothing is turned into a date or loses
 * its leading zeros when it is opened.
 */
#include <zip.h>

#include "io/ooxml/mark_parts.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const char TYPES[] = HEAD
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/"
    "vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE
    "worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE
    "styles+xml\"/></Types>";
static const char ROOT[] =
    HEAD "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"rId1\" Type=\"" OFFICE
         "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char LINKS[] =
    HEAD "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"rId1\" Type=\"" OFFICE
         "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
         "Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>";
static const char STYLES[] = HEAD
    "<styleSheet xmlns=\"" MAIN "\"><fonts count=\"1\"><font><sz val=\"11\"/>"
    "<name val=\"宋体\"/></font></fonts><fills count=\"2\"><fill><patternFill "
    "patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/>"
    "</fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/>"
    "<diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" "
    "fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"1\">"
    "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

static void put_cell(kp_buf *out, const kp_row *row, uint32_t j)
{
    kp_str text = kp_cell_text(&row->cells[j]);

    if (text.n == 0)
        return;
    kp_buf_z(out, "<c r=\"");
    kp_column_letters(j + 1, out);
    kp_buf_printf(out, "%u\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                  row->number);
    kp__put_xml(out, text);
    kp_buf_z(out, "</t></is></c>");
}

static void put_sheet(kp_buf *out, const kp_sheet *sheet)
{
    kp_buf_z(out, HEAD "<worksheet xmlns=\"" MAIN "\"><sheetData>");
    for (uint32_t i = 0; i < sheet->nrows; i++) {
        kp_buf_printf(out, "<row r=\"%u\">", sheet->rows[i].number);
        for (uint32_t j = 0; j < sheet->rows[i].ncells; j++)
            put_cell(out, &sheet->rows[i], j);
        kp_buf_z(out, "</row>");
    }
    kp_buf_z(out, "</sheetData></worksheet>");
}

/* Names of sheets are short and lack a few characters; the part behind is not shown. */
static void put_workbook(kp_buf *out)
{
    kp_buf_z(out, HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE
                       "\"><sheets><sheet name=\"" KP_XLSX_CSV_SHEET
                       "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
}

static bool add(zip_t *zip, const char *name, kp_str bytes)
{
    zip_source_t *source = zip_source_buffer(zip, bytes.p, bytes.n, 0);
    zip_int64_t index = source ? zip_file_add(zip, name, source, 0) : -1;

    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_dostime(zip, (zip_uint64_t)index, 0, 0x21, 0) == 0;
}

static bool add_all(zip_t *zip, kp_str workbook, kp_str sheet)
{
    return add(zip, "[Content_Types].xml", kp_str_of(TYPES)) &&
           add(zip, "_rels/.rels", kp_str_of(ROOT)) &&
           add(zip, "xl/workbook.xml", workbook) &&
           add(zip, "xl/_rels/workbook.xml.rels", kp_str_of(LINKS)) &&
           add(zip, "xl/styles.xml", kp_str_of(STYLES)) &&
           add(zip, "xl/worksheets/sheet1.xml", sheet);
}

static bool read_back(zip_source_t *source, kp_buf *out)
{
    char step[1 << 14];
    zip_int64_t n;

    if (zip_source_open(source) != 0)
        return false;
    while ((n = zip_source_read(source, step, sizeof step)) > 0)
        kp_buf_put(out, step, (size_t)n);
    (void)zip_source_close(source);
    return n == 0 && !out->broken;
}

static bool pack(kp_str workbook, kp_str sheet, kp_buf *out)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, NULL) : NULL;

    if (!zip) {
        zip_source_free(source);
        return false;
    }
    zip_source_keep(source);
    bool whole = add_all(zip, workbook, sheet);
    if (!whole || zip_close(zip) != 0) {
        zip_discard(zip);
        whole = false;
    }
    whole = whole && read_back(source, out);
    zip_source_free(source);
    return whole;
}

kp_status kp_xlsx_of_sheet(const kp_sheet *sheet, kp_buf *out)
{
    kp_buf workbook, cells;

    kp_buf_init(out, KP_XLSX_MAX_TOTAL);
    kp_buf_init(&workbook, 4096);
    kp_buf_init(&cells, KP_XLSX_MAX_PART);
    put_workbook(&workbook);
    put_sheet(&cells, sheet);
    bool whole = !workbook.broken && !cells.broken &&
                 pack(kp_buf_view(&workbook), kp_buf_view(&cells), out);
    kp_buf_free(&workbook);
    kp_buf_free(&cells);
    return whole ? KP_OK : KP_ENOMEM;
}
