/* dtable_lookup.c - look-ups of whole columns.
 *
 * Binding turns every input of a call site into a step function over words: thresholds,
 * and the offset that holds above each.  (A listed text is a step of width one.)  A
 * step function is evaluated in one of three ways, whichever is fastest for its shape;
 * a text column with patterns has a way of its own.  Offsets of all inputs add up to a
 * place in the table's array of hit sets; tables without an array go through their
 * layers.
 *
 * Inner loops have no branches that depend on data, and write only where no other
 * thread writes.
 */
#include "engine/dtable_index.h"

#include <assert.h>

#define BLOCK 1024        // rows in flight, so that everything stays in the L1 cache
#define FEW_STEPS 16      // thresholds compared one by one
#define SHORT_SPAN 65536  // words covered by an array of offsets
#define RECENT 64         // texts remembered during one call

typedef enum asking_way {
    ASK_COUNT,    // compare with each of at most FEW_STEPS thresholds
    ASK_ARRAY,    // an offset for every word from low to high
    ASK_SEARCH,   // binary search among thresholds
    ASK_PATTERN,  // an offset for every text known when bound
} asking_way;

typedef struct step_list {
    size_t n;
    int64_t *above;    // rising: step i holds for words above above[i]
    uint32_t *offset;  // n + 1: below the first threshold, above the first, ...
} step_list;

/* One input at one call site. */
typedef struct question {
    asking_way way;
    step_list steps;
    int64_t low, high;  // ASK_ARRAY
    uint32_t *array;    // ASK_ARRAY, ASK_PATTERN
    size_t narray;
    int64_t *weight;  // ASK_COUNT: what each threshold adds
    bool narrow;      // ASK_COUNT: the thresholds fit 32 bits, too
    int32_t narrow_above[FEW_STEPS];
    uint32_t narrow_weight[FEW_STEPS];
    const kp_axis *axis;
    uint32_t stride;
} question;

struct kp_lookup {
    const kp_dtable *table;
    question *asking;
    bool direct;  // one input: offsets are hit sets
};

/* ---- binding: thresholds ---- */

typedef enum bound_fit {
    FIT_ALWAYS,
    FIT_WORD,
    FIT_NEVER
} bound_fit;

/* The cut as "word above *above" at a scale. */
static bound_fit threshold_of(kp_axis_cut cut, int scale, int64_t *above)
{
    kp_rounding mode = cut.after ? KP_ROUND_FLOOR : KP_ROUND_CEILING;
    kp_decimal edge;

    if (!kp_dec_round(cut.at, scale, mode, &edge) || !kp_dec_to_i64(edge, scale, above))
        return kp_dec_sign(cut.at) < 0 ? FIT_ALWAYS : FIT_NEVER;
    if (cut.after)
        return *above == INT64_MAX ? FIT_NEVER : FIT_WORD;
    if (*above == INT64_MIN)
        return FIT_ALWAYS;
    *above -= 1;
    return FIT_WORD;
}

static void begin_steps(kp_arena *arena, step_list *steps, size_t most, uint32_t rank)
{
    steps->above = KP_NEW_ARRAY(arena, most + 1, int64_t);
    steps->offset = KP_NEW_ARRAY(arena, most + 1, uint32_t);
    steps->offset[0] = rank;
}

/* Thresholds come in rising order; of equal ones the later rank counts. */
static void add_step(step_list *steps, int64_t above, uint32_t rank)
{
    if (steps->n == 0 || steps->above[steps->n - 1] != above)
        steps->above[steps->n++] = above;
    steps->offset[steps->n] = rank;
}

static void steps_of_cuts(kp_arena *arena, const kp_axis *axis, int scale,
                          step_list *out)
{
    begin_steps(arena, out, axis->ncuts, 0);
    for (uint32_t i = 0; i < axis->ncuts; i++) {
        int64_t above = 0;
        bound_fit fit = threshold_of(axis->cut[i], scale, &above);
        if (fit == FIT_NEVER)
            return;
        if (fit == FIT_ALWAYS)
            out->offset[0] = i + 1;
        else
            add_step(out, above, i + 1);
    }
}

static void steps_of_texts(kp_arena *arena, const kp_axis *axis, step_list *out)
{
    begin_steps(arena, out, 2 * axis->nlisted, 0);
    for (uint32_t i = 0; i < axis->nlisted; i++) {
        add_step(out, (int64_t)axis->listed[i] - 1, 1 + i);
        add_step(out, axis->listed[i], 0);
    }
}

