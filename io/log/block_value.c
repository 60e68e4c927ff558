/* block_value.c - values and references inside a block; see format.h for the spelling.
 */
#include "io/log/block.h"

static void put_fault(kp__log_writer *w, kp_fault fault)
{
    const kp_scheme *scheme = w->run->scheme;
    const char *code = kp_code_name(fault.code);

    kp__log_char(w->out, '!');
    kp__log_put(w->out, code, strlen(code));
    if (fault.field < scheme->nfields)
        kp__log_field_ref(w, fault.field, fault.row);
    else
        KP__LOG_PUT(w->out, "@-");
}

static void put_key(kp__log_writer *w, uint32_t entity, uint32_t row)
{
    kp__log_char(w->out, '>');
    if (entity == KP__LOG_NONE || row >= w->run->table[entity]->n) {
        kp__log_uint(w->out, row);
        return;
    }
    uint32_t key = w->run->table[entity]->key[row];

    kp__log_text(w->out, kp_symbol_text(w->symbols, key));
}

static void put_plain(kp__log_writer *w, kp_value value, int decimals, uint32_t entity)
{
    switch (value.kind) {
    case KP_NUM:
        if (!kp__log_num(w->out, value.as.num, decimals) && !w->fault)
            w->fault = KP__LOG_UNSPELLED;
        break;
    case KP_TEXT:
        kp__log_char(w->out, '"');
        kp__log_text(w->out, kp_symbol_text(w->symbols, value.as.symbol));
        kp__log_char(w->out, '"');
        break;
    case KP_DATE:
        kp__log_date(w->out, value.as.date);
        break;
    case KP_BOOL:
        if (value.as.flag)
            KP__LOG_PUT(w->out, "true");
        else
            KP__LOG_PUT(w->out, "false");
        break;
    case KP_LINK:
        put_key(w, entity, value.as.row);
        break;
    }
}

void kp__log_value(kp__log_writer *w, kp_value value, int decimals,
                   uint32_t link_entity)
{
    switch (value.state) {
    case KP_VALUE:
    case KP_WIDE:
        put_plain(w, value, decimals, link_entity);
        break;
    case KP_BLANK:
        KP__LOG_PUT(w->out, "blank");
        break;
    case KP_ABSENT:
        KP__LOG_PUT(w->out, "absent");
        break;
    case KP_ERROR:
        put_fault(w, value.as.fault);
        break;
    }
}

void kp__log_field_value(kp__log_writer *w, uint32_t field, size_t row)
{
    const kp__log_field *f = &w->plan->field[field];

    kp__log_value(w, kp_run_value(w->run, field, row), f->decimals,
                  f->field->kind == KP_LINK ? f->field->link_entity : KP__LOG_NONE);
}

void kp__log_field_ref(kp__log_writer *w, uint32_t field, size_t row)
{
    const kp__log_field *f = &w->plan->field[field];

    kp__log_char(w->out, '@');
    if (row == SIZE_MAX)
        kp__log_char(w->out, '-');
    else
        kp__log_uint(w->out, w->plan->entity[f->field->entity].first + row);
    kp__log_str(w->out, f->ref);
}

void kp__log_own_operand(kp__log_writer *w, uint32_t field)
{
    kp__log_char(w->out, '\t');
    if (field == KP_NO_FIELD) {
        KP__LOG_PUT(w->out, "-\t-");
        return;
    }
    kp__log_field_value(w, field, w->row);
    kp__log_char(w->out, '\t');
    kp__log_str(w->out, w->plan->field[field].ref);
}
