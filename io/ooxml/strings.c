/* strings.c - texts that come in pieces, and the shared strings of a workbook.
 *
 * A shared string is one text, or a row of runs in different fonts; the runs that give
 * its pronunciation (rPh) are none of it.  Characters that XML cannot hold are written
 * _xHHHH_, and so is an underscore that would look like that.
 */
#include <stdlib.h>
#include <string.h>

#include "io/ooxml/xlsx_parts.h"

enum {
    POOL_BYTES = 1 << 16,
    ESCAPE_BYTES = 7,  // _xHHHH_
    MOST_SHARED = KP_XLSX_MAX_CELLS,
};

/* ---- pieces ---- */

static bool make_room(kp__text *text, size_t need)
{
    size_t cap = text->cap ? text->cap : 256;

    while (cap < need)
        cap *= 2;
    char *p = realloc(text->p, cap);
    if (!p) {
        text->no_memory = true;
        return false;
    }
    text->p = p;
    text->cap = cap;
    return true;
}

void kp__text_put(kp__text *text, const char *p, size_t n)
{
    if (n > KP__TEXT_ROOM - text->n) {
        text->too_long = true;
        return;
    }
    if (text->n + n > text->cap && !make_room(text, text->n + n))
        return;
    if (n > 0)
        memcpy(text->p + text->n, p, n);
    text->n += n;
}

void kp__text_free(kp__text *text)
{
    free(text->p);
    *text = (kp__text){0};
}

/* ---- escapes ---- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_escape(const char *p, size_t n, uint32_t *unit)
{
    if (n < ESCAPE_BYTES || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return false;
    *unit = 0;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex(p[i]);

        if (digit < 0)
            return false;
        *unit = *unit * 16 + (uint32_t)digit;
    }
    return true;
}

static bool is_high(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* A code point of one escape or of two that are a surrogate pair; *n: bytes used. */
static bool read_point(const char *p, size_t left, uint32_t *point, size_t *n)
{
    uint32_t low;

    if (!read_escape(p, left, point))
        return false;
    *n = ESCAPE_BYTES;
    if (is_high(*point) && read_escape(p + ESCAPE_BYTES, left - ESCAPE_BYTES, &low) &&
        is_low(low)) {
        *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
        *n = (size_t)2 * ESCAPE_BYTES;
    } else if (is_high(*point) || is_low(*point)) {
        *point = 0xFFFD;  // half a character: the reader of the cell will say so
    }
    return true;
}

/* Never longer than what it replaces. */
static size_t take_escapes_out(char *p, size_t n)
{
    size_t to = 0;

    for (size_t at = 0; at < n;) {
        uint32_t point;
        size_t used;

        if (p[at] == '_' && read_point(p + at, n - at, &point, &used)) {
            to += kp_utf8_put(p + to, point);
            at += used;
        } else {
            p[to++] = p[at++];
        }
    }
    return to;
}

void kp__text_settle(kp__text *text)
{
    if (text->n > 0 && memchr(text->p, '_', text->n))
        text->n = take_escapes_out(text->p, text->n);
    kp_str whole = {text->p, text->n};
    if (whole.n > KP_XLSX_MAX_CHARACTERS &&
        kp_utf16_units(whole) > KP_XLSX_MAX_CHARACTERS)
        text->too_long = true;
    if (text->too_long)
        text->n = kp_str_beginning(whole, 24).n;
}

/* ---- the pool ---- */

char *kp__pool_take(kp__xlsx *x, size_t n)
{
    kp__pool *pool = &x->pool;

    if (n > pool->left) {
        size_t bytes = n > POOL_BYTES ? n : POOL_BYTES;

        pool->at = kp_arena_alloc(x->book->arena, bytes, 1);
        pool->left = bytes;
    }
    char *p = pool->at;
    pool->at += n;
    pool->left -= n;
    return p;
}

