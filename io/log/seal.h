/* seal.h - hashes of the log: leaves, the tree over them, and the head.
 *
 *   leaf = H(0x00 || salt || block)      node = H(0x01 || left || right)
 *   head = H(0x02 || everything above)   the tree is split as in RFC 6962
 *
 * The hash function is the caller's: the log knows its name and calls it.
 * Threads:  hash functions must be callable from several threads at once.
 */
#ifndef KP_IO_LOG_SEAL_H
#define KP_IO_LOG_SEAL_H

#include "engine/base/text.h"

#define KP_LOG_HASH 32
#define KP_LOG_SALT 16

typedef struct kp_log_hash {
    const char *name;  // "sha256", "sm3": the first line of run.skel says it
    void (*hash)(void *user, const void *bytes, size_t n,
                 unsigned char out[KP_LOG_HASH]);
    void *user;
} kp_log_hash;

/* A tree that grows leaf by leaf and remembers only its right edge. */
typedef struct kp_log_tree {
    const kp_log_hash *hash;
    uint64_t n;
    unsigned char edge[64][KP_LOG_HASH];
} kp_log_tree;

void kp_log_tree_init(kp_log_tree *tree, const kp_log_hash *hash);
void kp_log_tree_add(kp_log_tree *tree, const unsigned char leaf[KP_LOG_HASH]);
/* The root of the leaves so far; of none: the hash of nothing. */
void kp_log_tree_root(const kp_log_tree *tree, unsigned char out[KP_LOG_HASH]);

/* A block is hashed where it lies: `bytes` has KP_LOG_ROOM bytes of room before the
 * block for the prefix and the salt, which are written there. */
#define KP_LOG_ROOM (1 + KP_LOG_SALT)
void kp_log_leaf(const kp_log_hash *hash, char *bytes, size_t block_n,
                 const unsigned char salt[KP_LOG_SALT], unsigned char out[KP_LOG_HASH]);

/* salt = H("kpay-salt" || seed || entity || TAB || key), its first bytes.  False
 * when `scratch` has no room. */
KP_CHECK bool kp_log_salt(const kp_log_hash *hash, const unsigned char seed[32],
                          kp_str entity, kp_str key, kp_buf *scratch,
                          unsigned char out[KP_LOG_SALT]);

/* 64 hex digits as they are printed on paper: 8 groups of 8. */
void kp_log_head_groups(const unsigned char head[KP_LOG_HASH], char out[72]);
void kp_log_hex(const unsigned char *bytes, size_t n, char *out);  // 2 n digits, no NUL
/* Lower-case hex of exactly n bytes. */
bool kp_log_unhex(kp_str text, unsigned char *out, size_t n);

#endif
