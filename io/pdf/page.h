/* page.h - paper, fonts and boxes: the one door to pango and cairo (private to io/pdf).
 *
 * Units are points (1/72 inch), from the top left corner.
 *
 * Owner:    an opened page must be closed, also after a failure.
 * Errors:   the first one is kept and told by close; later calls are harmless.
 * Threads:  one document a thread.
 */
#ifndef KP_IO_PDF_PAGE_H
#define KP_IO_PDF_PAGE_H

#include "engine/base/compiler.h"
#include "engine/base/text.h"

typedef struct kp__page kp__page;

typedef struct kp__box {
    double x, y, w, h;
} kp__box;

typedef enum kp__align {
    KP__LEFT,
    KP__MIDDLE,
    KP__RIGHT,
} kp__align;

typedef struct kp__ink {
    double points;
    kp__align align;
    bool bold;
} kp__ink;

typedef struct kp__page_options {
    kp_str paper;  // A3, A4, A5
    bool landscape;
    kp_str font;          // wanted first; may be empty
    const char *created;  // "2025-03-01T00:00:00Z"
    kp_status (*put)(void *context, kp_str bytes);
    void *context;
} kp__page_options;

/* The font that would be used; empty when the machine has none for Chinese. */
bool kp__page_find_font(kp_str wanted, char out[128]);

/* NULL when there is no font or no memory. */
kp__page *kp__page_open(const kp__page_options *options);
KP_CHECK kp_status kp__page_close(kp__page *page);

double kp__page_width(const kp__page *page);
double kp__page_height(const kp__page *page);
void kp__page_next(kp__page *page);  // what follows stands on another sheet

/* Wrapped to the width of the box, then made smaller until it fits. */
void kp__page_text(kp__page *page, kp__box box, kp_str text, kp__ink ink);
void kp__page_frame(kp__page *page, kp__box box);
void kp__page_shade(kp__page *page, kp__box box);
void kp__page_dashes(kp__page *page, double y);

/* Texts with characters that no font of the machine has. */
size_t kp__page_unknown(const kp__page *page, kp_str *first);

#endif
