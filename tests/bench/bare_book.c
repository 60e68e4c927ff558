/* bare_book.c - the yardstick for the workbook: libxlsxwriter alone, the same cells.
 *
 *   bare_book CELLS OUT.xlsx
 *
 * CELLS is what bare_cells.py read out of a workbook of kpay: sheets, row heights, and
 * cells with their kind, format and value.  All of it is parsed before the clock
 * starts; what is timed is the library, in constant memory.  Prints the CPU seconds.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum {
    MOST_FORMATS = 256,
};

typedef struct op {
    char kind;  // W sheet, R row height, N number, T text, F formula, B blank
    uint16_t col, format;
    uint32_t row;
    double number;
    char *text;
} op;

typedef struct script {
    op *item;
    size_t n, cap;
} script;

static op *add(script *s)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 1 << 20;
        s->item = realloc(s->item, s->cap * sizeof *s->item);
        if (!s->item)
            exit(3);
    }
    return &s->item[s->n++];
}

/* kind TAB row TAB column TAB format TAB number TAB text */
static void read_line(script *s, char *line)
{
    char *field[6] = {0}, *rest = line;
    op *o = add(s);

    for (size_t i = 0; i < 5 && rest; i++) {
        field[i] = rest;
        rest = strchr(rest, '\t');
        if (rest)
            *rest++ = '\0';
    }
    if (!rest)
        exit(2);
    o->kind = field[0][0];
    o->row = (uint32_t)strtoul(field[1], NULL, 10);
    o->col = (uint16_t)strtoul(field[2], NULL, 10);
    o->format = (uint16_t)strtoul(field[3], NULL, 10);
    o->number = strtod(field[4], NULL);
    o->text = strdup(rest);
}

static script read_script(const char *path)
{
    static char line[1 << 17];
    script s = {0};
    FILE *file = fopen(path, "rb");

    if (!file)
        exit(3);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        read_line(&s, line);
    }
    (void)fclose(file);
    return s;
}

static void write_all(const script *s, const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_format *format[MOST_FORMATS] = {0};
    lxw_worksheet *sheet = NULL;

    for (size_t i = 0; i < MOST_FORMATS; i++) {
        format[i] = workbook_add_format(book);
        format_set_num_format(format[i], "#,##0.00");
        format_set_border(format[i], LXW_BORDER_THIN);
        format_set_font_size(format[i], 8 + (double)i / 16);
    }
    for (size_t i = 0; i < s->n; i++) {
        const op *o = &s->item[i];
        lxw_format *f = format[o->format % MOST_FORMATS];

        if (o->kind == 'W')
            sheet = workbook_add_worksheet(book, o->text);
        else if (o->kind == 'R')
            (void)worksheet_set_row(sheet, o->row, o->number, NULL);
        else if (o->kind == 'N')
            (void)worksheet_write_number(sheet, o->row, o->col, o->number, f);
        else if (o->kind == 'T')
            (void)worksheet_write_string(sheet, o->row, o->col, o->text, f);
        else if (o->kind == 'F')
            (void)worksheet_write_formula_num(sheet, o->row, o->col, o->text, f,
                                              o->number);
        else
            (void)worksheet_write_blank(sheet, o->row, o->col, f);
    }
    (void)workbook_close(book);
}

static double seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    script s = read_script(argv[1]);
    double before = seconds();

    write_all(&s, argv[2]);
    (void)printf("%.3f\n", seconds() - before);
    return 0;
}
