/* kind.c - files that are not what they are called; see kind.h. */
#include "io/base/kind.h"

#include <string.h>

#define OLE_MAGIC "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

static bool contains(kp_str bytes, const char *what)
{
    return kp_str_find(bytes, kp_str_of(what)) != SIZE_MAX;
}

/* Names inside an OLE file are UTF-16. */
static bool contains_wide(kp_str bytes, const char *what)
{
    char wide[64];
    size_t n = 0;

    for (; *what && n + 2 <= sizeof wide; what++) {
        wide[n++] = *what;
        wide[n++] = '\0';
    }
    return kp_str_find(bytes, (kp_str){wide, n}) != SIZE_MAX;
}

static kp_file_kind kind_of_ole(kp_str bytes, const char **name)
{
    if (contains_wide(bytes, "EncryptedPackage")) {
        *name = "Excel .xlsx (加密 / password-protected)";
        return KP_FILE_ENCRYPTED;
    }
    if (contains_wide(bytes, "ETExtData")) {
        *name = "WPS .et";
        return KP_FILE_ET;
    }
    if (contains_wide(bytes, "WordDocument")) {
        *name = "Word .doc";
        return KP_FILE_OTHER;
    }
    *name = "Excel .xls";
    return KP_FILE_XLS;
}

static kp_file_kind kind_of_zip(kp_str bytes, const char **name)
{
    static const struct {
        const char *part;
        const char *name;
        kp_file_kind kind;
    } kinds[] = {
        {"xl/workbook.bin", "Excel .xlsb", KP_FILE_OTHER},
        {"xl/workbook", "Excel .xlsx", KP_FILE_XLSX},
        {"word/document", "Word .docx", KP_FILE_OTHER},
        {"ppt/presentation", "PowerPoint .pptx", KP_FILE_OTHER},
        {"opendocument.spreadsheet", "OpenDocument .ods", KP_FILE_OTHER},
        {"Index/Document.iwa", "Numbers", KP_FILE_OTHER},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (contains(bytes, kinds[i].part)) {
            *name = kinds[i].name;
            return kinds[i].kind;
        }
    *name = "ZIP";
    return KP_FILE_ZIP;
}

kp_file_kind kp_kind_of_bytes(kp_str bytes, const char **name)
{
    static const struct {
        const char *magic;
        size_t n;
        const char *kind;
    } kinds[] = {
        {"%PDF-", 5, "PDF"},     {"Rar!\x1A", 5, "RAR"},
        {"7z\xBC\xAF", 4, "7z"}, {"\x1F\x8B", 2, "GZIP"},
        {"\x89PNG", 4, "PNG"},   {"\xFF\xD8\xFF", 3, "JPEG"},
        {"{\\rtf", 5, "RTF"},    {"SQLite format 3", 15, "SQLite"},
    };
    // Workbooks older than OLE, which old payroll programs still export.
    static const char *const bare_xls[] = {"\x09\x00\x04\x00", "\x09\x02\x06\x00",
                                           "\x09\x04\x06\x00", "\x09\x08\x08\x00"};

    *name = NULL;
    if (kp_str_starts(bytes, (kp_str){OLE_MAGIC, 8}))
        return kind_of_ole(bytes, name);
    if (kp_str_starts(bytes, KP_STR("PK\x03\x04")) ||
        kp_str_starts(bytes, KP_STR("PK\x05\x06")))
        return kind_of_zip(bytes, name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kp_str_starts(bytes, (kp_str){kinds[i].magic, kinds[i].n})) {
            *name = kinds[i].kind;
            return KP_FILE_OTHER;
        }
    for (size_t i = 0; i < sizeof bare_xls / sizeof *bare_xls; i++)
        if (kp_str_starts(bytes, (kp_str){bare_xls[i], 4})) {
            *name = "Excel .xls";
            return KP_FILE_XLS;
        }
    return KP_FILE_TEXT;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The tag stands here and ends here: <table> or <table border=0>, not <tableau>. */
static bool starts_tag(kp_str text, const char *tag)
{
    size_t n = strlen(tag);

    if (text.n <= n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower(text.p[i]) != tag[i])
            return false;
    return strchr("> \t\r\n/", text.p[n]) != NULL;
}

const char *kp_kind_of_markup(kp_str text)
{
    static const char *const tags[] = {"<!doctype", "<html", "<head", "<meta",
                                       "<style",    "<body", "<div",  "<table",
                                       "<p",        "<tr"};

    text = kp_str_trim(text);
    if (kp_str_starts(text, KP_STR("MIME-Version:")))
        return "MHTML";
    if (text.n == 0 || text.p[0] != '<')
        return NULL;
    if (starts_tag(text, "<?xml")) {
        kp_str head = kp_str_slice(text, 0, 4096);

        if (contains(head, "office:spreadsheet"))
            return "Excel XML 2003";
        return contains(head, "<html") ? "HTML" : "XML";
    }
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (starts_tag(text, tags[i]))
            return "HTML";
    return kp_str_starts(text, KP_STR("<!--")) ? "HTML" : NULL;
}
