/* hash.c - SHA-256 and SM3 through OpenSSL's EVP; see hash.h. */
#include "io/files/hash.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct kp_hash {
    EVP_MD *algorithm;
    EVP_MD_CTX *context;
};

const char *kp_hash_name(kp_hash_kind kind)
{
    return kind == KP_SM3 ? "sm3" : "sha256";
}

bool kp_hash_parse_name(kp_str name, kp_hash_kind *out)
{
    if (!kp_str_is(name, "sm3") && !kp_str_is(name, "sha256"))
        return false;
    *out = kp_str_is(name, "sm3") ? KP_SM3 : KP_SHA256;
    return true;
}

kp_hash *kp_hash_open(kp_hash_kind kind)
{
    kp_hash *hash = calloc(1, sizeof *hash);

    if (!hash)
        return NULL;
    hash->algorithm = EVP_MD_fetch(NULL, kind == KP_SM3 ? "SM3" : "SHA256", NULL);
    hash->context = EVP_MD_CTX_new();
    if (hash->algorithm && hash->context &&
        EVP_DigestInit_ex(hash->context, hash->algorithm, NULL) == 1)
        return hash;
    kp_hash_close(hash);
    return NULL;
}

void kp_hash_close(kp_hash *hash)
{
    if (!hash)
        return;
    EVP_MD_CTX_free(hash->context);
    EVP_MD_free(hash->algorithm);
    free(hash);
}

bool kp_hash_add(kp_hash *hash, const void *bytes, size_t n)
{
    return n == 0 || EVP_DigestUpdate(hash->context, bytes, n) == 1;
}

bool kp_hash_finish(kp_hash *hash, kp_digest *out)
{
    unsigned n = 0;

    if (EVP_DigestFinal_ex(hash->context, out->bytes, &n) != 1 || n != KP_DIGEST_BYTES)
        return false;
    return EVP_DigestInit_ex(hash->context, hash->algorithm, NULL) == 1;
}

bool kp_hash_of(kp_hash_kind kind, kp_str bytes, kp_digest *out)
{
    kp_hash *hash = kp_hash_open(kind);

    if (!hash)
        return false;
    bool done = kp_hash_add(hash, bytes.p, bytes.n) && kp_hash_finish(hash, out);
    kp_hash_close(hash);
    return done;
}

bool kp_digest_eq(const kp_digest *a, const kp_digest *b)
{
    return memcmp(a->bytes, b->bytes, KP_DIGEST_BYTES) == 0;
}

void kp_digest_hex(const kp_digest *digest, char out[KP_DIGEST_HEX])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < KP_DIGEST_BYTES; i++) {
        out[2 * i] = digits[digest->bytes[i] >> 4];
        out[2 * i + 1] = digits[digest->bytes[i] & 15];
    }
    out[KP_DIGEST_HEX - 1] = '\0';
}

/* 0..15, or 16 for anything else; one spelling only, so that bytes compare. */
static unsigned hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

bool kp_digest_parse(kp_str hex, kp_digest *out)
{
    kp_digest digest;

    if (hex.n != KP_DIGEST_HEX - 1)
        return false;
    for (size_t i = 0; i < KP_DIGEST_BYTES; i++) {
        unsigned high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);

        if (high > 15 || low > 15)
            return false;
        digest.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *out = digest;
    return true;
}
