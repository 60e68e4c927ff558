/* skeleton.c - writing run.skel; the lines are listed in docs/audit.md. */
#include "io/log/skeleton.h"

#include "engine/kernel_allocate.h"
#include "engine/kernel_quota.h"
#include "io/log/format.h"

static void column(kp_buf *out, kp_str text)
{
    kp__log_char(out, '\t');
    kp__log_free(out, text);
}

static void word(kp_buf *out, const char *z)
{
    column(out, kp_str_of(z));
}

static void count(kp_buf *out, uint64_t n)
{
    kp__log_char(out, '\t');
    kp__log_uint(out, n);
}

static void digest(kp_buf *out, bool has, const unsigned char *hash)
{
    kp__log_char(out, '\t');
    if (has)
        kp__log_digest(out, hash, KP_LOG_HASH);
    else
        kp__log_char(out, '-');
}

static void where(kp_buf *out, kp_where at)
{
    kp__log_char(out, '\t');
    kp__log_where(out, at);
}

static void end_line(kp_buf *out)
{
    kp__log_char(out, '\n');
}

/* ---- the run ---- */

static void put_run(kp_buf *out, const kp_log_meta *meta)
{
    static const char *const kinds[] = {"final", "trial", "reversal", "correction"};

    kp_buf_z(out, "run");
    column(out, meta->run);
    count(out, meta->counter);
    digest(out, meta->has_previous, meta->previous);
    column(out, meta->period);
    word(out, kinds[meta->kind]);
    kp_buf_z(out, "\nengine");
    column(out, meta->engine);
    column(out, meta->policies);
    kp_buf_z(out, "\nprepared");
    column(out, meta->prepared);
    kp_buf_z(out, "\nreviewed");
    column(out, meta->reviewed);
    kp_buf_z(out, "\napproved");
    column(out, meta->approved);
    end_line(out);
}

static void put_files(kp_buf *out, const char *tag, const kp_log_file *file, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        kp_buf_z(out, tag);
        count(out, i);
        column(out, file[i].name);
        count(out, file[i].size);
        digest(out, file[i].has_bytes, file[i].bytes);
        digest(out, file[i].has_cells, file[i].cells);
        end_line(out);
    }
}

/* ---- the scheme ---- */

static void put_scheme(kp_buf *out, const kp_scheme *scheme)
{
    kp_buf_z(out, "scheme");
    column(out, scheme->name);
    column(out, scheme->version);
    kp__log_char(out, '\t');
    kp__log_date(out, scheme->month);
    end_line(out);
    for (size_t i = 0; i < scheme->ntables; i++) {
        kp_buf_z(out, "table");
        count(out, i);
        column(out, scheme->table[i]->name);
        column(out, scheme->version);
        count(out, scheme->table[i]->nrules);
        where(out, scheme->table[i]->where);
        end_line(out);
    }
    for (size_t i = 0; i < scheme->nfunctions; i++) {
        const kp_function *function = &scheme->function[i];

        kp_buf_z(out, "function");
        count(out, i);
        column(out, function->name);
        count(out, function->nparams);
        for (size_t k = 0; k < function->nparams; k++)
            column(out, function->param[k]);
        column(out, function->formula);
        column(out, function->clause);
        where(out, function->where);
        end_line(out);
    }
}

static void put_constant(kp_buf *out, const kp_symbols *symbols, kp_value value)
{
    kp__log_char(out, '\t');
    if (value.state == KP_BLANK)
        KP__LOG_PUT(out, "blank");
    else if (!KP_HAS_VALUE(value.state))
        KP__LOG_PUT(out, "absent");
    else if (value.kind == KP_NUM)
        (void)kp__log_num(out, value.as.num, -1);
    else if (value.kind == KP_DATE)
        kp__log_date(out, value.as.date);
    else if (value.kind == KP_BOOL)
        kp_buf_z(out, value.as.flag ? "true" : "false");
    else {
        kp__log_char(out, '"');
        kp__log_text(out, kp_symbol_text(symbols, value.as.symbol));
        kp__log_char(out, '"');
    }
}

static void put_params(kp_buf *out, const kp_scheme *scheme)
{
    for (size_t i = 0; i < scheme->nparams; i++) {
        const kp_param *param = &scheme->param[i];

        kp_buf_z(out, "param");
        count(out, i);
        column(out, param->name);
        put_constant(out, scheme->symbols, param->value);
        column(out, param->unit);
        column(out, param->text);
        column(out, param->clause);
        where(out, param->where);
        end_line(out);
    }
}

/* ---- entities and fields ---- */

