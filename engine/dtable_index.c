/* dtable_index.c - building the layers of a decision table: see dtable_index.h.
 *
 * A state is the list of rules (as positions in policy order) that the ranks seen so
 * far allow.  Taking one more axis cuts its ranks into segments at the ends of those
 * rules' ranges; every segment leads to the state of the rules that cover it.  Equal
 * lists are one state, so a table without overlaps has about as many states as rules,
 * whatever its number of columns.
 *
 * A rule that asks nothing more is sure to match.  Once the sure rules of a segment
 * settle the answer, later rules are left out: that keeps tables of open-ended bands
 * small.
 *
 * Work is bounded: a table that goes beyond it has more combinations of matching rows
 * than anybody could read, and is refused.
 */
#include "engine/dtable_index.h"

#include <assert.h>
#include <stdlib.h>

#define MAX_STATES (1u << 20)    // of one layer
#define MAX_ITEMS (1u << 24)     // rules in all lists of one layer
#define MAX_WORK (1u << 27)      // rules placed in segments, over all layers
#define MATRIX_CELLS (1u << 18)  // a layer's transitions as a full matrix up to here
#define NO_NODE UINT32_MAX
#define NO_CLASS UINT32_MAX

/* A rule in a segment's list. */
typedef struct node {
    uint32_t position, next;
} node;

/* One piece of the axis while a state is cut up. */
typedef struct piece {
    uint32_t head, tail;  // its rules
    uint32_t open;        // this segment, or one behind it that still takes rules
    uint32_t sure_class;  // of the first sure rule
} piece;

typedef struct builder {
    kp_arena *arena;
    kp_dtable *table;
    kp_dindex *index;
    uint32_t *last_asked;  // per rule: the last layer (from 1) it puts a condition on
    kp_hit_sets here, beyond;  // lists of this layer's states and of the next one's
    uint32_t *bound;
    size_t nbound, bound_cap;
    piece *segment;
    size_t segment_cap;
    node *node;
    size_t nnode, node_cap;
    uint32_t *list;
    size_t list_cap;
    uint32_t *end, *to;  // runs of the layer being built
    size_t nruns, end_cap, to_cap;
    size_t work;
} builder;

/* ---- order of asking ---- */

typedef struct asked_axis {
    uint32_t axis;
    size_t nasking;  // rules that put a condition on it
} asked_axis;

static int most_asked_first(const void *a, const void *b)
{
    const asked_axis *x = a;
    const asked_axis *y = b;
    if (x->nasking != y->nasking)
        return x->nasking > y->nasking ? -1 : 1;
    return x->axis < y->axis ? -1 : x->axis > y->axis;
}

/* The columns that nearly every rule asks about come first: lists shrink early. */
static void choose_order(builder *b)
{
    const kp_dtable *table = b->table;
    asked_axis *order = KP_NEW_ARRAY(b->arena, table->ninputs, asked_axis);

    for (uint32_t k = 0; k < table->ninputs; k++) {
        order[k].axis = k;
        for (size_t r = 0; r < table->nrules; r++)
            order[k].nasking += !table->rule[r].accept[k].any;
    }
    qsort(order, table->ninputs, sizeof(asked_axis), most_asked_first);
    for (uint32_t l = 0; l < table->ninputs; l++) {
        b->index->layer[l].axis = order[l].axis;
        b->index->layer[l].nranks = b->index->axis[order[l].axis].nranks;
        for (size_t r = 0; r < table->nrules; r++)
            if (!table->rule[r].accept[order[l].axis].any)
                b->last_asked[r] = l + 1;
    }
}

/* ---- cutting one state along an axis ---- */

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void add_bound(builder *b, uint32_t at)
{
    b->bound = kp_arena_grow(b->arena, b->bound, &b->bound_cap, b->nbound + 1,
                             sizeof(uint32_t));
    b->bound[b->nbound++] = at;
}

static uint32_t rule_at(const builder *b, uint32_t position)
{
    return b->index->policy_order[position];
}

