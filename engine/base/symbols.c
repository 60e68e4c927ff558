/* symbols.c - texts as small numbers, and the small map; see symbols.h.
 *
 * Texts live in segments that never move, each twice as large as the one before it: a
 * thread that has been handed a number reads its text without a lock while another
 * adds. The table of hashes is only touched under the lock.
 *
 * Errors: a machine without memory aborts; a number that means no text would make
 * different people equal.
 */
#include "engine/base/symbols.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#define FIRST_SEGMENT 1024u
#define SEGMENTS 22  // 1024 * (2^22 - 1) texts: nearly all of 32 bits

typedef struct entry {
    uint32_t hash;    // the upper half: the lower half chose the slot
    uint32_t symbol;  // plus one; 0 is a free slot
} entry;

struct kp_symbols {
    kp_str *segment[SEGMENTS];
    kp_arena *texts;
    pthread_mutex_t *lock;  // behind a pointer: finding is const and locks, too
    entry *entries;
    size_t cap;  // a power of two
    uint32_t n;
};

static void require(bool ok)
{
    if (!ok)
        abort();
}

kp_symbols *kp_symbols_open(void)
{
    kp_symbols *symbols = calloc(1, sizeof *symbols);

    require(symbols);
    symbols->cap = FIRST_SEGMENT;
    symbols->entries = calloc(symbols->cap, sizeof(entry));
    symbols->texts = kp_arena_open(0);
    symbols->lock = malloc(sizeof *symbols->lock);
    require(symbols->entries && symbols->texts && symbols->lock);
    require(pthread_mutex_init(symbols->lock, NULL) == 0);
    return symbols;
}

void kp_symbols_close(kp_symbols *symbols)
{
    if (!symbols)
        return;
    for (size_t i = 0; i < SEGMENTS; i++)
        free(symbols->segment[i]);
    pthread_mutex_destroy(symbols->lock);
    free(symbols->lock);
    free(symbols->entries);
    kp_arena_close(symbols->texts);
    free(symbols);
}

/* Which segment holds a number, and where in it. */
static size_t segment_of(uint32_t symbol, size_t *at)
{
    size_t segment = 0, size = FIRST_SEGMENT, rest = symbol;

    while (rest >= size) {
        rest -= size;
        size *= 2;
        segment++;
    }
    *at = rest;
    return segment;
}

kp_str kp_symbol_text(const kp_symbols *symbols, uint32_t symbol)
{
    size_t at, segment = segment_of(symbol, &at);

    assert(segment < SEGMENTS && symbols->segment[segment]);
    return symbols->segment[segment][at];
}

/* The slot where `text` is, or the free one where it belongs. */
static entry *slot_of(const kp_symbols *symbols, kp_str text, uint64_t hash)
{
    size_t mask = symbols->cap - 1, at = (size_t)hash & mask;

    for (;; at = (at + 1) & mask) {
        entry *slot = &symbols->entries[at];

        if (!slot->symbol)
            return slot;
        if (slot->hash == (uint32_t)(hash >> 32) &&
            kp_str_eq(kp_symbol_text(symbols, slot->symbol - 1), text))
            return slot;
    }
}

static void double_the_slots(kp_symbols *symbols)
{
    entry *wider = calloc(2 * symbols->cap, sizeof(entry));
    size_t mask = 2 * symbols->cap - 1;

    require(wider);
    for (uint32_t i = 0; i < symbols->n; i++) {
        uint64_t hash = kp_str_hash(kp_symbol_text(symbols, i));
        size_t at = (size_t)hash & mask;

        while (wider[at].symbol)
            at = (at + 1) & mask;
        wider[at] = (entry){(uint32_t)(hash >> 32), i + 1};
    }
    free(symbols->entries);
    symbols->entries = wider;
    symbols->cap *= 2;
}

static uint32_t append(kp_symbols *symbols, kp_str text)
{
    size_t at, segment = segment_of(symbols->n, &at);

    require(segment < SEGMENTS);
    if (!symbols->segment[segment])
        symbols->segment[segment] =
            calloc((size_t)FIRST_SEGMENT << segment, sizeof(kp_str));
    require(symbols->segment[segment] != NULL);
    symbols->segment[segment][at] = kp_str_copy(symbols->texts, text);
    return symbols->n++;
}

static uint32_t find_or_add(kp_symbols *symbols, kp_str text, uint64_t hash)
{
    entry *slot = slot_of(symbols, text, hash);

    if (slot->symbol)
        return slot->symbol - 1;
    uint32_t symbol = append(symbols, text);
    *slot = (entry){(uint32_t)(hash >> 32), symbol + 1};
    if (symbols->n > symbols->cap / 2)
        double_the_slots(symbols);
    return symbol;
}

uint32_t kp_symbol(kp_symbols *symbols, kp_str text)
{
    uint64_t hash = kp_str_hash(text);

    pthread_mutex_lock(symbols->lock);
    uint32_t symbol = find_or_add(symbols, text, hash);
    pthread_mutex_unlock(symbols->lock);
    return symbol;
}

uint32_t kp_symbol_find(const kp_symbols *symbols, kp_str text)
{
    uint64_t hash = kp_str_hash(text);

    pthread_mutex_lock(symbols->lock);
    uint32_t symbol = slot_of(symbols, text, hash)->symbol;
    pthread_mutex_unlock(symbols->lock);
    return symbol ? symbol - 1 : KP_NO_SYMBOL;
}

size_t kp_symbol_count(const kp_symbols *symbols)
{
    pthread_mutex_lock(symbols->lock);
    size_t n = symbols->n;
    pthread_mutex_unlock(symbols->lock);
    return n;
}

struct kp_map_slot {
    kp_str key;
    uint64_t hash;
    size_t value;
    bool used;
};

void kp_map_init(kp_map *map, kp_arena *arena)
{
    *map = (kp_map){.arena = arena};
}

static struct kp_map_slot *map_slot(const kp_map *map, kp_str key, uint64_t hash)
{
    size_t mask = map->cap - 1, at = (size_t)hash & mask;

    while (map->slots[at].used &&
           (map->slots[at].hash != hash || !kp_str_eq(map->slots[at].key, key)))
        at = (at + 1) & mask;
    return &map->slots[at];
}

bool kp_map_get(const kp_map *map, kp_str key, size_t *out)
{
    if (!map->n)
        return false;
    const struct kp_map_slot *slot = map_slot(map, key, kp_str_hash(key));
    if (slot->used)
        *out = slot->value;
    return slot->used;
}

/* Slots are written anew before the map points at them: an arena that runs out in the
 * middle leaves the map as it was. */
static void widen(kp_map *map)
{
    kp_map wider = *map;

    wider.cap = map->cap ? 2 * map->cap : 16;
    wider.slots = KP_NEW_ARRAY(map->arena, wider.cap, struct kp_map_slot);
    for (size_t i = 0; i < map->cap; i++)
        if (map->slots[i].used)
            *map_slot(&wider, map->slots[i].key, map->slots[i].hash) = map->slots[i];
    *map = wider;
}

bool kp_map_put(kp_map *map, kp_str key, size_t value, size_t *old)
{
    uint64_t hash = kp_str_hash(key);

    if (map->n >= map->cap / 2)
        widen(map);
    struct kp_map_slot *slot = map_slot(map, key, hash);
    if (slot->used) {
        if (old)
            *old = slot->value;
        return false;
    }
    *slot = (struct kp_map_slot){key, hash, value, true};
    map->n++;
    return true;
}
