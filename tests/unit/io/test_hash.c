/* test_hash.c - io/files/hash.h against the published vectors: FIPS 180-4 examples for
 * SHA-256, GB/T 32905-2016 annex A for SM3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "io/files/hash.h"

#define TWICE(s) s s
#define ABCD_16 TWICE(TWICE(TWICE(TWICE("abcd"))))

static const struct {
    kp_hash_kind kind;
    const char *text, *hex;
} vectors[] = {
    {KP_SHA256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {KP_SHA256, "abc",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {KP_SHA256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {KP_SM3, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
    {KP_SM3, ABCD_16,
     "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
};

static void published_vectors_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        char hex[KP_DIGEST_HEX];
        kp_digest digest;

        assert_true(kp_hash_of(vectors[i].kind, kp_str_of(vectors[i].text), &digest));
        kp_digest_hex(&digest, hex);
        assert_string_equal(hex, vectors[i].hex);
    }
}

static void a_million_letters_hash_in_pieces(void **state)
{
    char letters[1000], hex[KP_DIGEST_HEX];
    kp_digest digest;
    (void)state;

    memset(letters, 'a', sizeof letters);
    kp_hash *hash = kp_hash_open(KP_SHA256);
    assert_non_null(hash);
    for (int i = 0; i < 1000; i++)
        assert_true(kp_hash_add(hash, letters, sizeof letters));
    assert_true(kp_hash_finish(hash, &digest));
    kp_digest_hex(&digest, hex);
    assert_string_equal(
        hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    kp_hash_close(hash);
}

static void pieces_and_the_whole_agree_and_a_hash_starts_over(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        kp_hash *hash = kp_hash_open(vectors[i].kind);
        char hex[KP_DIGEST_HEX];
        kp_digest digest;

        assert_non_null(hash);
        for (int again = 0; again < 2; again++) {
            for (const char *p = vectors[i].text; *p; p++)
                assert_true(kp_hash_add(hash, p, 1));
            assert_true(kp_hash_add(hash, NULL, 0));
            assert_true(kp_hash_finish(hash, &digest));
            kp_digest_hex(&digest, hex);
            assert_string_equal(hex, vectors[i].hex);
        }
        kp_hash_close(hash);
    }
    kp_hash_close(NULL);
}

static void a_digest_has_one_spelling(void **state)
{
    static const char *const wrong[] = {
        "",
        "ba78",
        "BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
    };
    kp_digest a, b;
    char hex[KP_DIGEST_HEX];
    (void)state;

    assert_true(kp_digest_parse(kp_str_of(vectors[1].hex), &a));
    kp_digest_hex(&a, hex);
    assert_string_equal(hex, vectors[1].hex);
    assert_true(kp_digest_parse(kp_str_of(vectors[2].hex), &b));
    assert_true(kp_digest_eq(&a, &a));
    assert_false(kp_digest_eq(&a, &b));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(kp_digest_parse(kp_str_of(wrong[i]), &a));
}

static void names_and_kinds_match(void **state)
{
    kp_hash_kind kind = KP_SHA256;
    (void)state;

    assert_string_equal(kp_hash_name(KP_SHA256), "sha256");
    assert_string_equal(kp_hash_name(KP_SM3), "sm3");
    assert_true(kp_hash_parse_name(KP_STR("sm3"), &kind));
    assert_int_equal(kind, KP_SM3);
    assert_true(kp_hash_parse_name(KP_STR("sha256"), &kind));
    assert_int_equal(kind, KP_SHA256);
    assert_false(kp_hash_parse_name(KP_STR("SHA256"), &kind));
    assert_false(kp_hash_parse_name(KP_STR("md5"), &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors_hold),
        cmocka_unit_test(a_million_letters_hash_in_pieces),
        cmocka_unit_test(pieces_and_the_whole_agree_and_a_hash_starts_over),
        cmocka_unit_test(a_digest_has_one_spelling),
        cmocka_unit_test(names_and_kinds_match),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
