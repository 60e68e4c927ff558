/* test_log_verify.c - no change of a log goes unseen.
 *
 * Two kinds of change: by somebody without the hash functions (every byte, line and
 * block), and by somebody who seals the log again (another spelling of the same
 * meaning, wrong numbering, wrong order), whom only the strict reading finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/log/verify.h"
#include "tests/support/log_seal.h"

static kp_status verify_texts(kp_str skel, kp_str trace, kp_log_fault *fault)
{
    kp_log_hash hash = lr_hash();
    kp_log_verify_options options = {.hash = &hash, .nhashes = 1};
    kp_diags *diags = kp_diags_open();
    kp_status status = kp_log_verify_bytes(skel, trace, &options, NULL, fault, diags);

    // Every refusal says why.
    assert_int_equal(kp_diags_errors(diags) > 0, status != KP_OK);
    kp_diags_close(diags);
    return status;
}

static kp_status verify(const log_bytes *b, kp_log_fault *fault)
{
    return verify_texts(kp_buf_view(&b->skel), kp_buf_view(&b->trace), fault);
}

static void write_log(size_t people, log_bytes *out)
{
    log_run *t = lr_open(people);

    assert_int_equal(lr_write(t, out), KP_OK);
    lr_close(t);
}

static void a_log_as_written_is_right(void **state)
{
    static const size_t people[] = {1, 2, 10, 63, 64, 65, 300};
    kp_log_fault fault;

    (void)state;
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        log_bytes b;

        write_log(people[i], &b);
        assert_int_equal(verify(&b, &fault), KP_OK);
        assert_int_equal(fault.code, KP_CODE_NONE);
        lr_free(&b);
    }
}

static void the_summary_tells_the_run_and_the_head(void **state)
{
    kp_log_hash hash = lr_hash();
    kp_log_verify_options options = {.hash = &hash, .nhashes = 1};
    kp_log_summary sum;
    kp_diags *diags = kp_diags_open();
    log_bytes b;

    (void)state;
    write_log(10, &b);
    assert_int_equal(kp_log_verify_bytes(kp_buf_view(&b.skel), kp_buf_view(&b.trace),
                                         &options, &sum, NULL, diags),
                     KP_OK);
    assert_true(kp_str_is(sum.period, "2025-03"));
    assert_int_equal(sum.counter, 7);
    assert_int_equal(sum.blocks, 14);
    assert_memory_equal(sum.head, b.head, KP_LOG_HASH);
    assert_false(sum.has_previous);
    kp_diags_close(diags);
    lr_free(&b);
}

/* ---- changes by somebody who cannot seal ---- */

static void every_single_byte_counts(void **state)
{
    log_bytes b;
    kp_log_fault fault;

    (void)state;
    write_log(2, &b);
    for (int file = 0; file < 2; file++) {
        kp_buf *text = file ? &b.trace : &b.skel;

        for (size_t i = 0; i < text->n; i++) {
            char old = text->p[i];

            text->p[i] = (char)(old ^ (1 << i % 8));
            if (verify(&b, &fault) == KP_OK)
                fail_msg("file %d: byte %zu may change", file, i);
            text->p[i] = old;
        }
    }
    assert_int_equal(verify(&b, &fault), KP_OK);
    lr_free(&b);
}

/* Any byte to any other, in a log of several stretches. */
static void random_edits_of_a_larger_log_are_seen(void **state)
{
    uint64_t seed = 20250301;
    log_bytes b;

    (void)state;
    write_log(200, &b);
    for (int i = 0; i < 400; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        kp_buf *text = seed >> 63 ? &b.skel : &b.trace;
        size_t at = (size_t)(seed >> 20) % text->n;
        char old = text->p[at], new = (char)(seed >> 11);

        if (new == old)
            continue;
        text->p[at] = new;
        assert_int_equal(verify(&b, NULL), KP_EINVALID);
        text->p[at] = old;
    }
    lr_free(&b);
}

