/* page.c - a PDF document by cairo, its texts by pango; see page.h.
 *
 * The language of the text is fixed: else the machine's locale would choose between the
 * Chinese and the Japanese shape of a character.
 */
#include "io/pdf/page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 3.0  // between a frame and its text
#define LINE 0.5
#define SMALLEST 0.35  // of the wanted size

struct kp__page {
    kp__page_options options;
    double width, height;
    PangoFontMap *fonts;
    PangoContext *context;
    PangoFontDescription *font;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
    size_t nunknown;
    kp_buf unknown;  // the first such text
    bool refused;    // by whoever takes the bytes
};

// ---- fonts

/* In the order in which they are tried; all have simplified Chinese. */
static const char *const FAMILIES[] = {
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "AR PL UMing CN",
    "Microsoft YaHei",
    "SimSun",
    "SimHei",
};

static bool is_installed(PangoFontFamily *const *families, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(pango_font_family_get_name(families[i]), name) == 0)
            return true;
    return false;
}

static bool choose_font(PangoFontMap *map, kp_str wanted, char out[128])
{
    PangoFontFamily **families = NULL;
    const char *found = NULL;
    int n = 0;

    pango_font_map_list_families(map, &families, &n);
    if (wanted.n > 0 && wanted.n < 128) {
        memcpy(out, wanted.p, wanted.n);
        out[wanted.n] = '\0';
        found = is_installed(families, n, out) ? out : NULL;
    }
    for (size_t i = 0; !found && i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if (is_installed(families, n, FAMILIES[i]))
            found = FAMILIES[i];
    g_free(families);
    if (found && found != out)
        (void)strncpy(out, found, 127)[127];
    return found != NULL;
}

bool kp__page_find_font(kp_str wanted, char out[128])
{
    PangoFontMap *map = pango_cairo_font_map_new();

    memset(out, 0, 128);
    bool found = map && choose_font(map, wanted, out);
    if (map)
        g_object_unref(map);
    return found;
}

// ---- opening and closing

static void set_size(kp__page *page, const kp__page_options *options)
{
    static const struct {
        const char *name;
        double narrow, wide;
    } papers[] = {
        {"A4", 595.28, 841.89}, {"A3", 841.89, 1190.55}, {"A5", 419.53, 595.28}};
    size_t k = 0;

    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (kp_str_is(options->paper, papers[i].name))
            k = i;
    page->width = options->landscape ? papers[k].wide : papers[k].narrow;
    page->height = options->landscape ? papers[k].narrow : papers[k].wide;
}

static cairo_status_t take_bytes(void *context, const unsigned char *bytes, unsigned n)
{
    kp__page *page = context;

    if (!page->refused && page->options.put(page->options.context,
                                            (kp_str){(const char *)bytes, n}) != KP_OK)
        page->refused = true;
    return page->refused ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static bool open_document(kp__page *page)
{
    page->surface = cairo_pdf_surface_create_for_stream(take_bytes, page, page->width,
                                                        page->height);
    cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   page->options.created);
    page->cairo = cairo_create(page->surface);
    cairo_set_line_width(page->cairo, LINE);
    pango_cairo_update_context(page->cairo, page->context);
    page->layout = pango_layout_new(page->context);
    pango_layout_set_wrap(page->layout, PANGO_WRAP_WORD_CHAR);
    return cairo_status(page->cairo) == CAIRO_STATUS_SUCCESS;
}

kp__page *kp__page_open(const kp__page_options *options)
{
    kp__page *page = calloc(1, sizeof *page);
    char family[128] = {0};

    if (!page)
        return NULL;
    page->options = *options;
    kp_buf_init(&page->unknown, 1 << 16);
    set_size(page, options);
    page->fonts = pango_cairo_font_map_new();
    if (page->fonts && choose_font(page->fonts, options->font, family)) {
        page->context = pango_font_map_create_context(page->fonts);
        pango_context_set_language(page->context, pango_language_from_string("zh-cn"));
        page->font = pango_font_description_new();
        pango_font_description_set_family(page->font, family);
        if (open_document(page))
            return page;
    }
    kp_status status = kp__page_close(page);
    (void)status;
    return NULL;
}

static void drop(void *object)
{
    if (object)
        g_object_unref(object);
}

kp_status kp__page_close(kp__page *page)
{
    cairo_status_t status = CAIRO_STATUS_NO_MEMORY;

    drop(page->layout);
    if (page->cairo) {
        status = cairo_status(page->cairo);
        cairo_destroy(page->cairo);
    }
    if (page->surface) {
        cairo_surface_finish(page->surface);
        if (status == CAIRO_STATUS_SUCCESS)
            status = cairo_surface_status(page->surface);
        cairo_surface_destroy(page->surface);
    }
    if (page->font)
        pango_font_description_free(page->font);
    drop(page->context);
    drop(page->fonts);
    bool refused = page->refused;
    kp_buf_free(&page->unknown);
    free(page);
    if (status == CAIRO_STATUS_NO_MEMORY)
        return KP_ENOMEM;
    return status == CAIRO_STATUS_SUCCESS && !refused ? KP_OK : KP_EIO;
}

double kp__page_width(const kp__page *page)
{
    return page->width;
}

double kp__page_height(const kp__page *page)
{
    return page->height;
}

void kp__page_next(kp__page *page)
{
    cairo_show_page(page->cairo);
}

size_t kp__page_unknown(const kp__page *page, kp_str *first)
{
    *first = kp_buf_view(&page->unknown);
    return page->nunknown;
}

// ---- drawing

static void set_ink(kp__page *page, kp__ink ink)
{
    pango_font_description_set_absolute_size(page->font, ink.points * PANGO_SCALE);
    pango_font_description_set_weight(page->font, ink.bold ? PANGO_WEIGHT_BOLD
                                                           : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(page->layout, page->font);
    pango_layout_set_alignment(page->layout, ink.align == KP__RIGHT ? PANGO_ALIGN_RIGHT
                                             : ink.align == KP__MIDDLE
                                                 ? PANGO_ALIGN_CENTER
                                                 : PANGO_ALIGN_LEFT);
}

static void note_unknown(kp__page *page, kp_str text)
{
    if (pango_layout_get_unknown_glyphs_count(page->layout) == 0)
        return;
    if (page->nunknown++ == 0)
        kp_buf_str(&page->unknown, text);
}

/* How tall the text is when it is wrapped to so many points. */
static double height_at(kp__page *page, double width)
{
    int w, h;

    pango_layout_set_width(page->layout, (int)(width * PANGO_SCALE));
    pango_layout_get_size(page->layout, &w, &h);
    return (double)h / PANGO_SCALE;
}

/* Digits torn apart would be read wrong, so a number shrinks instead of wrapping. */
static double width_of_word(kp__page *page)
{
    int w, h;

    pango_layout_set_width(page->layout, -1);
    pango_layout_get_size(page->layout, &w, &h);
    return (double)w / PANGO_SCALE;
}

/* The largest scale at which the text fits its box. */
static double scale_to_fit(kp__page *page, kp__box box, bool one_line)
{
    double scale = 1;

    if (one_line) {
        double wide = width_of_word(page);

        return wide > box.w ? box.w / wide : 1;
    }
    while (scale > SMALLEST && height_at(page, box.w / scale) * scale > box.h)
        scale *= 0.92;
    return scale;
}

void kp__page_text(kp__page *page, kp__box box, kp_str text, kp__ink ink)
{
    kp__box in = {box.x + MARGIN, box.y, box.w - 2 * MARGIN, box.h};

    if (text.n == 0 || in.w <= 0)
        return;
    set_ink(page, ink);
    pango_layout_set_text(page->layout, text.p, (int)text.n);
    note_unknown(page, text);
    double scale = scale_to_fit(page, in, ink.align == KP__RIGHT);
    double tall = height_at(page, in.w / scale) * scale;
    cairo_save(page->cairo);
    cairo_translate(page->cairo, in.x, in.y + (in.h - tall) / 2);
    cairo_scale(page->cairo, scale, scale);
    pango_cairo_show_layout(page->cairo, page->layout);
    cairo_restore(page->cairo);
}

void kp__page_frame(kp__page *page, kp__box box)
{
    cairo_rectangle(page->cairo, box.x, box.y, box.w, box.h);
    cairo_stroke(page->cairo);
}

void kp__page_shade(kp__page *page, kp__box box)
{
    cairo_save(page->cairo);
    cairo_set_source_rgb(page->cairo, 0.92, 0.92, 0.92);
    cairo_rectangle(page->cairo, box.x, box.y, box.w, box.h);
    cairo_fill(page->cairo);
    cairo_restore(page->cairo);
}

void kp__page_dashes(kp__page *page, double y)
{
    const double dash[] = {4, 3};

    cairo_save(page->cairo);
    cairo_set_dash(page->cairo, dash, 2, 0);
    cairo_move_to(page->cairo, 0, y);
    cairo_line_to(page->cairo, page->width, y);
    cairo_stroke(page->cairo);
    cairo_restore(page->cairo);
}
