/* csv_read.c - from the bytes of a file to a sheet; see csv_read.h. */
#include "io/csv/csv_read.h"

#include <stdio.h>

#include "io/base/kind.h"
#include "io/csv/csv_parts.h"

kp_str kp__number_text(size_t number, char out[KP__NUMBER_TEXT])
{
    int n = snprintf(out, KP__NUMBER_TEXT, "%zu", number);

    return (kp_str){out, (size_t)n};
}

/* "数据/员工.csv" is the sheet 员工. */
static kp_str sheet_name(kp_str file)
{
    size_t from = file.n, to = file.n;

    while (from > 0 && file.p[from - 1] != '/' && file.p[from - 1] != '\\')
        from--;
    for (size_t at = file.n; at-- > from + 1;)
        if (file.p[at] == '.') {
            to = at;
            break;
        }
    return kp_str_slice(file, from, to);
}

static bool is_all_blank(kp__csv_text text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != ' ' && text.p[i] != '\t' && text.p[i] != '\r' &&
            text.p[i] != '\n')
            return false;
    return true;
}

static kp_status refuse_kind(kp_diags *diags, kp_where where, const char *kind)
{
    return kp_fail(diags, KP1005, where, KP_NONE, kp_str_of(kind), KP_NONE, KP_NONE);
}

static kp_status check_bytes(kp_where where, kp_str bytes, kp_diags *diags)
{
    char size[KP__NUMBER_TEXT];

    if (bytes.n > KP_CSV_MAX_BYTES)
        return kp_fail(diags, KP1002, where, KP_NONE, kp__number_text(bytes.n, size),
                       KP_STR("268435456 (256 MiB)"), KP_NONE);
    if (bytes.n == 0)
        return kp_fail(diags, KP1007, where, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    const char *kind;
    if (kp_kind_of_bytes(bytes, &kind) == KP_FILE_XLSX)
        return kp_fail(diags, KP1181, where, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    return kind ? refuse_kind(diags, where, kind) : KP_OK;
}

kp_status kp_csv_read(kp_book *book, kp_str file_name, kp_str bytes, kp_diags *diags)
{
    kp_where where = {.file = file_name};
    kp__csv_text text;
    size_t skip;

    kp_status status = check_bytes(where, bytes, diags);
    if (status == KP_OK)
        status = kp__csv_decode(book->arena, file_name, bytes, &text, diags);
    if (status != KP_OK)
        return status;
    if (is_all_blank(text))
        return kp_fail(diags, KP1007, where, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    const char *kind = kp_kind_of_markup((kp_str){text.p, text.n});
    if (kind)
        return refuse_kind(diags, where, kind);

    char separator = kp__csv_separator((kp_str){text.p, text.n}, &skip);
    kp_sheet *sheet = kp_book_add_sheet(book, file_name, sheet_name(file_name), true);
    return kp__csv_rows(book, sheet, text, skip, separator, diags);
}
