/* seal.c - hashes of the log; see seal.h.  No state, the caller lends all memory. */
#include "io/log/seal.h"

#include <string.h>

void kp_log_tree_init(kp_log_tree *tree, const kp_log_hash *hash)
{
    tree->hash = hash;
    tree->n = 0;
}

static void join(const kp_log_hash *hash, const unsigned char *left,
                 const unsigned char *right, unsigned char out[KP_LOG_HASH])
{
    unsigned char both[1 + 2 * KP_LOG_HASH];

    both[0] = 0x01;
    memcpy(both + 1, left, KP_LOG_HASH);
    memcpy(both + 1 + KP_LOG_HASH, right, KP_LOG_HASH);
    hash->hash(hash->user, both, sizeof both, out);
}

/* edge[k] is the root of a full tree of 2^k leaves where bit k of n is set: adding a
 * leaf carries like adding one to n. */
void kp_log_tree_add(kp_log_tree *tree, const unsigned char leaf[KP_LOG_HASH])
{
    unsigned char carry[KP_LOG_HASH];
    unsigned level = 0;

    memcpy(carry, leaf, KP_LOG_HASH);
    for (; tree->n >> level & 1; level++)
        join(tree->hash, tree->edge[level], carry, carry);
    memcpy(tree->edge[level], carry, KP_LOG_HASH);
    tree->n++;
}

void kp_log_tree_root(const kp_log_tree *tree, unsigned char out[KP_LOG_HASH])
{
    bool any = false;

    if (tree->n == 0)
        tree->hash->hash(tree->hash->user, "", 0, out);
    for (unsigned level = 0; level < 64; level++) {
        if (!(tree->n >> level & 1))
            continue;
        if (any)
            join(tree->hash, tree->edge[level], out, out);
        else
            memcpy(out, tree->edge[level], KP_LOG_HASH);
        any = true;
    }
}

void kp_log_leaf(const kp_log_hash *hash, char *bytes, size_t block_n,
                 const unsigned char salt[KP_LOG_SALT], unsigned char out[KP_LOG_HASH])
{
    bytes[0] = 0x00;
    memcpy(bytes + 1, salt, KP_LOG_SALT);
    hash->hash(hash->user, bytes, KP_LOG_ROOM + block_n, out);
}

bool kp_log_salt(const kp_log_hash *hash, const unsigned char seed[32], kp_str entity,
                 kp_str key, kp_buf *scratch, unsigned char out[KP_LOG_SALT])
{
    unsigned char digest[KP_LOG_HASH];

    kp_buf_clear(scratch);
    kp_buf_z(scratch, "kpay-salt");
    kp_buf_put(scratch, seed, 32);
    kp_buf_str(scratch, entity);
    kp_buf_char(scratch, '\t');
    kp_buf_str(scratch, key);
    if (scratch->broken)
        return false;
    hash->hash(hash->user, scratch->p, scratch->n, digest);
    memcpy(out, digest, KP_LOG_SALT);
    return true;
}

static const char hex_digits[] = "0123456789abcdef";

void kp_log_hex(const unsigned char *bytes, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = hex_digits[bytes[i] >> 4];
        out[2 * i + 1] = hex_digits[bytes[i] & 15];
    }
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool kp_log_unhex(kp_str text, unsigned char *out, size_t n)
{
    if (text.n != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = nibble(text.p[2 * i]), low = nibble(text.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

void kp_log_head_groups(const unsigned char head[KP_LOG_HASH], char out[72])
{
    for (size_t group = 0; group < 8; group++) {
        kp_log_hex(head + 4 * group, 4, out + 9 * group);
        out[9 * group + 8] = group == 7 ? '\0' : ' ';
    }
}
