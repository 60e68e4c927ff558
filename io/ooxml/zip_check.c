/* zip_check.c - the directory of an archive, before anything is unpacked.
 *
 * What libzip trusts is looked at here: that parts lie one behind the other and not
 * over each other (a small file whose parts share their bytes unpacks to gigabytes),
 * that no two have the same name (readers differ in which one they take), that the
 * header before each part agrees with the directory, and that sizes are sensible.
 * Sizes may still be lies; package.c counts while it unpacks.
 */
#include <stdlib.h>
#include <string.h>

#include "io/ooxml/xlsx_parts.h"

enum {
    END_BYTES = 22,    // of the end record, without its comment
    ENTRY_BYTES = 46,  // of an entry of the directory, without its name
    LOCAL_BYTES = 30,  // of the header before a part
    END64_BYTES = 56,
    LOCATOR_BYTES = 20,
    RATIO_FROM = 1 << 20,  // small parts may shrink as they like
};

typedef struct entry {
    kp_str name;
    uint64_t from, to;  // in the file, its header included
    uint64_t packed, size;
} entry;

typedef struct directory {
    uint64_t at, bytes, n;
} directory;

static uint64_t word(kp_str bytes, uint64_t at, size_t n)
{
    uint64_t value = 0;

    for (size_t i = n; i-- > 0;)
        value = value << 8 | (unsigned char)bytes.p[at + i];
    return value;
}

static bool has(kp_str bytes, uint64_t at, uint64_t n)
{
    return at <= bytes.n && n <= bytes.n - at;
}

static bool damaged(kp__xlsx *x, const char *why)
{
    return kp__xlsx_fail(x, KP1166, kp_str_of(why), KP_NONE, KP_NONE);
}

static bool damaged_part(kp__xlsx *x, kp_code code, kp_str name)
{
    return kp__xlsx_fail(x, code, name, KP_NONE, KP_NONE);
}

/* ---- where the directory is ---- */

/* The end record, searched from behind since a comment may follow it. */
static bool find_end(kp_str bytes, uint64_t *at)
{
    const uint64_t most = END_BYTES + 65535;

    if (bytes.n < END_BYTES)
        return false;
    for (uint64_t back = END_BYTES; back <= bytes.n && back <= most; back++) {
        *at = bytes.n - back;
        if (word(bytes, *at, 4) == 0x06054b50 &&
            word(bytes, *at + 20, 2) == back - END_BYTES)
            return true;
    }
    return false;
}

static bool read_end64(kp_str bytes, uint64_t end, directory *out)
{
    if (end < LOCATOR_BYTES || word(bytes, end - LOCATOR_BYTES, 4) != 0x07064b50)
        return true;
    uint64_t at = word(bytes, end - LOCATOR_BYTES + 8, 8);
    if (!has(bytes, at, END64_BYTES) || word(bytes, at, 4) != 0x06064b50)
        return false;
    out->n = word(bytes, at + 32, 8);
    out->bytes = word(bytes, at + 40, 8);
    out->at = word(bytes, at + 48, 8);
    return true;
}

static bool find_directory(kp_str bytes, directory *out)
{
    uint64_t end;

    if (!find_end(bytes, &end))
        return false;
    out->n = word(bytes, end + 10, 2);
    out->bytes = word(bytes, end + 12, 4);
    out->at = word(bytes, end + 16, 4);
    return read_end64(bytes, end, out) && has(bytes, out->at, out->bytes) &&
           out->at + out->bytes <= end;
}

/* ---- its entries ---- */

/* Sizes and offset of an entry with 64 bits stand in its extra field, those that do not
 * fit into 32, in this order. */
static bool read_wide(kp_str bytes, uint64_t at, uint64_t n, entry *e, uint64_t *local)
{
    uint64_t *const value[] = {&e->size, &e->packed, local};

    while (n >= 4) {
        uint64_t id = word(bytes, at, 2), size = word(bytes, at + 2, 2);

        at += 4;
        n -= 4;
        if (size > n)
            return false;
        for (size_t k = 0; id == 1 && k < 3; k++) {
            if (*value[k] != UINT32_MAX)
                continue;
            if (size < 8)
                return false;
            *value[k] = word(bytes, at, 8);
            at += 8;
            n -= 8;
            size -= 8;
        }
        at += size;
        n -= size;
    }
    return true;
}

