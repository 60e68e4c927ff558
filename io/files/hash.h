/* hash.h - SHA-256 and SM3 (the door to OpenSSL).
 *
 * Ownership: a running hash is a handle: close it.  Digests are plain values.
 * Errors:    open gives NULL when the library lacks the algorithm or memory; add and
 *            finish give false, and the hash is then useless.
 * Threads:   one hash belongs to one thread at a time.
 */
#ifndef KP_IO_FILES_HASH_H
#define KP_IO_FILES_HASH_H

#include "engine/base/text.h"

typedef enum kp_hash_kind {
    KP_SHA256,
    KP_SM3
} kp_hash_kind;

#define KP_DIGEST_BYTES 32
#define KP_DIGEST_HEX (2 * KP_DIGEST_BYTES + 1)
typedef struct kp_digest {
    uint8_t bytes[KP_DIGEST_BYTES];
} kp_digest;

typedef struct kp_hash kp_hash;

kp_hash *kp_hash_open(kp_hash_kind kind);
void kp_hash_close(kp_hash *hash);  // NULL is fine
KP_CHECK bool kp_hash_add(kp_hash *hash, const void *bytes, size_t n);
/* The digest of all that was added; the hash then starts over. */
KP_CHECK bool kp_hash_finish(kp_hash *hash, kp_digest *out);

/* All in one. */
KP_CHECK bool kp_hash_of(kp_hash_kind kind, kp_str bytes, kp_digest *out);

const char *kp_hash_name(kp_hash_kind kind);  // "sha256", "sm3"
bool kp_hash_parse_name(kp_str name, kp_hash_kind *out);
bool kp_digest_eq(const kp_digest *a, const kp_digest *b);
void kp_digest_hex(const kp_digest *digest, char out[KP_DIGEST_HEX]);
/* Exactly 64 lowercase hexadecimal digits. */
bool kp_digest_parse(kp_str hex, kp_digest *out);

#endif
