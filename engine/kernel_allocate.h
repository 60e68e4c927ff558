/* kernel_allocate.h - dividing a pool exactly (分配).
 *
 * A pool P is divided among rows of weight w >= 0, with floors lo and ceilings hi: find
 * λ with Σ clamp(λ·w, lo, hi) = P (water filling, domain §f.2 P3), never rounding λ,
 * then make whole units by largest remainder (最大余额法, domain §f.3).  Point value
 * (P2), pro-rata scaling under a cap (P1) and pools of pools (P4) are the same
 * calculation.
 *
 * Units:    pool and bounds are decimals; amounts are int64 counts of 10^-decimals (for
 *           money: cents).  Weights are any non-negative decimals; only their ratios
 *           matter, except to λ, which is pool per weight, and in mode CAP.
 * Exact:    integers of 128 bits when they suffice, else GMP (kernel_allocate_wide.c);
 *           both give the same answer, there is no approximate path.
 * Owner:    arrays are the caller's; texts of the results live in the arena `keep`;
 *           working memory is the arena `scratch`'s and dead on return.
 * Errors:   a kp_allocate_problem for each pool, with the row at fault; amounts of a
 * pool with a problem are 0.  Fewer than UINT32_MAX rows. Threads:  pure functions.
 *
 * Guaranteed for every pool without a problem (tests/prop/engine):
 *   Σ amount + unspent = P;  lo <= amount <= hi;  amounts do not depend on the order of
 *   rows (ties follow `order`) nor, but for a point value of n decimals, on a common
 *   factor of the weights; with closings that look at remainders only, more weight
 * never gets less under equal bounds, and |amount - λ·w| < 1 unit where nothing is
 * clipped.
 */
#ifndef KP_ENGINE_KERNEL_ALLOCATE_H
#define KP_ENGINE_KERNEL_ALLOCATE_H

#include "engine/base/decimal.h"

typedef enum kp_allocate_mode {
    KP_ALLOCATE_SHARE,  // spend the pool: point value (P2, P3, P4)
    KP_ALLOCATE_CAP,  // weights are nominal amounts: pay them, scale only if Σ > P (P1)
} kp_allocate_mode;

/* How fractions of a unit are closed.  LARGEST_REMAINDER rounds every share down and
 * gives the missing units one each to the largest remainders.  The others round each
 * share by itself (down, or half-up when half_up is set) and do as named with the
 * difference to the pool; a receiver at his ceiling or, in mode CAP, at his nominal
 * amount (for a negative tail, at his floor) passes it on to the next in the same
 * order. */
typedef enum kp_allocate_closing {
    KP_CLOSE_LARGEST_REMAINDER,
    KP_CLOSE_TAIL_TO_LARGEST,  // the largest share, then the next largest
    KP_CLOSE_TAIL_TO_FIRST,    // the first row in tie order
    KP_CLOSE_TAIL_TO_LAST,     // the last row in tie order
    KP_CLOSE_TAIL_UNSPENT,     // 结余
} kp_allocate_closing;

#define KP_POINT_EXACT (-1)

typedef struct kp_allocate_spec {
    kp_allocate_mode mode;
    kp_allocate_closing closing;
    bool half_up;       // tails only.  TAIL_UNSPENT then takes units back, smallest
                        // remainder first, where half-up shares would exceed the pool
    bool scale_floors;  // Σlo > P: divide P in proportion to the floors, not a problem
    bool force_wide;    // always take the GMP path (tests)
    int decimals;       // of the unit: 2 for cents; 0 .. KP_MAX_DECIMALS
    int point_decimals;  // KP_POINT_EXACT, or λ is first rounded down to so many
                         // decimals so that it can be printed (P2 ROUND_DOWN(n)); what
                         // that leaves over is unspent, or goes with the tail to a
                         // person
} kp_allocate_spec;

/* The usual rule: spend the pool, cents, largest remainder, exact λ. */
#define KP_ALLOCATE_USUAL                                                              \
    ((kp_allocate_spec){.decimals = 2, .point_decimals = KP_POINT_EXACT})

