/* symbols.h - texts as small numbers.
 *
 * Equal texts get the same number, so that text columns are columns of integers and
 * equality is one comparison.  Numbers are dense from 0 in order of first use; nothing a
 * user sees may depend on them (order texts by kp_str_cmp, never by number).
 *
 * Threads: adding takes a lock; reading a known number needs none.
 */
#ifndef KP_ENGINE_BASE_SYMBOLS_H
#define KP_ENGINE_BASE_SYMBOLS_H

#include "engine/base/text.h"

typedef struct kp_symbols kp_symbols;
#define KP_NO_SYMBOL UINT32_MAX

/* The table owns its own memory: close it. */
kp_symbols *kp_symbols_open(void);
void kp_symbols_close(kp_symbols *symbols);

uint32_t kp_symbol(kp_symbols *symbols, kp_str text);             // adds when new
uint32_t kp_symbol_find(const kp_symbols *symbols, kp_str text);  // KP_NO_SYMBOL if new
kp_str kp_symbol_text(const kp_symbols *symbols, uint32_t symbol);
size_t kp_symbol_count(const kp_symbols *symbols);

/* A small map from text to an index, for names of fields, tables, parameters.
 * Lives in its arena; keys are borrowed. */
typedef struct kp_map {
    kp_arena *arena;
    struct kp_map_slot *slots;
    size_t n, cap;
} kp_map;

void kp_map_init(kp_map *map, kp_arena *arena);
bool kp_map_get(const kp_map *map, kp_str key, size_t *out);
/* False, and *old the earlier value, when the key was there already. */
bool kp_map_put(kp_map *map, kp_str key, size_t value, size_t *old);

#endif