static void steps_of_flags(kp_arena *arena, step_list *out)
{
    begin_steps(arena, out, 1, 0);
    add_step(out, 0, 1);
}

/* ---- binding: the way to ask ---- */

static uint32_t offset_of_rank(const kp_lookup *lookup, const question *asking,
                               uint32_t rank)
{
    if (lookup->direct)
        return lookup->table->index->dense[rank];
    return rank * asking->stride;
}

/* Scores and amounts nearly always fit 32 bits, where twice as many compare at once. */
static void bind_narrow(question *asking)
{
    const step_list *steps = &asking->steps;

    asking->narrow = true;
    for (size_t i = 0; i < FEW_STEPS; i++) {
        bool used = i < steps->n;
        if (used && (steps->above[i] < INT32_MIN || steps->above[i] > INT32_MAX))
            asking->narrow = false;
        asking->narrow_above[i] = used ? (int32_t)steps->above[i] : INT32_MAX;
        asking->narrow_weight[i] = (uint32_t)asking->weight[i];
    }
}

static void bind_count(kp_arena *arena, question *asking)
{
    step_list *steps = &asking->steps;
    int64_t *above = KP_NEW_ARRAY(arena, FEW_STEPS, int64_t);

    asking->way = ASK_COUNT;
    asking->weight = KP_NEW_ARRAY(arena, FEW_STEPS, int64_t);
    for (size_t i = 0; i < FEW_STEPS; i++)
        above[i] = i < steps->n ? steps->above[i] : INT64_MAX;
    for (size_t i = 0; i < steps->n; i++)
        asking->weight[i] = (int64_t)steps->offset[i + 1] - steps->offset[i];
    steps->above = above;
    bind_narrow(asking);
}

static void bind_array(kp_arena *arena, question *asking)
{
    const step_list *steps = &asking->steps;
    size_t step = 0;

    asking->way = ASK_ARRAY;
    asking->low = steps->n ? steps->above[0] : 0;
    asking->high = steps->n ? steps->above[steps->n - 1] + 1 : 0;
    asking->narray = (size_t)(asking->high - asking->low) + 1;
    asking->array = KP_NEW_ARRAY(arena, asking->narray, uint32_t);
    for (size_t i = 0; i < asking->narray; i++) {
        while (step < steps->n && asking->low + (int64_t)i > steps->above[step])
            step++;
        asking->array[i] = steps->offset[step];
    }
}

static bool spans_little(const step_list *steps)
{
    if (steps->n == 0)
        return true;
    uint64_t span = (uint64_t)steps->above[steps->n - 1] - (uint64_t)steps->above[0];
    return span < SHORT_SPAN;
}

static void bind_steps(kp_arena *arena, const kp_lookup *lookup, question *asking,
                       int scale)
{
    step_list *steps = &asking->steps;

    if (asking->axis->kind == KP_TEXT)
        steps_of_texts(arena, asking->axis, steps);
    else if (asking->axis->kind == KP_BOOL)
        steps_of_flags(arena, steps);
    else
        steps_of_cuts(arena, asking->axis, scale, steps);
    for (size_t i = 0; i <= steps->n; i++)
        steps->offset[i] = offset_of_rank(lookup, asking, steps->offset[i]);

    if (steps->n <= FEW_STEPS / 2 || (steps->n <= FEW_STEPS && !spans_little(steps)))
        bind_count(arena, asking);
    else if (spans_little(steps))
        bind_array(arena, asking);
    else
        asking->way = ASK_SEARCH;
}

static void bind_patterns(kp_arena *arena, const kp_lookup *lookup, question *asking,
                          const kp_symbols *symbols)
{
    asking->way = ASK_PATTERN;
    asking->narray = kp_symbol_count(symbols);
    asking->array = KP_NEW_ARRAY(arena, asking->narray, uint32_t);
    for (uint32_t s = 0; s < asking->narray; s++)
        asking->array[s] = offset_of_rank(
            lookup, asking, kp_axis_symbol_rank(asking->axis, symbols, s));
}

kp_lookup *kp_lookup_bind(kp_arena *arena, const kp_dtable *table,
                          const uint8_t *scales)
{
    const kp_dindex *index = table->index;
    kp_lookup *lookup = KP_NEW(arena, kp_lookup);

    assert(index);
    lookup->table = table;
    lookup->asking = KP_NEW_ARRAY(arena, table->ninputs + 1, question);
    lookup->direct = table->ninputs == 1 && index->dense;
    for (size_t k = 0; k < table->ninputs; k++) {
        question *asking = &lookup->asking[k];
        asking->axis = &index->axis[k];
        asking->stride = index->dense ? index->stride[k] : 1;
        if (asking->axis->npatterns)
            bind_patterns(arena, lookup, asking, index->symbols);
        else
            bind_steps(arena, lookup, asking, scales[k]);
    }
    return lookup;
}

