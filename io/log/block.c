/* block.c - one block: the row's heading, then every value with its origin and steps.
 *
 *   B  index  entity  key  salt
 *   V  number  field  value  origin …
 *
 * Origins: cell file sheet A1; default <policy> for what nobody typed; derived for keys
 * and links of joined rows (history: of rows that only the previous run has); formula,
 * aggregate, rank, quota, allocate: steps follow, the formula and its clause stand in
 * run.skel under the field's number; history, with the cell it was typed in or "run".
 */
#include "io/log/block.h"

static void put_cell(kp__log_writer *w, kp_where where)
{
    KP__LOG_PUT(w->out, "cell\t");
    kp__log_where(w->out, where);
}

/* Taken over from a row that only the previous run has. */
static bool is_of_earlier_run(const kp__log_writer *w, const kp_table *table)
{
    const kp_table *present = w->run->table[table->entity->spans];

    return kp_repeated_field(w->run->scheme, w->field->field) &&
           kp_table_find(present, w->symbols,
                         kp_symbol_text(w->symbols, table->key[w->row])) == SIZE_MAX;
}

static void put_input_origin(kp__log_writer *w)
{
    const kp_field *field = w->field->field;
    const kp_table *table = w->run->table[field->entity];
    kp_where where = kp_table_where(table, field->local, w->row);

    if (where.row) {
        put_cell(w, where);
    } else if (is_of_earlier_run(w, table)) {
        KP__LOG_PUT(w->out, "history\tlast\trun");
    } else if (table->entity->derived) {
        KP__LOG_PUT(w->out, "derived");
    } else {
        const char *policy = kp__log_missing_name(field->missing);

        KP__LOG_PUT(w->out, "default\t");
        kp__log_put(w->out, policy, strlen(policy));
    }
    kp__log_char(w->out, '\n');
}

static void put_history_origin(kp__log_writer *w)
{
    static const char *const kinds[] = {"last\t", "ytd\t", "last-year\t"};
    const kp_field *field = w->field->field;
    kp_where where = kp_table_where(w->run->table[field->entity], field->local, w->row);

    KP__LOG_PUT(w->out, "history\t");
    kp__log_put(w->out, kinds[field->history], strlen(kinds[field->history]));
    if (where.row)
        put_cell(w, where);
    else
        KP__LOG_PUT(w->out, "run");
    kp__log_char(w->out, '\n');
}

static void put_source(kp__log_writer *w)
{
    const char *name = kp__log_source_name(w->field->field->source);

    kp__log_put(w->out, name, strlen(name));
    kp__log_char(w->out, '\n');
}

static void put_field(kp__log_writer *w)
{
    kp__log_str(w->out, w->field->head);
    kp__log_field_value(w, w->field->field->id, w->row);
    kp__log_char(w->out, '\t');
    w->nsteps = 0;
    switch (w->field->field->source) {
    case KP_SOURCE_INPUT:
        put_input_origin(w);
        break;
    case KP_SOURCE_HISTORY:
        put_history_origin(w);
        break;
    case KP_SOURCE_SCALAR:
        put_source(w);
        kp__log_scalar(w);
        break;
    case KP_SOURCE_AGGREGATE:
        put_source(w);
        kp__log_aggregate(w);
        break;
    case KP_SOURCE_RANK:
    case KP_SOURCE_QUOTA:
    case KP_SOURCE_ALLOCATE:
        put_source(w);
        kp__log_group(w);
        break;
    }
}

void kp__log_block(kp__log_writer *w, const kp__log_entity *entity, size_t row,
                   unsigned char salt[KP_LOG_SALT])
{
    const kp_table *table = w->run->table[entity->entity->id];
    kp_str key = kp_symbol_text(w->symbols, table->key[row]);

    if (!kp_log_salt(w->hash, w->seed, entity->entity->name, key, &w->scratch, salt))
        w->out->broken = true;
    w->row = row;
    KP__LOG_PUT(w->out, "B\t");
    kp__log_uint(w->out, entity->first + row);
    kp__log_char(w->out, '\t');
    kp__log_str(w->out, entity->name);
    kp__log_char(w->out, '\t');
    kp__log_text(w->out, key);
    kp__log_char(w->out, '\t');
    kp__log_digest(w->out, salt, KP_LOG_SALT);
    kp__log_char(w->out, '\n');
    for (uint32_t i = 0; i < entity->nfields && !w->fault; i++) {
        w->field = &w->plan->field[entity->field[i]];
        put_field(w);
    }
}