static void find_bounds(builder *b, const kp_axis *axis, const uint32_t *list, size_t n)
{
    b->nbound = 0;
    add_bound(b, 0);
    add_bound(b, axis->nranks);
    for (size_t i = 0; i < n; i++) {
        uint32_t rule = rule_at(b, list[i]);
        for (uint32_t j = axis->first[rule]; j < axis->first[rule + 1]; j++) {
            add_bound(b, axis->range[j].from);
            add_bound(b, axis->range[j].to);
        }
    }
    qsort(b->bound, b->nbound, sizeof(uint32_t), compare_u32);
    size_t kept = 1;
    for (size_t i = 1; i < b->nbound; i++)
        if (b->bound[i] != b->bound[kept - 1])
            b->bound[kept++] = b->bound[i];
    b->nbound = kept;
}

/* Segments 0..n-1, and one behind them that ends every search for an open one. */
static void open_segments(builder *b)
{
    b->segment =
        kp_arena_grow(b->arena, b->segment, &b->segment_cap, b->nbound, sizeof(piece));
    for (uint32_t s = 0; s < b->nbound; s++)
        b->segment[s] = (piece){NO_NODE, NO_NODE, s, NO_CLASS};
    b->nnode = 0;
}

static uint32_t next_open(builder *b, uint32_t s)
{
    while (b->segment[s].open != s) {
        uint32_t further = b->segment[b->segment[s].open].open;
        b->segment[s].open = further;
        s = further;
    }
    return s;
}

static uint32_t segment_of(const builder *b, uint32_t rank)
{
    const uint32_t *found =
        bsearch(&rank, b->bound, b->nbound, sizeof(uint32_t), compare_u32);
    assert(found);
    return (uint32_t)(found - b->bound);
}

static void append_rule(builder *b, piece *segment, uint32_t position)
{
    b->node =
        kp_arena_grow(b->arena, b->node, &b->node_cap, b->nnode + 1, sizeof(node));
    uint32_t at = (uint32_t)b->nnode++;

    b->node[at] = (node){position, NO_NODE};
    if (segment->tail == NO_NODE)
        segment->head = at;
    else
        b->node[segment->tail].next = at;
    segment->tail = at;
    b->work++;
}

static bool keeps_all(const kp_dtable *table)
{
    return table->policy >= KP_HIT_RULE_ORDER;
}

/* A rule that is sure to match may close the segment to all that come after it. */
static void note_sure_rule(builder *b, uint32_t s, uint32_t class)
{
    piece *segment = &b->segment[s];
    bool one_is_enough =
        b->table->policy == KP_HIT_FIRST || b->table->policy == KP_HIT_PRIORITY;

    if (segment->sure_class == NO_CLASS)
        segment->sure_class = class;
    if (one_is_enough || segment->sure_class != class)
        segment->open = s + 1;
}

static void place_rule(builder *b, uint32_t position, kp_ranks ranks, bool sure)
{
    uint32_t class = b->index->output_class[rule_at(b, position)];
    uint32_t end = segment_of(b, ranks.to);
    uint32_t s = next_open(b, segment_of(b, ranks.from));

    for (; s < end; s = next_open(b, s + 1)) {
        if (b->segment[s].sure_class == class)
            continue;  // says what a sure rule before it says
        append_rule(b, &b->segment[s], position);
        if (sure && !keeps_all(b->table))
            note_sure_rule(b, s, class);
    }
}

static bool place_rules(builder *b, uint32_t layer, const kp_axis *axis,
                        const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t rule = rule_at(b, list[i]);
        bool sure = b->last_asked[rule] <= layer + 1;

        for (uint32_t j = axis->first[rule]; j < axis->first[rule + 1]; j++)
            place_rule(b, list[i], axis->range[j], sure);
        if (b->work > MAX_WORK || b->nnode > MAX_ITEMS)
            return false;
    }
    return true;
}

/* ---- where segments lead ---- */

static size_t list_of_segment(builder *b, const piece *segment)
{
    size_t n = 0;

    for (uint32_t at = segment->head; at != NO_NODE; at = b->node[at].next) {
        b->list =
            kp_arena_grow(b->arena, b->list, &b->list_cap, n + 1, sizeof(uint32_t));
        b->list[n++] = b->node[at].position;
    }
    return n;
}