/* The header before the part must name the same part. */
static bool read_local(kp_str bytes, uint64_t at, entry *e)
{
    if (!has(bytes, at, LOCAL_BYTES) || word(bytes, at, 4) != 0x04034b50)
        return false;
    uint64_t name = word(bytes, at + 26, 2), extra = word(bytes, at + 28, 2);
    if (!has(bytes, at + LOCAL_BYTES, name + extra) || name != e->name.n ||
        memcmp(bytes.p + at + LOCAL_BYTES, e->name.p, e->name.n) != 0)
        return false;
    uint64_t data = at + LOCAL_BYTES + name + extra;
    if (!has(bytes, data, e->packed))
        return false;
    e->from = at;
    e->to = data + e->packed;
    return true;
}

static bool read_entry(kp_str bytes, const directory *where, uint64_t *at, entry *e)
{
    uint64_t end = where->at + where->bytes;

    if (end - *at < ENTRY_BYTES || word(bytes, *at, 4) != 0x02014b50)
        return false;
    uint64_t name = word(bytes, *at + 28, 2), extra = word(bytes, *at + 30, 2),
             comment = word(bytes, *at + 32, 2), local = word(bytes, *at + 42, 4);
    if (end - *at - ENTRY_BYTES < name + extra + comment)
        return false;
    e->packed = word(bytes, *at + 20, 4);
    e->size = word(bytes, *at + 24, 4);
    e->name = (kp_str){bytes.p + *at + ENTRY_BYTES, name};
    if (!read_wide(bytes, *at + ENTRY_BYTES + name, extra, e, &local))
        return false;
    *at += ENTRY_BYTES + name + extra + comment;
    return read_local(bytes, local, e);
}

/* ---- all of them ---- */

static int by_place(const void *a, const void *b)
{
    const entry *left = a, *right = b;

    return (left->from > right->from) - (left->from < right->from);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == '\\' ? '/' : c;
}

static int by_name(const void *a, const void *b)
{
    kp_str left = ((const entry *)a)->name, right = ((const entry *)b)->name;

    for (size_t i = 0; i < left.n && i < right.n; i++)
        if (lower(left.p[i]) != lower(right.p[i]))
            return (unsigned char)lower(left.p[i]) < (unsigned char)lower(right.p[i])
                       ? -1
                       : 1;
    return (left.n > right.n) - (left.n < right.n);
}

static bool check_sizes(kp__xlsx *x, const entry *e, size_t n)
{
    uint64_t total = 0;

    for (size_t i = 0; i < n; i++) {
        if (e[i].size > KP_XLSX_MAX_PART)
            return kp__xlsx_limit(x, "部件大小 / bytes of a part", KP_XLSX_MAX_PART);
        if (e[i].size > RATIO_FROM && e[i].size / KP_XLSX_MAX_RATIO > e[i].packed)
            return kp__xlsx_limit(x, "压缩比 / compression ratio", KP_XLSX_MAX_RATIO);
        total += e[i].size;
        if (total > KP_XLSX_MAX_TOTAL)
            return kp__xlsx_limit(x, "展开后的大小 / bytes unpacked",
                                  KP_XLSX_MAX_TOTAL);
    }
    return true;
}

static bool check_entries(kp__xlsx *x, entry *e, size_t n, uint64_t end)
{
    qsort(e, n, sizeof *e, by_place);
    for (size_t i = 0; i < n; i++)
        if (e[i].to > (i + 1 < n ? e[i + 1].from : end))
            return damaged_part(x, KP1178, e[i].name);
    qsort(e, n, sizeof *e, by_name);
    for (size_t i = 0; i + 1 < n; i++)
        if (by_name(&e[i], &e[i + 1]) == 0)
            return damaged_part(x, KP1178, e[i].name);
    return check_sizes(x, e, n);
}

bool kp__zip_check(kp__xlsx *x, kp_str bytes)
{
    directory where;

    if (!find_directory(bytes, &where))
        return damaged(x, "ZIP: end of central directory");
    if (where.n > KP_XLSX_MAX_ENTRIES)
        return kp__xlsx_limit(x, "部件数 / parts", KP_XLSX_MAX_ENTRIES);
    entry *e = KP_NEW_ARRAY(x->scratch, where.n + 1, entry);
    uint64_t at = where.at;
    for (size_t i = 0; i < where.n; i++)
        if (!read_entry(bytes, &where, &at, &e[i]))
            return damaged(x, "ZIP: central directory");
    return check_entries(x, e, where.n, where.at);
}