typedef struct pieces {
    kp_str piece[2000];
    size_t n;
} pieces;

static void cut_lines(kp_str text, pieces *out)
{
    out->n = 0;
    for (size_t at = 0; at < text.n; out->n++) {
        size_t end = kp_str_find(kp_str_slice(text, at, text.n), KP_STR("\n"));

        out->piece[out->n] = kp_str_slice(text, at, at + end + 1);
        at += end + 1;
    }
}

static void cut_blocks(kp_str text, pieces *out)
{
    out->n = 0;
    for (size_t at = 0; at < text.n; out->n++) {
        size_t end = ls_next_block(text, at);

        out->piece[out->n] = kp_str_slice(text, at, end);
        at = end;
    }
}

typedef enum edit {
    DELETE,
    REPEAT,
    SWAP,
    EDITS
} edit;

static bool join_edited(const pieces *from, size_t at, edit how, kp_buf *out)
{
    bool changed = how != SWAP;

    kp_buf_clear(out);
    for (size_t i = 0; i < from->n; i++) {
        size_t use = i;

        if (how == SWAP && i == at)
            use = at + 1;
        else if (how == SWAP && i == at + 1)
            use = at;
        if (how == SWAP && use >= from->n)
            return false;
        changed = changed || !kp_str_eq(from->piece[use], from->piece[i]);
        if (how == DELETE && i == at)
            continue;
        kp_buf_str(out, from->piece[use]);
        if (how == REPEAT && i == at)
            kp_buf_str(out, from->piece[i]);
    }
    return changed;
}

static void edit_everywhere(const log_bytes *b, bool trace, const pieces *from)
{
    kp_buf out;

    kp_buf_init(&out, SIZE_MAX / 4);
    for (int how = DELETE; how < EDITS; how++)
        for (size_t i = 0; i < from->n; i++) {
            if (!join_edited(from, i, (edit)how, &out))
                continue;
            kp_status status =
                trace ? verify_texts(kp_buf_view(&b->skel), kp_buf_view(&out), NULL)
                      : verify_texts(kp_buf_view(&out), kp_buf_view(&b->trace), NULL);
            if (status == KP_OK)
                fail_msg("edit %d of piece %zu is not seen", how, i);
        }
    kp_buf_free(&out);
}

static void lines_and_blocks_stand_where_they_stand(void **state)
{
    static pieces from;
    log_bytes b;

    (void)state;
    write_log(3, &b);
    cut_lines(kp_buf_view(&b.skel), &from);
    edit_everywhere(&b, false, &from);
    cut_lines(kp_buf_view(&b.trace), &from);
    edit_everywhere(&b, true, &from);
    cut_blocks(kp_buf_view(&b.trace), &from);
    assert_int_equal(from.n, 7);
    edit_everywhere(&b, true, &from);
    lr_free(&b);
}

static void a_log_cut_short_or_made_longer_is_wrong(void **state)
{
    log_bytes b;

    (void)state;
    write_log(2, &b);
    kp_str skel = kp_buf_view(&b.skel), trace = kp_buf_view(&b.trace);

    for (size_t n = 0; n < trace.n; n += n % 97 ? 1 : 3)
        assert_int_equal(verify_texts(skel, kp_str_slice(trace, 0, n), NULL),
                         KP_EINVALID);
    for (size_t n = 0; n < skel.n; n++)
        assert_int_equal(verify_texts(kp_str_slice(skel, 0, n), trace, NULL),
                         KP_EINVALID);
    kp_buf_char(&b.trace, '\n');
    assert_int_equal(verify(&b, NULL), KP_EINVALID);
    b.trace.n--;
    kp_buf_z(&b.skel, "signature\t-\n");
    assert_int_equal(verify(&b, NULL), KP_EINVALID);
    lr_free(&b);
}

