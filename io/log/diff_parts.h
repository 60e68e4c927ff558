/* diff_parts.h - what the two files of diff share (private). */
#ifndef KP_IO_LOG_DIFF_PARTS_H
#define KP_IO_LOG_DIFF_PARTS_H

#include "io/log/diff.h"
#include "io/log/index.h"

typedef struct kp__side {
    kp__skel skel;
    kp__log_index index;
} kp__side;

/* A figure of the later run. */
typedef struct kp__spot {
    uint32_t entity, field;
    uint64_t row;
} kp__spot;

typedef enum kp__cause_kind {
    KP__BY_CELL,  // typed differently, or read differently from history
    KP__BY_PARAM,
    KP__BY_FORMULA,   // the rule itself reads differently
    KP__BY_TABLE,     // the same question, another answer
    KP__BY_ROW_CAME,  // spot is the new row
    KP__BY_ROW_WENT,  // key is that of the row that is gone
    KP__BY_OTHERS,    // of its group; no single row could be named
} kp__cause_kind;

typedef struct kp__reason {
    kp__cause_kind kind;
    kp__spot spot;  // where it began
    kp_str name;    // parameter or table
    kp_str key;     // of a row that went
} kp__reason;

typedef struct kp__compare {
    kp_arena *arena;
    kp__side *a, *b;  // before, after
    kp_map memo;      // spot → reason
    kp__reason *reason;
    size_t nreasons, reasons_cap;
    uint32_t *entity_of;  // by entity of b: its number in a, UINT32_MAX
    kp_map groups;        // field and group → reason
    kp__members ***family_a, ***family_b;  // by entity and field of b: rows by group
    unsigned depth;
} kp__compare;

/* The row of the earlier run with the same key; UINT64_MAX. */
uint64_t kp__row_before(const kp__compare *c, uint32_t entity, uint64_t row);
/* The value of the same figure before; empty when there was none. */
kp_str kp__value_before(const kp__compare *c, kp__spot spot);
kp_str kp__value_after(const kp__compare *c, kp__spot spot);
bool kp__has_changed(const kp__compare *c, kp__spot spot);

/* Why a figure that has changed did. */
kp__reason kp__find_reason(kp__compare *c, kp__spot spot);

#endif
