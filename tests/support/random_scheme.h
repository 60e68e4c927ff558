/* random_scheme.h - random schemes as HR would type them, and random rows for them.
 *
 * A scheme is text (sheet.h): three storeys of entities 甲 ← 乙 ← 丙 and a list 丁
 * beside them, fields of all kinds, parameters, named formulas, tables of all sorts,
 * and formulas from a grammar that knows kinds.  Every formula reads only what stands
 * before it in a hidden order, so there is no cycle; the sheet shows the fields in
 * another order.
 *
 * Rows hold ordinary and extreme numbers, blanks, absents and errors.  The same seed
 * gives the same scheme and the same rows everywhere.
 *
 * Ownership: a random_scheme owns its text; tables live in the arena they are made in.
 * Threads:   no state is shared.
 */
#ifndef KP_TESTS_SUPPORT_RANDOM_SCHEME_H
#define KP_TESTS_SUPPORT_RANDOM_SCHEME_H

#include "engine/table.h"
#include "tests/support/rnd.h"

enum {
    RS_ENTITIES = 4,
    RS_MAX_FIELDS = 96,
    RS_MAX_PARAMS = 8,
    RS_MAX_FUNCTIONS = 5,
    RS_MAX_TABLES = 6,
    RS_MAX_INPUTS = 3,
    RS_NAME = 16,
};

typedef struct rs_field {
    char name[RS_NAME];
    int entity;
    kp_kind kind;
    int link_to;  // KP_LINK: entity
    int rank;     // formulas read only lower ranks; inputs have 0
    bool is_input, is_key, is_option, is_method;
    int decimals;  // -1: none declared
    int mode;      // rounding word, see rs_rounding_words
    bool is_money;
} rs_field;

typedef struct rs_param {
    char name[RS_NAME];
    kp_kind kind;
} rs_param;

typedef struct rs_function {
    char name[RS_NAME];
    int nparams, nrequired;  // parameters are 实, 目, 顶 in this order
} rs_function;

typedef enum rs_table_shape {
    RS_RULES,
    RS_CROSS,
    RS_TIER
} rs_table_shape;

typedef struct rs_table {
    char name[RS_NAME];
    rs_table_shape shape;
    int ninputs, noutputs;
    kp_kind input[RS_MAX_INPUTS];
    kp_kind output[2];
} rs_table;

typedef struct random_scheme {
    rnd r;
    int nentities;  // 1..3 storeys
    bool has_list;  // 丁
    int nfields, nparams, nfunctions, ntables, nformulas;
    rs_field field[RS_MAX_FIELDS];
    rs_param param[RS_MAX_PARAMS];
    rs_function function[RS_MAX_FUNCTIONS];
    rs_table table[RS_MAX_TABLES];
    kp_buf text;
} random_scheme;

/* Where a formula stands. */
typedef struct rs_scope {
    random_scheme *s;
    kp_buf *out;
    int entity;      // -1: inside a named formula or a table's cell
    int rank;        // formulas below it may be read
    int nparams;     // named formula: its parameters
    int nfunctions;  // named formulas that may be called
    bool groups;     // ranks, quotas and pools may stand here
    bool in_list;    // an element of a list: nothing but its own fields and constants
    int decimals;
} rs_scope;

void rs_number(const rs_scope *c, int depth);
void rs_text(const rs_scope *c, int depth);
void rs_date(const rs_scope *c, int depth);
void rs_flag(const rs_scope *c, int depth);
void rs_of_kind(const rs_scope *c, kp_kind kind, int depth);
void rs_link(const rs_scope *c, int to, int depth);

/* Make a scheme from a seed; close it when done. */
void random_scheme_open(random_scheme *s, uint64_t seed);
void random_scheme_close(random_scheme *s);
/* Put pieces in round brackets, or names, into each other's place: mostly nonsense
 * then. */
void random_scheme_spoil(random_scheme *s);

/* Rows: values chosen once, then put into as many tables as are wanted. */
typedef struct random_rows random_rows;
random_rows *random_rows_make(kp_arena *arena, const kp_scheme *scheme, uint64_t seed,
                              bool many);
kp_table **random_rows_tables(kp_arena *arena, const random_rows *rows);

/* Sheets of typed rows, one an entity; `order` 0 is by key, any other a shuffle. */
struct kp_book *random_book(kp_arena *arena, const kp_scheme *scheme, uint64_t seed,
                            uint64_t order);

#endif
