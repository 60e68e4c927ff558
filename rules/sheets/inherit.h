/* inherit.h - a scheme that extends a base scheme and replaces parts of it.
 *
 * 说明 names the base: 继承 | ../base.  Sheets of the book carry a layer: 0 the scheme
 * itself, 1 its base, 2 the base of that.  A row, or a table as a whole, that is marked
 * 覆盖 takes the place of everything of that name below it; marked 删除 it takes it
 * away. Nothing is replaced without a mark, and no mark goes without something to
 * replace, so that a name typed wrong can neither add nor replace in silence.
 *
 * A trial lays an overlay on top of everything: in its sheets every row and table counts
 * as marked, since a trial adds nothing, and a name typed wrong must not pass.
 *
 * What comes out is an ordinary book, which everybody else reads as if it had been
 * typed so; rows keep the places where they were typed.
 *
 * Ownership: the new book borrows rows of the old one; everything in `arena`.
 */
#ifndef KP_RULES_INHERIT_H
#define KP_RULES_INHERIT_H

#include "rules/read/block.h"

/* The base named by the sheets of a layer; empty text when there is none. */
typedef struct kp_base_name {
    kp_str path;
    kp_where where;
} kp_base_name;
kp_base_name kp_inherit_base(kp_arena *arena, const kp_book *book, uint8_t layer);

/* One replacement, in order of place. */
typedef struct kp_override {
    kp_str block, row;  // "参数", "优秀比例"; row empty for whole blocks
    kp_where by, what;  // where the mark stands, where the first replaced row stood
    uint8_t layer;      // of the mark
    bool deleted;
} kp_override;

typedef struct kp_overrides {
    size_t n, cap;
    kp_override *item;
} kp_overrides;

/* The same book with all of its sheets on layer 1, packs too, below the sheets of
 * `overlay`; ready for kp_inherit. */
void kp_inherit_lay(kp_arena *arena, const kp_book *book, const kp_book *overlay,
                    kp_book *out);

/* The book without what is replaced.  Layers from `top` on take part: 0 for the scheme,
 * 1 for its base alone.  KP_EINVALID: marks are wrong; *out is made all the same. */
KP_CHECK kp_status kp_inherit(kp_arena *arena, const kp_book *book, uint8_t top,
                              kp_book *out, kp_overrides *overrides, kp_diags *diags);

#endif
