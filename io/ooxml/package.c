/* package.c - the parts of the archive as streams of XML.
 *
 * A part is unpacked straight into the XML parser's buffer and never stands in memory
 * as a whole.
 */
#include <string.h>
#include <zip.h>

#include "io/ooxml/xlsx_parts.h"

enum {
    STEP = 1 << 16,  // bytes unpacked at a time
};

const char *const kp__main_spaces[] = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  // the strict edition
    NULL,
};

static bool refuse_archive(kp__xlsx *x, zip_error_t *error)
{
    bool nomem = zip_error_code_zip(error) == ZIP_ER_MEMORY;

    if (!nomem)
        (void)kp__xlsx_fail(x, KP1166, kp_str_of(zip_error_strerror(error)), KP_NONE,
                            KP_NONE);
    zip_error_fini(error);
    return nomem ? kp__xlsx_no_memory(x) : false;
}

bool kp__package_open(kp__xlsx *x, kp_str bytes)
{
    zip_error_t error;

    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    if (!source)
        return refuse_archive(x, &error);
    x->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!x->zip) {
        zip_source_free(source);
        return refuse_archive(x, &error);
    }
    zip_error_fini(&error);
    return true;
}

/* Part names differ neither by case nor, as some writers have it, by the slash. */
static zip_int64_t index_of(const kp__xlsx *x, kp_str part)
{
    char name[1024];

    if (part.n >= sizeof name)
        return -1;
    memcpy(name, part.p, part.n);
    name[part.n] = '\0';
    zip_int64_t index = zip_name_locate(x->zip, name, ZIP_FL_NOCASE);
    if (index >= 0)
        return index;
    for (size_t i = 0; i < part.n; i++)
        if (name[i] == '/')
            name[i] = '\\';
    return zip_name_locate(x->zip, name, ZIP_FL_NOCASE);
}

bool kp__package_has(const kp__xlsx *x, kp_str part)
{
    return index_of(x, part) >= 0;
}

int64_t kp__package_index(const kp__xlsx *x, kp_str part)
{
    return index_of(x, part);
}

void kp__package_close(kp__xlsx *x)
{
    kp_xml_scan_close(x->scan);
    if (x->open)
        (void)zip_fclose(x->open);
    if (x->zip)
        zip_discard(x->zip);
    zip_source_free(x->source);
    x->source = NULL;
    x->scan = NULL;
    x->open = NULL;
    x->zip = NULL;
}

/* ---- one part ---- */

static bool check_method(kp__xlsx *x, const zip_stat_t *stat)
{
    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) &&
        stat->encryption_method != ZIP_EM_NONE)
        return kp__xlsx_fail(x, KP1162, KP_NONE, KP_NONE, KP_NONE);
    if (!(stat->valid & ZIP_STAT_COMP_METHOD) ||
        (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE))
        return kp__xlsx_fail(x, KP1180, x->part, KP_NONE, KP_NONE);
    return true;
}

bool kp__package_tell_xml(kp__xlsx *x)
{
    char line[24];
    kp_buf text;

    kp_buf_init(&text, sizeof line);
    kp_buf_uint(&text, kp_xml_scan_line(x->scan));
    kp_str at = kp_str_copy(x->scratch, kp_buf_view(&text));
    kp_buf_free(&text);
    switch (kp_xml_scan_trouble(x->scan)) {
    case KP_XML_FINE:
    case KP_XML_STOPPED:
        return false;  // the sink has told why, if there is a reason
    case KP_XML_NO_MEMORY:
        return kp__xlsx_no_memory(x);
    case KP_XML_DOCTYPE:
        return kp__xlsx_fail(x, KP1168, x->part, KP_NONE, KP_NONE);
    case KP_XML_DEEP:
        return kp__xlsx_limit(x, "XML 嵌套层数 / XML depth", KP_XLSX_MAX_DEPTH);
    case KP_XML_FOREIGN:
        return kp__xlsx_fail(x, KP1182, x->part, KP_NONE, KP_NONE);
    case KP_XML_MALFORMED:
        break;
    }
    return kp__xlsx_fail(x, KP1167, x->part, kp_str_of(kp_xml_scan_words(x->scan)), at);
}

/* Headers may lie about sizes: what comes out is counted.  libzip compares the sum. */
static bool unpack(kp__xlsx *x, zip_file_t *file, uint64_t size)
{
    for (uint64_t total = 0;;) {
        void *room = kp_xml_scan_room(x->scan, STEP);

        if (!room)
            return kp__package_tell_xml(x);
        zip_int64_t n = zip_fread(file, room, STEP);
        if (n < 0 || (n == 0 && total != size))
            return kp__xlsx_fail(x, KP1179, x->part, KP_NONE, KP_NONE);
        total += (uint64_t)n;
        if (total > size)
            return kp__xlsx_fail(x, KP1179, x->part, KP_NONE, KP_NONE);
        if (!kp_xml_scan_feed(x->scan, (size_t)n, n == 0))
            return kp__package_tell_xml(x);
        if (n == 0)
            return true;
    }
}

static bool scan_file(kp__xlsx *x, zip_uint64_t index, uint64_t size)
{
    x->open = zip_fopen_index(x->zip, index, 0);
    if (!x->open)
        return kp__xlsx_fail(x, KP1179, x->part, KP_NONE, KP_NONE);
    bool whole = unpack(x, x->open, size);
    (void)zip_fclose(x->open);
    x->open = NULL;
    return whole;
}

bool kp__package_scan(kp__xlsx *x, kp_str part, const kp_xml_sink *sink,
                      const char *const *spaces)
{
    kp_xml_options options = {.most_depth = KP_XLSX_MAX_DEPTH, .spaces = spaces};
    zip_int64_t index = index_of(x, part);
    zip_stat_t stat;

    x->part = part;
    zip_stat_init(&stat);
    if (index < 0 || zip_stat_index(x->zip, (zip_uint64_t)index, 0, &stat) != 0 ||
        !(stat.valid & ZIP_STAT_SIZE))
        return kp__xlsx_fail(x, KP1177, part, KP_NONE, KP_NONE);
    if (!check_method(x, &stat))
        return false;
    x->scan = kp_xml_scan_open(sink, &options);
    if (!x->scan)
        return kp__xlsx_no_memory(x);
    bool whole = scan_file(x, (zip_uint64_t)index, stat.size);
    kp_xml_scan_close(x->scan);
    x->scan = NULL;
    return whole;
}