/* ---- asking ---- */

/* Copy words into 32 bits; false when one of them does not fit. */
KP_VECTOR_CLONES
static bool narrow_words(const int64_t *restrict word, size_t n,
                         int32_t *restrict narrow)
{
    int64_t misfit = 0;

    for (size_t i = 0; i < n; i++) {
        narrow[i] = (int32_t)word[i];
        misfit |= word[i] ^ narrow[i];
    }
    return misfit == 0;
}

/* The number of steps is a constant in every caller, so that the inner loop unrolls and
 * the rows go through it eight at a time. */
static inline void add_narrow(const question *asking, size_t nsteps,
                              const int32_t *restrict word, size_t n,
                              uint32_t *restrict offset)
{
    const int32_t *restrict above = asking->narrow_above;
    const uint32_t *restrict weight = asking->narrow_weight;

    for (size_t i = 0; i < n; i++) {
        uint32_t sum = 0;
        for (size_t j = 0; j < nsteps; j++)
            sum += (0 - (uint32_t)(word[i] > above[j])) & weight[j];
        offset[i] += sum;
    }
}

KP_VECTOR_CLONES
static void add_4_narrow(const question *asking, const int32_t *restrict word, size_t n,
                         uint32_t *restrict offset)
{
    add_narrow(asking, 4, word, n, offset);
}

KP_VECTOR_CLONES
static void add_8_narrow(const question *asking, const int32_t *restrict word, size_t n,
                         uint32_t *restrict offset)
{
    add_narrow(asking, 8, word, n, offset);
}

KP_VECTOR_CLONES
static void add_16_narrow(const question *asking, const int32_t *restrict word,
                          size_t n, uint32_t *restrict offset)
{
    add_narrow(asking, FEW_STEPS, word, n, offset);
}

KP_VECTOR_CLONES
static void add_wide(const question *asking, const int64_t *restrict word, size_t n,
                     uint32_t *restrict offset)
{
    const int64_t *restrict above = asking->steps.above;
    const int64_t *restrict weight = asking->weight;

    for (size_t i = 0; i < n; i++) {
        int64_t sum = 0;
        for (size_t j = 0; j < FEW_STEPS; j++)
            sum += -(int64_t)(word[i] > above[j]) & weight[j];
        offset[i] += (uint32_t)sum;
    }
}

static void ask_count(const question *asking, const int64_t *word, size_t n,
                      uint32_t *offset)
{
    uint32_t below = asking->steps.offset[0];
    int32_t narrow[BLOCK];

    if (below)
        for (size_t i = 0; i < n; i++)
            offset[i] += below;
    if (!asking->narrow || !narrow_words(word, n, narrow))
        add_wide(asking, word, n, offset);
    else if (asking->steps.n <= 4)
        add_4_narrow(asking, narrow, n, offset);
    else if (asking->steps.n <= 8)
        add_8_narrow(asking, narrow, n, offset);
    else
        add_16_narrow(asking, narrow, n, offset);
}

KP_VECTOR_CLONES
static void add_from_array(const uint32_t *restrict array, int64_t low, int64_t high,
                           const int64_t *restrict word, size_t n,
                           uint32_t *restrict offset)
{
    for (size_t i = 0; i < n; i++) {
        int64_t at = word[i] < low ? low : word[i];
        at = at > high ? high : at;
        offset[i] += array[at - low];
    }
}

static void ask_search(const step_list *steps, const int64_t *word, size_t n,
                       uint32_t *offset)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t *from = steps->above;
        size_t left = steps->n;
        while (left > 1) {
            size_t half = left / 2;
            from += half & (0 - (size_t)(word[i] > from[half - 1]));
            left -= half;
        }
        size_t step = (size_t)(from - steps->above) + (word[i] > *from);
        offset[i] += steps->offset[step];
    }
}

/* A text newer than the binding is matched when it is met; the last ones are kept at
 * hand, since the same few texts come again and again. */
typedef struct recent_text {
    uint32_t symbol_plus_1, offset;
} recent_text;

