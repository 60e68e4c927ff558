/* test_log_seal.c - hashes and the tree over the leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "io/files/hash.h"
#include "io/log/seal.h"

static void sha256(void *user, const void *bytes, size_t n,
                   unsigned char out[KP_LOG_HASH])
{
    kp_digest digest;

    (void)user;
    if (!kp_hash_of(KP_SHA256, (kp_str){bytes, n}, &digest))
        abort();
    memcpy(out, digest.bytes, KP_LOG_HASH);
}

static const kp_log_hash hash = {"sha256", sha256, NULL};

static void assert_hex(const unsigned char *bytes, const char *expected)
{
    char hex[2 * KP_LOG_HASH + 1] = {0};

    kp_log_hex(bytes, KP_LOG_HASH, hex);
    assert_string_equal(hex, expected);
}

/* Leaves and roots published with certificate-transparency (merkle_tree_test.cc). */
static const char *const ct_leaves[] = {
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
};
static const char *const ct_roots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void roots_are_those_of_certificate_transparency(void **state)
{
    unsigned char data[64] = {0}, leaf[KP_LOG_HASH], root[KP_LOG_HASH];
    kp_log_tree tree;

    (void)state;
    kp_log_tree_init(&tree, &hash);
    for (size_t i = 0; i < 8; i++) {
        size_t n = strlen(ct_leaves[i]) / 2;

        data[0] = 0x00;
        assert_true(kp_log_unhex(kp_str_of(ct_leaves[i]), data + 1, n));
        sha256(NULL, data, n + 1, leaf);
        kp_log_tree_add(&tree, leaf);
        kp_log_tree_root(&tree, root);
        assert_hex(root, ct_roots[i]);
    }
}

static void the_root_of_nothing_is_the_hash_of_nothing(void **state)
{
    unsigned char root[KP_LOG_HASH];
    kp_log_tree tree;

    (void)state;
    kp_log_tree_init(&tree, &hash);
    kp_log_tree_root(&tree, root);
    assert_hex(root,
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* RFC 6962 §2.1 as it is written: split at the largest power of two below n. */
static void root_by_definition(const unsigned char (*leaf)[KP_LOG_HASH], size_t n,
                               unsigned char out[KP_LOG_HASH])
{
    unsigned char both[1 + 2 * KP_LOG_HASH] = {0x01};
    size_t k = 1;

    if (n == 1) {
        memcpy(out, leaf[0], KP_LOG_HASH);
        return;
    }
    while (2 * k < n)
        k *= 2;
    root_by_definition(leaf, k, both + 1);
    root_by_definition(leaf + k, n - k, both + 1 + KP_LOG_HASH);
    sha256(NULL, both, sizeof both, out);
}

static void any_number_of_leaves_splits_as_the_rfc_says(void **state)
{
    static unsigned char leaf[70][KP_LOG_HASH];
    unsigned char root[KP_LOG_HASH], expected[KP_LOG_HASH];
    kp_log_tree tree;

    (void)state;
    kp_log_tree_init(&tree, &hash);
    for (size_t i = 0; i < 70; i++) {
        sha256(NULL, &i, sizeof i, leaf[i]);
        kp_log_tree_add(&tree, leaf[i]);
        kp_log_tree_root(&tree, root);
        root_by_definition((const unsigned char(*)[KP_LOG_HASH])leaf, i + 1, expected);
        assert_memory_equal(root, expected, KP_LOG_HASH);
    }
}

static void hex_is_lower_case_and_whole(void **state)
{
    unsigned char out[2];

    (void)state;
    assert_true(kp_log_unhex(KP_STR("0aff"), out, 2));
    assert_int_equal(out[0], 0x0a);
    assert_false(kp_log_unhex(KP_STR("0aFF"), out, 2));
    assert_false(kp_log_unhex(KP_STR("0af"), out, 2));
    assert_false(kp_log_unhex(KP_STR("0aff0"), out, 2));
    assert_false(kp_log_unhex(KP_STR("0ag0"), out, 2));
}

static void a_head_is_printed_in_eight_groups(void **state)
{
    unsigned char head[KP_LOG_HASH];
    char text[72];

    (void)state;
    for (size_t i = 0; i < sizeof head; i++)
        head[i] = (unsigned char)i;
    kp_log_head_groups(head, text);
    assert_string_equal(text, "00010203 04050607 08090a0b 0c0d0e0f "
                              "10111213 14151617 18191a1b 1c1d1e1f");
}

static void salts_differ_by_seed_entity_and_key(void **state)
{
    unsigned char seed[32] = {1}, a[KP_LOG_SALT], b[KP_LOG_SALT];
    kp_buf scratch;

    (void)state;
    kp_buf_init(&scratch, 1 << 16);
    assert_true(kp_log_salt(&hash, seed, KP_STR("a"), KP_STR("bc"), &scratch, a));
    assert_true(kp_log_salt(&hash, seed, KP_STR("ab"), KP_STR("c"), &scratch, b));
    assert_memory_not_equal(a, b, sizeof a);
    assert_true(kp_log_salt(&hash, seed, KP_STR("a"), KP_STR("bc"), &scratch, b));
    assert_memory_equal(a, b, sizeof a);
    seed[31] = 1;
    assert_true(kp_log_salt(&hash, seed, KP_STR("a"), KP_STR("bc"), &scratch, b));
    assert_memory_not_equal(a, b, sizeof a);
    kp_buf_free(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_of_certificate_transparency),
        cmocka_unit_test(the_root_of_nothing_is_the_hash_of_nothing),
        cmocka_unit_test(any_number_of_leaves_splits_as_the_rfc_says),
        cmocka_unit_test(hex_is_lower_case_and_whole),
        cmocka_unit_test(a_head_is_printed_in_eight_groups),
        cmocka_unit_test(salts_differ_by_seed_entity_and_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
