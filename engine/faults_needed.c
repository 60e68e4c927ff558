/* faults_needed.c - which faults of lifted expressions anybody asked for.
 *
 * A lifted cell is needed where a field that reads it is in error in the same row, and
 * is itself needed if it is lifted, too.  Fields of other entities are taken as a
 * whole: that may tell a fault too many while another one stands, never one too few.
 */
#include "engine/faults_needed.h"

typedef enum answer {
    NOT_ASKED,
    NO,
    YES
} answer;

struct kp_needed {
    const kp_run *run;
    size_t *first;     // of field f: readers first[f] .. first[f + 1] - 1
    uint32_t *reader;  // field ids
    answer *anywhere;  // of field f: has it a row with a needed error?
};

static void count_readers(const kp_scheme *scheme, size_t *first)
{
    for (size_t id = 0; id < scheme->nfields; id++)
        for (size_t k = 0; k < scheme->field[id]->nneeds; k++)
            first[scheme->field[id]->needs[k] + 1]++;
    for (size_t id = 0; id < scheme->nfields; id++)
        first[id + 1] += first[id];
}

static void list_readers(kp_arena *arena, kp_needed *n)
{
    const kp_scheme *scheme = n->run->scheme;
    size_t *next = KP_NEW_ARRAY(arena, scheme->nfields + 1, size_t);

    for (size_t id = 0; id < scheme->nfields; id++)
        next[id] = n->first[id];
    for (size_t id = 0; id < scheme->nfields; id++)
        for (size_t k = 0; k < scheme->field[id]->nneeds; k++)
            n->reader[next[scheme->field[id]->needs[k]]++] = (uint32_t)id;
}

kp_needed *kp__needed_open(kp_arena *arena, const kp_run *run)
{
    size_t nfields = run->scheme->nfields;
    kp_needed *n = KP_NEW(arena, kp_needed);

    n->run = run;
    n->first = KP_NEW_ARRAY(arena, nfields + 1, size_t);
    n->anywhere = KP_NEW_ARRAY(arena, nfields + 1, answer);
    count_readers(run->scheme, n->first);
    n->reader = KP_NEW_ARRAY(arena, n->first[nfields] + 1, uint32_t);
    list_readers(arena, n);
    return n;
}

static const kp_column *column_of(const kp_needed *n, const kp_field *field)
{
    return &n->run->table[field->entity]->column[field->local];
}

static bool is_needed_error(kp_needed *n, const kp_field *field, size_t row)
{
    const kp_column *column = column_of(n, field);

    return column->state && column->state[row] == KP_ERROR &&
           kp__is_needed(n, field, row);
}

static bool is_needed_anywhere(kp_needed *n, const kp_field *field)
{
    const kp_column *column = column_of(n, field);
    answer *known = &n->anywhere[field->id];

    if (*known != NOT_ASKED)
        return *known == YES;
    *known = NO;
    for (size_t row = 0; row < column->n && *known == NO; row++)
        if (is_needed_error(n, field, row))
            *known = YES;
    return *known == YES;
}

static bool is_needed_by(kp_needed *n, const kp_field *reader, const kp_field *field,
                         size_t row)
{
    const kp_aggregate_spec *sum = reader->aggregate;

    if (sum && sum->child == field->entity && sum->nlinks) {
        size_t owner = kp_run_follow(n->run, row, sum->link, sum->nlinks);

        return owner != SIZE_MAX && is_needed_error(n, reader, owner);
    }
    if (sum || reader->entity != field->entity)
        return is_needed_anywhere(n, reader);
    return is_needed_error(n, reader, row);
}

bool kp__is_needed(kp_needed *n, const kp_field *field, size_t row)
{
    size_t first = n->first[field->id], last = n->first[field->id + 1];

    if (!field->lifted || first == last)
        return true;
    for (size_t k = first; k < last; k++)
        if (is_needed_by(n, n->run->scheme->field[n->reader[k]], field, row))
            return true;
    return false;
}