static uint32_t offset_of_new_text(const kp_lookup *lookup, const question *asking,
                                   const kp_symbols *symbols, uint32_t symbol,
                                   recent_text *recent)
{
    recent_text *slot = &recent[symbol % RECENT];

    if (slot->symbol_plus_1 != symbol + 1) {
        uint32_t rank = kp_axis_symbol_rank(asking->axis, symbols, symbol);
        *slot = (recent_text){symbol + 1, offset_of_rank(lookup, asking, rank)};
    }
    return slot->offset;
}

static void ask_patterns(const kp_lookup *lookup, const question *asking,
                         const kp_symbols *symbols, const int64_t *word, size_t n,
                         uint32_t *offset)
{
    recent_text recent[RECENT] = {0};

    for (size_t i = 0; i < n; i++) {
        uint32_t symbol = (uint32_t)word[i];
        offset[i] += symbol < asking->narray
                         ? asking->array[symbol]
                         : offset_of_new_text(lookup, asking, symbols, symbol, recent);
    }
}

static void ask(const kp_lookup *lookup, size_t k, const kp_symbols *symbols,
                const int64_t *word, size_t n, uint32_t *offset)
{
    const question *asking = &lookup->asking[k];

    switch (asking->way) {
    case ASK_COUNT:
        ask_count(asking, word, n, offset);
        return;
    case ASK_ARRAY:
        add_from_array(asking->array, asking->low, asking->high, word, n, offset);
        return;
    case ASK_SEARCH:
        ask_search(&asking->steps, word, n, offset);
        return;
    case ASK_PATTERN:
        ask_patterns(lookup, asking, symbols, word, n, offset);
        return;
    }
}

/* ---- a block of rows ---- */

typedef struct row_block {
    const int64_t *const *arg;
    const uint16_t *rows;  // or NULL: rows first, first+1, ...
    size_t first, n;
} row_block;

/* The block's words of one input, in one piece. */
static const int64_t *words_of(const row_block *block, size_t k, int64_t *room)
{
    if (!block->rows)
        return block->arg[k] + block->first;
    const int64_t *restrict word = block->arg[k];
    const uint16_t *restrict rows = block->rows + block->first;
    for (size_t i = 0; i < block->n; i++)
        room[i] = word[rows[i]];
    return room;
}

static void find_in_array(const kp_lookup *lookup, const kp_symbols *symbols,
                          const row_block *block, uint32_t *offset)
{
    const uint16_t *dense = lookup->table->index->dense;
    int64_t room[BLOCK];

    for (size_t i = 0; i < block->n; i++)
        offset[i] = 0;
    for (size_t k = 0; k < lookup->table->ninputs; k++)
        ask(lookup, k, symbols, words_of(block, k, room), block->n, offset);
    if (lookup->direct)
        return;
    for (size_t i = 0; i < block->n; i++)
        offset[i] = dense[offset[i]];
}

static void find_in_layers(const kp_lookup *lookup, const kp_symbols *symbols,
                           const row_block *block, uint32_t *state)
{
    const kp_dindex *index = lookup->table->index;
    int64_t room[BLOCK];
    uint32_t rank[BLOCK];

    for (size_t i = 0; i < block->n; i++)
        state[i] = index->start;
    for (size_t l = 0; l < lookup->table->ninputs; l++) {
        const kp_layer *layer = &index->layer[l];
        for (size_t i = 0; i < block->n; i++)
            rank[i] = 0;
        ask(lookup, layer->axis, symbols, words_of(block, layer->axis, room), block->n,
            rank);
        for (size_t i = 0; i < block->n; i++)
            state[i] = kp_layer_step(layer, state[i], rank[i]);
    }
}

static void find_block(const kp_lookup *lookup, const kp_symbols *symbols,
                       const row_block *block, uint16_t *restrict hit)
{
    uint32_t found[BLOCK];

    if (lookup->table->index->dense)
        find_in_array(lookup, symbols, block, found);
    else
        find_in_layers(lookup, symbols, block, found);

    if (!block->rows)
        for (size_t i = 0; i < block->n; i++)
            hit[block->first + i] = (uint16_t)found[i];
    else
        for (size_t i = 0; i < block->n; i++)
            hit[block->rows[block->first + i]] = (uint16_t)found[i];
}

void kp_lookup_rows(const kp_lookup *lookup, const kp_symbols *symbols,
                    const int64_t *const *arg, const uint16_t *rows, size_t n,
                    uint16_t *hit)
{
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t left = n - first;
        row_block block = {arg, rows, first, left < BLOCK ? left : BLOCK};
        find_block(lookup, symbols, &block, hit);
    }
}