static uint32_t target_of(builder *b, uint32_t layer, const piece *segment)
{
    size_t n = list_of_segment(b, segment);

    if (layer + 1 < b->table->ninputs)
        return kp__hits_number(&b->beyond, b->list, n);
    n = kp__hits_thin(b->table, b->list, n);
    for (size_t i = 0; i < n; i++)
        b->list[i] = rule_at(b, b->list[i]);
    return kp__hits_number(&b->beyond, b->list, n);
}

static void add_run(builder *b, size_t start, uint32_t end, uint32_t to)
{
    if (b->nruns > start && b->to[b->nruns - 1] == to) {
        b->end[b->nruns - 1] = end;
        return;
    }
    b->end =
        kp_arena_grow(b->arena, b->end, &b->end_cap, b->nruns + 1, sizeof(uint32_t));
    b->to = kp_arena_grow(b->arena, b->to, &b->to_cap, b->nruns + 1, sizeof(uint32_t));
    b->end[b->nruns] = end;
    b->to[b->nruns++] = to;
}

static bool cut_state(builder *b, uint32_t layer, uint32_t state)
{
    const kp_axis *axis = &b->index->axis[b->index->layer[layer].axis];
    const uint32_t *list = b->here.rule + b->here.start[state];
    size_t n = b->here.start[state + 1] - b->here.start[state];
    size_t start = b->nruns;

    find_bounds(b, axis, list, n);
    open_segments(b);
    if (!place_rules(b, layer, axis, list, n))
        return false;
    for (uint32_t s = 0; s + 1 < b->nbound; s++)
        add_run(b, start, b->bound[s + 1], target_of(b, layer, &b->segment[s]));
    return b->beyond.n <= MAX_STATES && b->beyond.nrule <= MAX_ITEMS;
}

/* ---- layers ---- */

static void spread_matrix(kp_arena *arena, kp_layer *layer)
{
    if ((uint64_t)layer->nstates * layer->nranks > MATRIX_CELLS)
        return;
    layer->next = KP_NEW_ARRAY(arena, (size_t)layer->nstates * layer->nranks, uint32_t);
    for (uint32_t s = 0; s < layer->nstates; s++) {
        uint32_t rank = 0;
        for (uint32_t i = layer->first[s]; i < layer->first[s + 1]; i++)
            while (rank < layer->end[i])
                layer->next[(size_t)s * layer->nranks + rank++] = layer->to[i];
    }
}

static void keep_runs(builder *b, kp_layer *layer)
{
    layer->end = KP_NEW_ARRAY(b->arena, b->nruns, uint32_t);
    layer->to = KP_NEW_ARRAY(b->arena, b->nruns, uint32_t);
    for (size_t i = 0; i < b->nruns; i++) {
        layer->end[i] = b->end[i];
        layer->to[i] = b->to[i];
    }
}

static bool build_layer(builder *b, uint32_t l)
{
    kp_layer *layer = &b->index->layer[l];

    layer->nstates = (uint32_t)b->here.n;
    layer->first = KP_NEW_ARRAY(b->arena, b->here.n + 1, uint32_t);
    b->nruns = 0;
    kp__hits_begin(b->arena, &b->beyond);
    for (uint32_t state = 0; state < layer->nstates; state++) {
        if (!cut_state(b, l, state))
            return false;
        layer->first[state + 1] = (uint32_t)b->nruns;
    }
    keep_runs(b, layer);
    b->here = b->beyond;
    return true;
}

/* The first state: all rules.  (State 0, no rule, exists in every layer.) */
static uint32_t start_state(builder *b)
{
    uint32_t *all = KP_NEW_ARRAY(b->arena, b->table->nrules + 1, uint32_t);

    for (uint32_t i = 0; i < b->table->nrules; i++)
        all[i] = i;
    kp__hits_begin(b->arena, &b->here);
    return kp__hits_number(&b->here, all, b->table->nrules);
}

/* A table without inputs answers with what all its rules say together. */
static void settle_without_inputs(builder *b)
{
    uint32_t *list = KP_NEW_ARRAY(b->arena, b->table->nrules + 1, uint32_t);

    for (uint32_t i = 0; i < b->table->nrules; i++)
        list[i] = i;
    size_t n = kp__hits_thin(b->table, list, b->table->nrules);
    for (size_t i = 0; i < n; i++)
        list[i] = rule_at(b, list[i]);
    kp__hits_begin(b->arena, &b->here);
    b->index->start = kp__hits_number(&b->here, list, n);
}