/* Padded, so that the next text begins where a number may stand. */
static kp__shared *take_shared(kp__xlsx *x, size_t n)
{
    const size_t align = _Alignof(kp__shared);
    size_t odd = (uintptr_t)x->pool.at % align, skip = odd ? align - odd : 0;

    if (skip > x->pool.left)
        skip = x->pool.left;
    if (skip > 0)
        (void)kp__pool_take(x, skip);
    return (kp__shared *)(void *)kp__pool_take(x, sizeof(kp__shared) + n);
}

/* ---- shared strings ---- */

typedef struct reader {
    kp__xlsx *x;
    size_t depth, skipped;  // skipped: depth inside rPh
    bool in_item, in_text;
} reader;

static bool grow_chunks(kp__strings *strings)
{
    size_t bytes = (strings->nchunks + 1) * sizeof *strings->chunk;
    const kp__shared ***chunk = realloc(strings->chunk, bytes);

    if (!chunk)
        return false;
    strings->chunk = chunk;
    chunk[strings->nchunks] = malloc(KP__SHARED_CHUNK * sizeof **chunk);
    if (!chunk[strings->nchunks])
        return false;
    strings->nchunks++;
    return true;
}

static void keep(reader *r)
{
    kp__xlsx *x = r->x;
    kp__strings *strings = &x->strings;

    kp__text_settle(&x->text);
    if (x->text.no_memory ||
        (strings->n == strings->nchunks * KP__SHARED_CHUNK && !grow_chunks(strings))) {
        (void)kp__xlsx_no_memory(x);
        kp_xml_scan_stop(x->scan);
        return;
    }
    if (strings->n >= MOST_SHARED) {
        (void)kp__xlsx_limit(x, "共享字符串 / shared strings", MOST_SHARED);
        kp_xml_scan_stop(x->scan);
        return;
    }
    kp__shared *shared = take_shared(x, x->text.n);
    shared->n = (uint32_t)x->text.n;
    shared->too_long = x->text.too_long;
    if (x->text.n > 0)
        memcpy(shared->p, x->text.p, x->text.n);
    strings->chunk[strings->n / KP__SHARED_CHUNK][strings->n % KP__SHARED_CHUNK] =
        shared;
    strings->n++;
}

static void on_start(void *context, const char *name, const char **attribute)
{
    reader *r = context;

    (void)attribute;
    r->depth++;
    if (r->skipped > 0 || strcmp(name, "rPh") == 0) {
        r->skipped++;
        return;
    }
    if (r->depth == 2 && strcmp(name, "si") == 0) {
        r->in_item = true;
        r->x->text.n = 0;
        r->x->text.too_long = false;
    }
    r->in_text = r->in_item && strcmp(name, "t") == 0;
}

static void on_end(void *context)
{
    reader *r = context;

    r->depth--;
    r->in_text = false;
    if (r->skipped > 0) {
        r->skipped--;
        return;
    }
    if (r->depth == 1 && r->in_item) {
        r->in_item = false;
        keep(r);
    }
}

static void on_text(void *context, const char *text, size_t n)
{
    reader *r = context;

    if (r->in_text && r->skipped == 0)
        kp__text_put(&r->x->text, text, n);
}

bool kp__strings_read(kp__xlsx *x)
{
    reader r = {.x = x};
    kp_xml_sink sink = {&r, on_start, on_end, on_text};

    if (x->strings_part.n == 0)
        return true;
    bool whole = kp__package_scan(x, x->strings_part, &sink, kp__main_spaces);
    x->text.too_long = false;
    return whole;
}

const kp__shared *kp__strings_at(const kp__xlsx *x, size_t index)
{
    if (index >= x->strings.n)
        return NULL;
    return x->strings.chunk[index / KP__SHARED_CHUNK][index % KP__SHARED_CHUNK];
}

void kp__strings_free(kp__strings *strings)
{
    for (size_t i = 0; i < strings->nchunks; i++)
        free(strings->chunk[i]);
    free(strings->chunk);
    *strings = (kp__strings){0};
}