static void any_number_of_threads_finds_the_first_fault(void **state)
{
    kp_log_hash hash = lr_hash();
    log_bytes b;

    (void)state;
    write_log(400, &b);
    kp_buf_char(&b.trace, 0);
    size_t first = kp_str_find(kp_buf_view(&b.trace), KP_STR("E0000250")) + 40;

    b.trace.p[first] ^= 1;
    b.trace.p[b.trace.n - 400] ^= 1;
    for (unsigned threads = 1; threads <= 4; threads++) {
        kp_log_verify_options options = {
            .hash = &hash, .nhashes = 1, .threads = threads};
        kp_diags *diags = kp_diags_open();
        kp_log_fault fault;

        assert_int_equal(kp_log_verify_bytes(kp_buf_view(&b.skel),
                                             (kp_str){b.trace.p, b.trace.n - 1},
                                             &options, NULL, &fault, diags),
                         KP_EINVALID);
        assert_int_equal(fault.block, 253);
        kp_diags_close(diags);
    }
    lr_free(&b);
}

/* ---- changes by somebody who seals again ---- */

static const struct {
    bool skel;
    const char *find, *with;
    kp_code code;
} forgeries[] = {
    {false, "\t13421.86\tformula", "\t+13421.86\tformula", KP6213},
    {false, "\t13421.86\tformula", "\t013421.86\tformula", KP6213},
    {false, "\t13421.86\tformula", "\t13421.860\tformula", KP6213},
    {false, "\t13421.86\tformula", "\t13421.8\tformula", KP6213},
    {false, "\t13421.86\tformula", "\t13,421.86\tformula", KP6213},
    {false, "\t13421.86\tformula", "\t\"13421.86\"\tformula", KP6213},
    {false, "\t7221.86\t0.00\t9\tnone", "\t7221.86\t-0.00\t9\tnone", KP6213},
    {false, "S\t1\tdiv\t2.4285\t", "S\t1\tdiv\t2.42850\t", KP6213},
    {false, "S\t1\tround\t2.500\t", "S\t1\tround\t2.5\t", KP6213},
    {false, "\t2000-07-01\t", "\t2000-7-1\t", KP6213},
    {false, "\t2000-07-01\t", "\t2000-02-30\t", KP6213},
    {false, "\tblank\tcell", "\t\tcell", KP6213},
    {false, "\tblank\tcell", "\tBLANK\tcell", KP6213},
    {false, "isblank\ttrue\t", "isblank\tTrue\t", KP6213},
    {false, "E01\\t良好", "E01\\x09良好", KP6213},
    {false, "\"E01\\t良好\"", "\"E01\\t良好", KP6213},
    {false, "V\t3\t综合得分", "V\t4\t综合得分", KP6214},
    {false, "V\t3\t综合得分", "V\t03\t综合得分", KP6214},
    {false, "V\t3\t综合得分", "V\t3\t综合得分 ", KP6217},
    {false, "S\t2\tmul\t50.9985", "S\t3\tmul\t50.9985", KP6214},
    {false, "S\t2\tmul\t50.9985\t2.4285\t#1", "S\t2\tmul\t50.9985\t2.4285\t#2", KP6218},
    {false, "S\t2\tmul\t50.9985\t2.4285\t#1", "S\t2\tmul\t50.9985\t2.4285\t#01",
     KP6218},
    {false, "S\t2\tmul\t50.9985", "S\t2\tproduct\t50.9985", KP6219},
    {false, "\t21\t.实际天数\n", "\t21\t.实际天数 \n", KP6218},
    {false, "\t21\t.实际天数\n", "\t21\t.实际天数\t\n", KP6212},
    {false, "\t21\t.实际天数\n", "\t21\t.实际天数\r\n", KP6218},
    {false, "@1.人均绩效", "@99.人均绩效", KP6218},
    {false, "@1.人均绩效", "@01.人均绩效", KP6218},
    {false, "cell\tdata/员工.csv\t-\tA2", "cell\tdata/员工.csv\t-\ta2", KP6213},
    {false, "cell\tdata/员工.csv\t-\tA2", "cell\tdata/员工.csv\t\tA2", KP6213},
    {false, "half-up\nV\t11", "half-up\n\nV\t11", KP6211},
    {false, "B\t4\t员工\tE01", "B\t4\t员工\tE02", KP6226},
    {false, "B\t4\t员工\tE01", "B\t5\t员工\tE01", KP6214},
    {false, "B\t4\t员工\tE01", "B\t4\t部门\tE01", KP6217},
    {false, "\tformula\nS\t0\ttable", "\tcell\tx\t-\tA1\nS\t0\ttable", KP6213},
    {false, "S\t0\tcopy\t0.2\t0.2\t=20%\n", "", KP6219},
    {true, "input\t1\t", "input\t2\t", KP6214},
    {true, "data/员工.csv\t1234", "data/员工.csv\t01234", KP6213},
    {true, "5a5a", "5A5a", KP6213},
    {true, "reviewed\t复核人\n", "", KP6211},
    {true, "reviewed\t复核人\n", "reviewed\t复核人 \n", KP6213},
    {true, "approved\t-\n", "approved\t\n", KP6213},
    {true, "kpay-log\t1", "kpay-log\t2", KP6215},
    {true, "sha256", "sha257", KP6215},
    {true, "\tfinal\n", "\tFinal\n", KP6213},
    {true, "entity\t2\t员工\t10\t4", "entity\t2\t员工\t10\t5", KP6214},
    {true, "entity\t2\t员工\t10\t4", "entity\t2\t员工\t11\t4", KP6214},
    {true, "below\t1\t4\tsum\t员工", "below\t1\t4\tsum\t职工", KP6217},
    {true, "\t42000.00\t42000.00\t0.00\t", "\t42000.00\t42000.00\t-0.00\t", KP6213},
};

