/* xml.h - a small XML document as a tree.
 *
 * Refused: any DOCTYPE (xml_scan.h), and documents beyond the limits below.  Comments
 * and processing instructions are dropped.
 *
 * Ownership: the tree lives in the arena.
 * Errors:    KP7001 to KP7003; KP_ENOMEM.
 */
#ifndef KP_IO_BASE_XML_H
#define KP_IO_BASE_XML_H

#include "engine/base/diag.h"

#define KP_XML_MAX_BYTES (16u << 20)
#define KP_XML_MAX_DEPTH 100
#define KP_XML_MAX_ATTRS 64
#define KP_XML_MAX_NODES 500000

typedef struct kp_xml_attr {
    kp_str space, name, value;  // space is empty for plain attributes
} kp_xml_attr;

typedef struct kp_xml {
    kp_str space, name;  // namespace and local name
    kp_str text;         // all character data directly inside
    uint32_t line;
    size_t nattrs, nchildren, text_cap, child_cap;
    kp_xml_attr *attr;
    struct kp_xml **child;
    char *bytes;  // of text
} kp_xml;

KP_CHECK kp_status kp_xml_read(kp_arena *arena, kp_str file, kp_str bytes, kp_xml **out,
                               kp_diags *diags);

/* Empty when there is none. */
kp_str kp_xml_attr_of(const kp_xml *node, const char *name);
bool kp_xml_is(const kp_xml *node, const char *name);
/* The first child of that name, or NULL; the next one behind `after`. */
const kp_xml *kp_xml_child(const kp_xml *node, const char *name);
size_t kp_xml_count(const kp_xml *node, const char *name);
/* Its text, outer blanks removed; empty when there is no such child. */
kp_str kp_xml_child_text(const kp_xml *node, const char *name);

/* "&lt;" and the like. */
void kp_xml_escape(kp_str text, kp_buf *out);

#endif