static void name_of(kp_buf *out, const kp__log_plan *plan, uint32_t field)
{
    kp__log_char(out, '\t');
    if (field == KP_NO_FIELD)
        kp__log_char(out, '-');
    else
        kp__log_str(out,
                    kp_str_slice(plan->field[field].ref, 1, plan->field[field].ref.n));
}

static void names_of(kp_buf *out, const kp__log_plan *plan, uint32_t n,
                     const uint32_t *field)
{
    count(out, n);
    for (uint32_t i = 0; i < n; i++)
        name_of(out, plan, field[i]);
}

static void entity_name(kp_buf *out, const kp__log_plan *plan, uint32_t entity)
{
    kp__log_char(out, '\t');
    kp__log_str(out, plan->entity[entity].name);
}

static void optional(kp_buf *out, bool has, uint64_t n)
{
    if (has)
        count(out, n);
    else
        KP__LOG_PUT(out, "\t-");
}

static void put_aggregate(kp_buf *out, const kp__log_plan *plan, const kp__log_field *f)
{
    const kp_aggregate_spec *spec = f->field->aggregate;

    kp_buf_z(out, "below");
    count(out, f->field->entity);
    count(out, f->no);
    word(out, kp__log_aggregate_name(spec->fn));
    entity_name(out, plan, spec->child);
    name_of(out, plan, spec->element);
    name_of(out, plan, spec->filter);
    name_of(out, plan, spec->weight);
    names_of(out, plan, spec->nlinks, spec->link);
    end_line(out);
}

static const char *style_name(const kp_field *field)
{
    static const char *const ranks[] = {"competition", "dense", "ordinal"};
    static const char *const ties[] = {"strict", "none", "all"};
    static const char *const modes[] = {"share", "cap"};
    uint8_t style = field->group->style;

    if (field->source == KP_SOURCE_RANK)
        return style < 3 ? ranks[style] : "-";
    if (field->source == KP_SOURCE_QUOTA)
        return style < 3 ? ties[style] : "-";
    return style < 2 ? modes[style] : "-";
}

static const char *tail_name(uint8_t tail)
{
    static const char *const names[] = {"largest-remainder", "tail-to-largest",
                                        "tail-to-first", "tail-to-last",
                                        "tail-unspent"};

    return tail < 5 ? names[tail] : "-";
}

static void put_quota(kp_buf *out, const kp__log_plan *plan, const kp_group_spec *spec)
{
    const kp_symbols *symbols = plan->run->scheme->symbols;

    name_of(out, plan, spec->grade);
    column(out, kp_symbol_text(symbols, spec->limited));
    column(out, kp_symbol_text(symbols, spec->falls_to));
    name_of(out, plan, spec->share);
    name_of(out, plan, spec->minimum);
    name_of(out, plan, spec->veto);
    word(out, kp__log_mode_name((kp_rounding)spec->share_rounding));
}

static void put_pool_rule(kp_buf *out, const kp__log_plan *plan,
                          const kp_group_spec *spec)
{
    entity_name(out, plan, plan->run->scheme->field[spec->pool]->entity);
    name_of(out, plan, spec->pool);
    name_of(out, plan, spec->weight);
    name_of(out, plan, spec->floor);
    name_of(out, plan, spec->ceiling);
    word(out, spec->scale_floors ? "scale-floors" : "keep-floors");
    word(out, tail_name(spec->tail));
}

static void put_group(kp_buf *out, const kp__log_plan *plan, const kp__log_field *f)
{
    const kp_group_spec *spec = f->field->group;

    kp_buf_z(out, "group");
    count(out, f->field->entity);
    count(out, f->no);
    word(out, kp__log_source_name(f->field->source));
    word(out, style_name(f->field));
    name_of(out, plan, spec->include);
    names_of(out, plan, spec->nlinks, spec->link);
    count(out, spec->nkeys);
    for (uint32_t i = 0; i < spec->nkeys; i++) {
        name_of(out, plan, spec->key[i]);
        word(out, spec->descending[i] ? "desc" : "asc");
    }
    if (f->field->source == KP_SOURCE_QUOTA)
        put_quota(out, plan, spec);
    if (f->field->source == KP_SOURCE_ALLOCATE)
        put_pool_rule(out, plan, spec);
    end_line(out);
}

