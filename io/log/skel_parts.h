/* skel_parts.h - reading run.skel line by line (private to skel*.c).
 *
 * A line is described by a pattern, one letter a column:
 *
 *   t text     u number    o number or "-"     i number, checked by the caller
 *   h digest   x digest or "-"    a cell    d date    w word    v value    n number
 */
#ifndef KP_IO_LOG_SKEL_PARTS_H
#define KP_IO_LOG_SKEL_PARTS_H

#include "io/log/skel.h"

typedef struct kp__skel_reader {
    kp_arena *arena;
    kp_str text;
    size_t at, line_at, line_no;  // behind the line; of the line; from 1
    kp_str line;
    kp_log_fault *fault;
    kp__skel *skel;
} kp__skel_reader;

/* Record the fault: `found` is what cannot stand there.  Always false. */
bool kp__skel_wrong(kp__skel_reader *r, kp_code code, kp_str found);
/* Does the next line begin with this tag? */
bool kp__skel_next_is(const kp__skel_reader *r, const char *tag);
/* The next line must have this tag; its columns follow. */
bool kp__skel_begin(kp__skel_reader *r, const char *tag, kp__line *line);
bool kp__skel_take(kp__skel_reader *r, kp__line *line, char letter, kp_str *out);
bool kp__skel_count(kp__skel_reader *r, kp__line *line, uint64_t *out);
bool kp__skel_ends(kp__skel_reader *r, const kp__line *line);
/* A whole line by pattern. */
bool kp__skel_line(kp__skel_reader *r, const char *tag, const char *pattern,
                   kp_str *out);
bool kp__skel_dense(kp__skel_reader *r, kp_str c, uint64_t expected);
kp_str kp__skel_or_none(kp_str c);

/* Entities with their fields; skel->entity has room for all of them (skel_fields.c). */
bool kp__skel_entities(kp__skel_reader *r);

#endif