/* Everything is indexed by row.  Rows that are not included get nothing and are not
 * looked at. */
typedef struct kp_allocate_rows {
    size_t n;
    const kp_decimal *weight;
    const kp_decimal *floor, *ceiling;    // NULL: no row has one
    const bool *has_floor, *has_ceiling;  // NULL: every row has one, if any has
    const bool *included;                 // NULL: all
    const uint32_t *order;                // a permutation of the rows, first = first
                                          // in a tie; NULL: row order
} kp_allocate_rows;

typedef enum kp_allocate_problem {
    KP_ALLOCATE_OK,
    KP_ALLOCATE_NEGATIVE_POOL,
    KP_ALLOCATE_POOL_NOT_WHOLE,   // the pool has a fraction of a unit
    KP_ALLOCATE_NEGATIVE_WEIGHT,  // row
    KP_ALLOCATE_NO_WEIGHT,        // something to divide, but no row has a weight
    KP_ALLOCATE_NEGATIVE_BOUND,   // row: a floor or ceiling below zero
    KP_ALLOCATE_BOUNDS_CROSSED,   // row: floor above ceiling, in whole units
    KP_ALLOCATE_INFEASIBLE,       // Σ floors > pool
    KP_ALLOCATE_TOO_LARGE,        // row, or the pool or the sum of floors: amounts must
                                  // stay below 2^62 units
} kp_allocate_problem;

#define KP_NO_ROW UINT32_MAX

/* Where λ·w met a bound. */
enum {
    KP_CLIP_NONE,
    KP_CLIP_FLOOR,    // λ·w <= floor: paid the floor
    KP_CLIP_CEILING,  // λ·w >= ceiling: paid the ceiling
};

/* The proof of one pool. */
typedef struct kp_allocate_result {
    kp_allocate_problem problem;
    uint32_t row;              // at fault, or KP_NO_ROW
    int64_t pool;              // units
    int64_t paid, unspent;     // units; their sum is pool
    int64_t closed;            // units given to remainders
    int64_t tail;              // units a tail closing moved (negative: taken back)
    uint32_t rows;             // that took part
    uint32_t floored, ceiled;  // rows clipped
    bool scaled;               // CAP: Σ nominal amounts exceeded the pool
    bool floors_scaled;        // the pool was divided by floors, λ is the part paid
    bool wide;                 // calculated by GMP
    kp_decimal weight_sum;     // Σw (Σ floors if floors_scaled), rounded to 34 digits
    kp_decimal lambda;         // pool per weight, rounded to 34 digits for display
    kp_str lambda_num;         // the same exactly, in lowest terms.  Where a stretch of
    kp_str lambda_den;         // λ gives the same amounts, its upper end
} kp_allocate_result;

/* Indexed by row; written for every row, 0 where nothing applies. */
typedef struct kp_allocate_out {
    int64_t *amount;         // units
    uint8_t *clip;           // KP_CLIP_*, or NULL
    uint32_t *closing_rank;  // or NULL.  1 for the largest remainder of its pool, ties
                             // by order; 0: no fraction.  The first result.closed rows
                             // received a unit
} kp_allocate_out;

/* Divide one pool. */
KP_CHECK kp_allocate_problem kp_allocate(kp_arena *keep, kp_arena *scratch,
                                         const kp_allocate_spec *spec,
                                         const kp_allocate_rows *rows, kp_decimal pool,
                                         const kp_allocate_out *out,
                                         kp_allocate_result *result);

/* Divide pools[group[row]] among the rows of each group; group numbers from ngroups on
 * (so KP_NO_GROUP) take no part.  results[ngroups].  Linear in rows and groups, apart
 * from sorting.  Returns how many pools have a problem; the others are divided. */
KP_CHECK size_t kp_allocate_groups(kp_arena *keep, kp_arena *scratch,
                                   const kp_allocate_spec *spec,
                                   const kp_allocate_rows *rows, const uint32_t *group,
                                   size_t ngroups, const kp_decimal *pools,
                                   const kp_allocate_out *out,
                                   kp_allocate_result *results);

#endif