static void put_field(kp_buf *out, const kp__log_plan *plan, const kp__log_field *f)
{
    const kp_field *field = f->field;
    bool formula = field->source != KP_SOURCE_INPUT;

    kp_buf_z(out, "field");
    count(out, field->entity);
    count(out, f->no);
    name_of(out, plan, field->id);
    word(out, kp__log_kind_name(field->kind));
    optional(out, f->decimals >= 0, (uint64_t)f->decimals);
    word(out, field->decimals >= 0 ? kp__log_mode_name(field->mode) : "-");
    word(out, kp__log_source_name(field->source));
    optional(out, f->order != KP__LOG_NONE, f->order);
    word(out, field->lifted ? "lifted" : "declared");
    if (field->kind == KP_LINK)
        entity_name(out, plan, field->link_entity);
    else
        KP__LOG_PUT(out, "\t-");
    column(out, field->formula);
    column(out, field->clause);
    where(out,
          formula && field->formula_where.row ? field->formula_where : field->where);
    end_line(out);
    if (field->source == KP_SOURCE_AGGREGATE)
        put_aggregate(out, plan, f);
    else if (field->group)
        put_group(out, plan, f);
}

static void put_entities(kp_buf *out, const kp__log_plan *plan)
{
    const kp_scheme *scheme = plan->run->scheme;

    for (size_t e = 0; e < scheme->nentities; e++) {
        const kp__log_entity *entity = &plan->entity[e];

        kp_buf_z(out, "entity");
        count(out, e);
        kp__log_char(out, '\t');
        kp__log_str(out, entity->name);
        count(out, plan->run->table[e]->n);
        count(out, entity->first);
        count(out, entity->nfields);
        end_line(out);
        for (uint32_t i = 0; i < entity->nfields; i++)
            put_field(out, plan, &plan->field[entity->field[i]]);
    }
}

void kp__log_skel_begin(kp_buf *out, const kp__log_plan *plan, const kp_log_meta *meta,
                        const kp_log_hash *hash)
{
    kp_buf_z(out, "kpay-log\t1");
    word(out, hash->name);
    end_line(out);
    put_run(out, meta);
    put_files(out, "input", meta->input, meta->ninputs);
    put_files(out, "rule", meta->rule, meta->nrules);
    put_scheme(out, plan->run->scheme);
    put_params(out, plan->run->scheme);
    put_entities(out, plan);
}

void kp__log_skel_leaf(kp_buf *out, uint64_t index,
                       const unsigned char leaf[KP_LOG_HASH])
{
    KP__LOG_PUT(out, "leaf");
    count(out, index);
    digest(out, true, leaf);
    end_line(out);
}

/* ---- balances and seal ---- */

static void amount(kp_buf *out, kp_decimal num, int decimals)
{
    kp__log_char(out, '\t');
    if (!kp__log_num(out, num, decimals))
        (void)kp__log_num(out, num, -1);
}

static void put_pool(kp_buf *out, const kp__log_plan *plan, size_t index)
{
    const kp_pool_proof *proof = &plan->run->proof[index];
    const kp__log_field *f = &plan->field[proof->field];
    int decimals = f->decimals < 0 ? 0 : f->decimals;

    kp_buf_z(out, "pool");
    count(out, index);
    entity_name(out, plan, f->field->entity);
    name_of(out, plan, proof->field);
    if (proof->group_entity == KP__LOG_NONE) {
        word(out, "all");
    } else {
        kp_buf_z(out, "\t@");
        kp__log_uint(out, plan->entity[proof->group_entity].first + proof->group_row);
    }
    amount(out, proof->budget, decimals);
    amount(out, (kp_decimal){proof->paid, decimals}, decimals);
    amount(out, proof->unspent, decimals);
    count(out, proof->heads);
    count(out, proof->at_floor);
    count(out, proof->at_ceiling);
    column(out, proof->lambda_num);
    column(out, proof->lambda_den);
    amount(out, proof->weights, -1);
    // Why it could not be divided.
    word(out, proof->problem ? kp_code_name(proof->problem) : "-");
    end_line(out);
}

void kp__log_skel_end(kp_buf *out, const kp__log_plan *plan, const kp_log_meta *meta,
                      const kp_log_tree *tree, unsigned char head[KP_LOG_HASH])
{
    unsigned char root[KP_LOG_HASH];

    for (size_t p = 0; p < plan->run->nproofs; p++)
        put_pool(out, plan, p);
    put_files(out, "output", meta->output, meta->noutputs);
    kp_buf_z(out, "blocks");
    count(out, plan->nblocks);
    kp_log_tree_root(tree, root);
    kp_buf_z(out, "\nroot");
    digest(out, true, root);
    end_line(out);
    if (out->broken)
        return;
    out->p[0] = 0x02;
    tree->hash->hash(tree->hash->user, out->p, out->n, head);
    kp_buf_z(out, "head");
    digest(out, true, head);
    end_line(out);
}
