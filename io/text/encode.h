/* encode.h - from UTF-8 to the encoding of a text file (the door to iconv).
 *
 * Owner:    an opened encoder holds an iconv handle: close it.
 * Errors:   kp__encode is false when the text has a character the encoding lacks.
 * Threads:  one thread an encoder.
 */
#ifndef KP_IO_TEXT_ENCODE_H
#define KP_IO_TEXT_ENCODE_H

#include "engine/base/text.h"

typedef struct kp__encoder {
    bool plain;    // UTF-8 goes through as it is
    bool mark;     // begins with a byte order mark
    void *handle;  // iconv_t
} kp__encoder;

/* False for names we do not know.  An empty name is UTF-8. */
bool kp__encoder_open(kp__encoder *encoder, kp_str name);
void kp__encoder_close(kp__encoder *encoder);

void kp__encode_mark(const kp__encoder *encoder, kp_buf *out);
bool kp__encode(const kp__encoder *encoder, kp_str text, kp_buf *out);

#endif