static void another_spelling_is_a_fault_even_when_sealed_again(void **state)
{
    log_bytes b;

    (void)state;
    write_log(10, &b);
    for (size_t i = 0; i < sizeof forgeries / sizeof forgeries[0]; i++) {
        log_bytes forged = ls_copy(&b);
        kp_log_fault fault;

        ls_replace(forgeries[i].skel ? &forged.skel : &forged.trace, forgeries[i].find,
                   forgeries[i].with);
        ls_reseal(&forged);
        if (verify(&forged, &fault) == KP_OK)
            fail_msg("%s -> %s is not seen", forgeries[i].find, forgeries[i].with);
        if (fault.code != forgeries[i].code)
            fail_msg("%s -> %s: %s instead of %s", forgeries[i].find, forgeries[i].with,
                     kp_code_name(fault.code), kp_code_name(forgeries[i].code));
        lr_free(&forged);
    }
    lr_free(&b);
}

/* The helper above must not be what the test finds. */
static void sealing_again_without_a_change_is_right(void **state)
{
    log_bytes b, again;

    (void)state;
    write_log(10, &b);
    again = ls_copy(&b);
    ls_reseal(&again);
    assert_int_equal(again.skel.n, b.skel.n);
    assert_memory_equal(again.skel.p, b.skel.p, b.skel.n);
    assert_int_equal(verify(&again, NULL), KP_OK);
    lr_free(&again);
    lr_free(&b);
}

static void the_place_of_a_fault_is_named(void **state)
{
    log_bytes b;
    kp_log_fault fault;

    (void)state;
    write_log(10, &b);
    size_t at = kp_str_find(kp_buf_view(&b.trace), KP_STR("94.58\tcell"));

    b.trace.p[at + 2] = ',';
    assert_int_equal(verify(&b, &fault), KP_EINVALID);
    assert_int_equal(fault.part, KP_LOG_TRACE);
    assert_int_equal(fault.offset, at);
    assert_int_equal(fault.block, 8);
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += b.trace.p[i] == '\n';
    assert_int_equal(fault.line, line);
    lr_free(&b);
}

