/* log_seal.h - seal a changed log again, as a forger with the program's hashes would.
 *
 * Leaves, root and head are made anew from whatever the two texts hold, so that only
 * the strict reading can find what is wrong with them.
 */
#ifndef KP_TESTS_SUPPORT_LOG_SEAL_H
#define KP_TESTS_SUPPORT_LOG_SEAL_H

#include "tests/support/log_run.h"

/* `text` with the first `find` replaced; aborts when it is not there. */
static inline void ls_replace(kp_buf *text, const char *find, const char *with)
{
    kp_str all = kp_buf_view(text);
    size_t at = kp_str_find(all, kp_str_of(find));
    kp_buf out;

    if (at == SIZE_MAX)
        abort();
    kp_buf_init(&out, SIZE_MAX / 4);
    kp_buf_put(&out, all.p, at);
    kp_buf_z(&out, with);
    kp_buf_put(&out, all.p + at + strlen(find), all.n - at - strlen(find));
    kp_buf_free(text);
    *text = out;
}

static inline size_t ls_next_block(kp_str trace, size_t at)
{
    size_t next = kp_str_find(kp_str_slice(trace, at, trace.n), KP_STR("\nB\t"));

    return next == SIZE_MAX ? trace.n : at + next + 1;
}

/* The salt is the last column of the block's first line. */
static inline void ls_leaf(kp_str block, const kp_log_hash *hash,
                           unsigned char leaf[KP_LOG_HASH])
{
    unsigned char salt[KP_LOG_SALT] = {0};
    size_t eol = kp_str_find(block, KP_STR("\n"));
    kp_buf bytes;

    if (eol != SIZE_MAX && eol >= 32)
        (void)kp_log_unhex(kp_str_slice(block, eol - 32, eol), salt, sizeof salt);
    kp_buf_init(&bytes, SIZE_MAX / 4);
    for (int i = 0; i < KP_LOG_ROOM; i++)
        kp_buf_char(&bytes, 0);
    kp_buf_str(&bytes, block);
    kp_log_leaf(hash, bytes.p, block.n, salt, leaf);
    kp_buf_free(&bytes);
}

static inline void ls_put_hex(kp_buf *out, const char *tag, const unsigned char *bytes)
{
    char hex[2 * KP_LOG_HASH];

    kp_log_hex(bytes, KP_LOG_HASH, hex);
    kp_buf_z(out, tag);
    kp_buf_put(out, hex, sizeof hex);
    kp_buf_char(out, '\n');
}

static inline void ls_reseal(log_bytes *b)
{
    kp_log_hash hash = lr_hash();
    kp_str trace = kp_buf_view(&b->trace), rest = kp_buf_view(&b->skel);
    unsigned char digest[KP_LOG_HASH];
    kp_log_tree tree;
    kp_buf out, sealed;
    bool leaves = false;

    kp_buf_init(&out, SIZE_MAX / 4);
    kp_buf_init(&sealed, SIZE_MAX / 4);
    kp_log_tree_init(&tree, &hash);
    while (rest.n) {
        kp_str line = kp_str_cut(&rest, '\n');

        if (kp_str_starts(line, KP_STR("leaf\t"))) {
            for (size_t at = 0, end; !leaves && at < trace.n; at = end) {
                end = ls_next_block(trace, at);
                ls_leaf(kp_str_slice(trace, at, end), &hash, digest);
                kp_buf_printf(&out, "leaf\t%u\t", (unsigned)tree.n);
                ls_put_hex(&out, "", digest);
                kp_log_tree_add(&tree, digest);
            }
            leaves = true;
            continue;
        }
        if (kp_str_starts(line, KP_STR("root\t"))) {
            kp_log_tree_root(&tree, digest);
            ls_put_hex(&out, "root\t", digest);
            continue;
        }
        if (kp_str_starts(line, KP_STR("head\t"))) {
            kp_buf_clear(&sealed);
            kp_buf_char(&sealed, 0x02);
            kp_buf_str(&sealed, kp_buf_view(&out));
            hash.hash(NULL, sealed.p, sealed.n, digest);
            ls_put_hex(&out, "head\t", digest);
            continue;
        }
        kp_buf_str(&out, line);
        kp_buf_char(&out, '\n');
    }
    kp_buf_free(&sealed);
    kp_buf_free(&b->skel);
    b->skel = out;
}

/* A copy whose buffers may be changed. */
static inline log_bytes ls_copy(const log_bytes *from)
{
    log_bytes to;

    kp_buf_init(&to.trace, SIZE_MAX / 4);
    kp_buf_init(&to.skel, SIZE_MAX / 4);
    kp_buf_str(&to.trace, kp_buf_view(&from->trace));
    kp_buf_str(&to.skel, kp_buf_view(&from->skel));
    memcpy(to.head, from->head, sizeof to.head);
    return to;
}

#endif