/* Layers, and the numbers of hit sets for good. */
static bool build_layers(builder *b)
{
    size_t ninputs = b->table->ninputs;
    uint32_t *renumber = NULL;

    if (ninputs == 0)
        settle_without_inputs(b);
    else
        b->index->start = start_state(b);
    for (uint32_t l = 0; l < ninputs; l++)
        if (!build_layer(b, l))
            return false;
    if (b->here.n > KP_DTABLE_MAX_HITS)
        return false;

    kp__hits_finish(&b->here, b->table, &renumber);
    if (ninputs == 0) {
        b->index->start = renumber[b->index->start];
        return true;
    }
    kp_layer *last = &b->index->layer[ninputs - 1];
    for (size_t i = 0; i < last->first[last->nstates]; i++)
        last->to[i] = renumber[last->to[i]];
    return true;
}

uint32_t kp_layer_step(const kp_layer *layer, uint32_t state, uint32_t rank)
{
    if (layer->next)
        return layer->next[(size_t)state * layer->nranks + rank];

    uint32_t low = layer->first[state];
    uint32_t n = layer->first[state + 1] - low;
    // Find the first run that ends behind the rank; the last one always does.
    while (n > 1) {
        uint32_t half = n / 2;
        low += half & (0 - (uint32_t)(layer->end[low + half - 1] <= rank));
        n -= half;
    }
    return layer->to[low];
}

/* ---- the array ---- */

static bool choose_strides(kp_arena *arena, const kp_dtable *table, kp_dindex *index,
                           size_t *cells)
{
    uint64_t product = 1;

    index->stride = KP_NEW_ARRAY(arena, table->ninputs + 1, uint32_t);
    for (size_t k = table->ninputs; k-- > 0;) {
        index->stride[k] = (uint32_t)product;
        product *= index->axis[k].nranks;
        if (product > KP_DENSE_CELLS)
            return false;
    }
    *cells = (size_t)product;
    return true;
}

static void spread_state(const kp_dtable *table, kp_dindex *index, uint32_t l,
                         uint32_t state, size_t base)
{
    if (l == table->ninputs) {
        index->dense[base] = (uint16_t)state;
        return;
    }
    const kp_layer *layer = &index->layer[l];
    uint32_t stride = index->stride[layer->axis];
    uint32_t rank = 0;

    for (uint32_t i = layer->first[state]; i < layer->first[state + 1]; i++)
        for (; rank < layer->end[i]; rank++)
            if (layer->to[i] != 0)  // 0: no rule is left, and the array is zeroed
                spread_state(table, index, l + 1, layer->to[i],
                             base + (size_t)rank * stride);
}

static void spread_array(kp_arena *arena, const kp_dtable *table, kp_dindex *index)
{
    size_t cells = 0;

    if (!choose_strides(arena, table, index, &cells))
        return;
    index->dense = KP_NEW_ARRAY(arena, cells, uint16_t);
    spread_state(table, index, 0, index->start, 0);
}

bool kp__index_build(kp_arena *arena, kp_dtable *table, const kp_symbols *symbols)
{
    kp_dindex *index = table->index;
    builder b = {.arena = arena, .table = table, .index = index};

    index->axis = KP_NEW_ARRAY(arena, table->ninputs + 1, kp_axis);
    index->layer = KP_NEW_ARRAY(arena, table->ninputs + 1, kp_layer);
    for (size_t k = 0; k < table->ninputs; k++)
        if (!kp_axis_make(arena, table, k, symbols, &index->axis[k]))
            return false;

    kp__hits_order(arena, table, index, symbols);
    b.last_asked = KP_NEW_ARRAY(arena, table->nrules + 1, uint32_t);
    choose_order(&b);
    if (!build_layers(&b))
        return false;
    for (size_t l = 0; l < table->ninputs; l++)
        spread_matrix(arena, &index->layer[l]);
    spread_array(arena, table, index);
    return true;
}
