/* xml_scan.c - reading XML through expat (see xml_scan.h). */
#include "io/base/xml_scan.h"

#include <assert.h>
#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct kp_xml_scan {
    XML_Parser parser;
    kp_xml_sink sink;
    kp_xml_options options;
    size_t depth;
    char prefix[32];  // of the root, with its colon
    size_t nprefix;
    kp_xml_trouble trouble;
};

static void stop(kp_xml_scan *scan, kp_xml_trouble why)
{
    if (scan->trouble == KP_XML_FINE)
        scan->trouble = why;
    (void)XML_StopParser(scan->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon ? colon + 1 : name;
}

/* ---- the root's namespace ---- */

static bool keep_prefix(kp_xml_scan *scan, const char *name)
{
    size_t n = (size_t)(local_name(name) - name);

    if (n >= sizeof scan->prefix)
        return false;
    memcpy(scan->prefix, name, n);
    scan->nprefix = n;
    return true;
}

/* xmlns="…", or xmlns:x="…" for the prefix x: */
static bool declares_prefix(const kp_xml_scan *scan, const char *attribute)
{
    if (strncmp(attribute, "xmlns", 5) != 0)
        return false;
    if (scan->nprefix == 0)
        return attribute[5] == '\0';
    return attribute[5] == ':' && strlen(attribute + 6) == scan->nprefix - 1 &&
           strncmp(attribute + 6, scan->prefix, scan->nprefix - 1) == 0;
}

static bool is_wanted(const kp_xml_scan *scan, const char **attribute)
{
    const char *space = "";

    if (!scan->options.spaces)
        return true;
    for (; attribute[0]; attribute += 2)
        if (declares_prefix(scan, attribute[0]))
            space = attribute[1];
    for (const char *const *want = scan->options.spaces; *want; want++)
        if (strcmp(space, *want) == 0)
            return true;
    return false;
}

/* ---- what expat calls ---- */

static void on_start(void *data, const char *name, const char **attribute)
{
    kp_xml_scan *scan = data;

    // A stopped parser may still tell the rest of a tag.
    if (scan->trouble != KP_XML_FINE)
        return;
    if (scan->depth >= scan->options.most_depth) {
        stop(scan, KP_XML_DEEP);
        return;
    }
    if (scan->depth++ == 0 && !scan->options.separator &&
        (!keep_prefix(scan, name) || !is_wanted(scan, attribute))) {
        stop(scan, KP_XML_FOREIGN);
        return;
    }
    if (scan->nprefix > 0 && strncmp(name, scan->prefix, scan->nprefix) == 0)
        name += scan->nprefix;
    scan->sink.start(scan->sink.context, name, attribute);
}

static void on_end(void *data, const char *name)
{
    kp_xml_scan *scan = data;

    (void)name;
    if (scan->trouble != KP_XML_FINE)
        return;
    scan->depth--;
    scan->sink.end(scan->sink.context);
}

static void on_text(void *data, const char *text, int n)
{
    kp_xml_scan *scan = data;

    if (scan->trouble == KP_XML_FINE)
        scan->sink.text(scan->sink.context, text, (size_t)n);
}

static void on_doctype(void *data, const char *name, const char *system,
                       const char *public_id, int has_internal)
{
    (void)name;
    (void)system;
    (void)public_id;
    (void)has_internal;
    stop(data, KP_XML_DOCTYPE);
}

/* ---- from outside ---- */

kp_xml_scan *kp_xml_scan_open(const kp_xml_sink *sink, const kp_xml_options *options)
{
    kp_xml_scan *scan = calloc(1, sizeof *scan);

    if (!scan)
        return NULL;
    scan->sink = *sink;
    scan->options = *options;
    scan->parser = options->separator ? XML_ParserCreateNS(NULL, options->separator)
                                      : XML_ParserCreate(NULL);
    if (!scan->parser) {
        free(scan);
        return NULL;
    }
    // A fixed salt: what is read must not depend on anything but the bytes.
    (void)XML_SetHashSalt(scan->parser, 0x6b706179);
    XML_SetUserData(scan->parser, scan);
    XML_SetElementHandler(scan->parser, on_start, on_end);
    XML_SetCharacterDataHandler(scan->parser, on_text);
    XML_SetStartDoctypeDeclHandler(scan->parser, on_doctype);
    return scan;
}

void kp_xml_scan_close(kp_xml_scan *scan)
{
    if (!scan)
        return;
    XML_ParserFree(scan->parser);
    free(scan);
}

void *kp_xml_scan_room(kp_xml_scan *scan, size_t n)
{
    assert(n <= INT_MAX);
    if (scan->trouble != KP_XML_FINE)
        return NULL;
    void *room = XML_GetBuffer(scan->parser, (int)n);
    if (!room)
        scan->trouble = KP_XML_NO_MEMORY;
    return room;
}

bool kp_xml_scan_feed(kp_xml_scan *scan, size_t n, bool last)
{
    if (scan->trouble != KP_XML_FINE)
        return false;
    enum XML_Status status = XML_ParseBuffer(scan->parser, (int)n, last);
    if (status != XML_STATUS_OK && scan->trouble == KP_XML_FINE)
        scan->trouble = XML_GetErrorCode(scan->parser) == XML_ERROR_NO_MEMORY
                            ? KP_XML_NO_MEMORY
                            : KP_XML_MALFORMED;
    return scan->trouble == KP_XML_FINE;
}

void kp_xml_scan_stop(kp_xml_scan *scan)
{
    stop(scan, KP_XML_STOPPED);
}

void kp_xml_scan_place(const kp_xml_scan *scan, size_t *at, size_t *n)
{
    *at = (size_t)XML_GetCurrentByteIndex(scan->parser);
    *n = (size_t)XML_GetCurrentByteCount(scan->parser);
}

kp_xml_trouble kp_xml_scan_trouble(const kp_xml_scan *scan)
{
    return scan->trouble;
}

const char *kp_xml_scan_words(const kp_xml_scan *scan)
{
    const char *words = XML_ErrorString(XML_GetErrorCode(scan->parser));

    return words ? words : "";
}

size_t kp_xml_scan_line(const kp_xml_scan *scan)
{
    return XML_GetCurrentLineNumber(scan->parser);
}

const char *kp_xml_attribute(const char **attribute, const char *name)
{
    for (; attribute[0]; attribute += 2)
        if (strcmp(local_name(attribute[0]), name) == 0)
            return attribute[1];
    return NULL;
}

bool kp_xml_is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}