/* ---- the head typed from paper ---- */

static void the_head_from_paper_is_compared(void **state)
{
    static const struct {
        size_t digits;
        bool change;
        kp_code code;
    } cases[] = {
        {64, false, KP_CODE_NONE}, {16, false, KP_CODE_NONE}, {64, true, KP6223},
        {16, true, KP6223},        {15, false, KP6224},
    };
    kp_log_hash hash = lr_hash();
    log_bytes b;

    (void)state;
    write_log(2, &b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char hex[64], typed[100];
        size_t n = 0;
        kp_diags *diags = kp_diags_open();
        kp_log_fault fault;

        kp_log_hex(b.head, KP_LOG_HASH, hex);
        for (size_t k = 0; k < cases[i].digits; k++) {
            if (k && k % 8 == 0)
                typed[n++] = ' ';
            typed[n++] = (char)(hex[k] >= 'a' ? hex[k] - 32 : hex[k]);
        }
        if (cases[i].change)
            typed[n - 1] = typed[n - 1] == '0' ? '1' : '0';
        kp_log_verify_options options = {
            .hash = &hash, .nhashes = 1, .head = {typed, n}};
        kp_status status = kp_log_verify_bytes(
            kp_buf_view(&b.skel), kp_buf_view(&b.trace), &options, NULL, &fault, diags);
        assert_int_equal(status == KP_OK, cases[i].code == KP_CODE_NONE);
        assert_int_equal(fault.code, cases[i].code);
        kp_diags_close(diags);
    }
    lr_free(&b);
}

static void sm3_serves_as_well(void **state)
{
    static kp_hash_kind kind = KP_SM3;
    kp_log_hash hash = {"sm3", lr_sha256, &kind};
    kp_log_verify_options options = {.hash = &hash, .nhashes = 1};
    log_run *t = lr_open(10);
    unsigned char head[KP_LOG_HASH];
    kp_buf trace, skel;

    (void)state;
    kp_buf_init(&trace, SIZE_MAX / 4);
    kp_buf_init(&skel, SIZE_MAX / 4);
    assert_int_equal(kp_log_write(t->run, &t->meta, &hash,
                                  (kp_log_sink){lr_put_bytes, &trace},
                                  (kp_log_sink){lr_put_bytes, &skel}, head, t->diags),
                     KP_OK);
    assert_true(kp_str_starts(kp_buf_view(&skel), KP_STR("kpay-log\t1\tsm3\n")));
    assert_int_equal(kp_log_verify_bytes(kp_buf_view(&skel), kp_buf_view(&trace),
                                         &options, NULL, NULL, t->diags),
                     KP_OK);
    // Without that function the log cannot be judged, and says so.
    assert_int_equal(verify_texts(kp_buf_view(&skel), kp_buf_view(&trace), NULL),
                     KP_EINVALID);
    kp_buf_free(&trace);
    kp_buf_free(&skel);
    lr_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_as_written_is_right),
        cmocka_unit_test(the_summary_tells_the_run_and_the_head),
        cmocka_unit_test(every_single_byte_counts),
        cmocka_unit_test(random_edits_of_a_larger_log_are_seen),
        cmocka_unit_test(lines_and_blocks_stand_where_they_stand),
        cmocka_unit_test(a_log_cut_short_or_made_longer_is_wrong),
        cmocka_unit_test(any_number_of_threads_finds_the_first_fault),
        cmocka_unit_test(another_spelling_is_a_fault_even_when_sealed_again),
        cmocka_unit_test(sealing_again_without_a_change_is_right),
        cmocka_unit_test(the_place_of_a_fault_is_named),
        cmocka_unit_test(the_head_from_paper_is_compared),
        cmocka_unit_test(sm3_serves_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
