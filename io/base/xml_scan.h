/* xml_scan.h - an XML document as it comes, piece by piece (the only door to expat).
 *
 * Refused: any DOCTYPE (so there are no entities but the five of XML, and nothing is
 * ever fetched) and elements nested too deep.  UTF-8 and UTF-16 are read.
 *
 * Names come in one of two ways.  With `separator` they are namespace, separator, local
 * name.  Without it they come as written, except that the prefix of the root element is
 * taken off all elements that have it, and `spaces` says which namespaces the root may
 * have: this is faster, and enough for documents whose elements are told by their
 * place.
 *
 * Ownership: a kp_xml_scan is a handle; close it.  It survives a longjmp out of a sink,
 *            but may then only be closed.
 * Errors:    the first fault stays; feeding more does nothing.
 */
#ifndef KP_IO_BASE_XML_SCAN_H
#define KP_IO_BASE_XML_SCAN_H

#include "engine/base/text.h"

typedef enum kp_xml_trouble {
    KP_XML_FINE,
    KP_XML_MALFORMED,
    KP_XML_DOCTYPE,
    KP_XML_DEEP,
    KP_XML_FOREIGN,  // the root is of no namespace that is wanted
    KP_XML_STOPPED,  // by the sink
    KP_XML_NO_MEMORY,
} kp_xml_trouble;

typedef struct kp_xml_sink {
    void *context;
    void (*start)(void *context, const char *name, const char **attribute);
    void (*end)(void *context);
    void (*text)(void *context, const char *text, size_t n);
} kp_xml_sink;

typedef struct kp_xml_options {
    size_t most_depth;
    char separator;             // '\0': names as written
    const char *const *spaces;  // with a NULL behind the last; NULL: any
} kp_xml_options;

typedef struct kp_xml_scan kp_xml_scan;

/* NULL when memory is used up. */
kp_xml_scan *kp_xml_scan_open(const kp_xml_sink *sink, const kp_xml_options *options);
void kp_xml_scan_close(kp_xml_scan *scan);  // NULL is fine

/* Room for `n` bytes of the document, to be filled and then fed; NULL: a fault. */
void *kp_xml_scan_room(kp_xml_scan *scan, size_t n);
/* False at the first fault. */
bool kp_xml_scan_feed(kp_xml_scan *scan, size_t n, bool last);
/* For sinks: nothing more is told. */
void kp_xml_scan_stop(kp_xml_scan *scan);

/* For sinks: where the tag being told stands in the bytes fed, and how long it is; an
 * empty one is told to start and to end at the same place, of no length the second
 * time. */
void kp_xml_scan_place(const kp_xml_scan *scan, size_t *at, size_t *n);

kp_xml_trouble kp_xml_scan_trouble(const kp_xml_scan *scan);
/* What expat calls the fault, and the line where it stands (or where reading is). */
const char *kp_xml_scan_words(const kp_xml_scan *scan);
size_t kp_xml_scan_line(const kp_xml_scan *scan);

/* The value of an attribute by its local name, whatever its prefix; NULL: absent. */
const char *kp_xml_attribute(const char **attribute, const char *name);
/* xsd:boolean */
bool kp_xml_is_true(const char *value);  // NULL is false

#endif
