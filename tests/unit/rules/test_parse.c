/* test_parse.c - rules/expr/parse.h: which tree a formula is.
 *
 * Trees are written by hand with every bracket shown (tests/support/tree_text.h); the
 * precedences are those of DMN 1.5's grammar and, for &, of Excel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/expr/ast_print.h"
#include "rules/expr/parse.h"
#include "rules/expr/parse_feel.h"
#include "tests/support/tree_text.h"

typedef struct tree_case {
    const char *typed, *tree;
} tree_case;

typedef enum reader {
    FORMULA,
    FEEL,
    FEEL_TESTS
} reader;

static kp_ast *read_text(kp_arena *arena, reader how, kp_str text, kp_diags *diags)
{
    kp_parse_where where = {.cell = {.row = 1, .col = 1}, .text = text};
    kp_name_tree known = {0};

    kp_name_tree_add(&known, arena, KP_STR("Full Name"));
    kp_name_tree_add(&known, arena, KP_STR("Rate-2"));
    if (how == FORMULA)
        return kp_parse_expression(arena, &where, text, diags);
    if (how == FEEL)
        return kp_parse_feel(arena, &where, text, &known, diags);
    return kp_parse_feel_tests(arena, &where, text, &known, diags);
}

/* Canonical text reads back as an equal tree, and prints the same again. */
static void check_round_trip(kp_arena *arena, reader how, const kp_ast *tree)
{
    kp_diags *diags = kp_diags_open();
    kp_buf first, second;

    kp_buf_init(&first, 1 << 20);
    kp_buf_init(&second, 1 << 20);
    kp_ast_print(tree, &first);
    kp_ast *again = read_text(arena, how, kp_buf_view(&first), diags);
    if (again == NULL || !kp_ast_equal(tree, again))
        fail_msg("not read back: %.*s", KP_FMT(kp_buf_view(&first)));
    kp_ast_print(again, &second);
    assert_true(kp_str_eq(kp_buf_view(&first), kp_buf_view(&second)));
    kp_buf_free(&first);
    kp_buf_free(&second);
    kp_diags_close(diags);
}

static void check_trees(reader how, const tree_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        kp_arena *arena = kp_arena_open(0);
        kp_diags *diags = kp_diags_open();
        kp_ast *tree = read_text(arena, how, kp_str_of(cases[i].typed), diags);
        kp_buf out;

        kp_buf_init(&out, 1 << 20);
        if (tree == NULL) {
            kp_diag_print(kp_diags_first(diags), KP_LANG_EN, &out);
            fail_msg("refused: %.*s", KP_FMT(kp_buf_view(&out)));
        }
        assert_int_equal(kp_diags_errors(diags), 0);
        tree_write(tree, &out);
        if (!kp_str_is(kp_buf_view(&out), cases[i].tree))
            fail_msg("“%s” is %.*s, wanted %s", cases[i].typed,
                     KP_FMT(kp_buf_view(&out)), cases[i].tree);
        check_round_trip(arena, how, tree);
        kp_buf_free(&out);
        kp_diags_close(diags);
        kp_arena_close(arena);
    }
}

#define CHECK(how, cases) check_trees((how), (cases), sizeof(cases) / sizeof(cases)[0])

static void operators_bind_as_in_dmn(void **state)
{
    static const tree_case cases[] = {
        {"a + b * c", "(+ a (* b c))"},
        {"(a + b) * c", "(* (+ a b) c)"},
        {"a - b - c", "(- (- a b) c)"},
        {"a - (b - c)", "(- a (- b c))"},
        {"a / b / c", "(/ (/ a b) c)"},
        {"3 ** 4 ** 5", "(** (** 3 4) 5)"},
        {"-3 ** 2", "(** -3 2)"},
        {"-a ** 2", "(** (neg a) 2)"},
        {"2 ** -1", "(** 2 -1)"},
        {"5 - -5", "(- 5 -5)"},
        {"--a", "(neg (neg a))"},
        {"- -5", "5"},
        {"-a.b", "(neg (. a b))"},
        {"-(a + b)", "(neg (+ a b))"},
        {"a or b and c", "(or a (and b c))"},
        {"a and b or c", "(or (and a b) c)"},
        {"(a or b) and c", "(and (or a b) c)"},
        {"a = b + 1 and c < d", "(and (= a (+ b 1)) (< c d))"},
        {"not(a) and b", "(and (not a) b)"},
        {"not(a and b)", "(not (and a b))"},
        {"a & b & \"元\"", "(& (& a b) \"元\")"},
        {"\"共\" & a + 1 & \"元\"", "(& (& \"共\" (+ a 1)) \"元\")"},
        {"a & b = c", "(= (& a b) c)"},
        {"(a = b) = c", "(= (= a b) c)"},
        {"a != b", "(!= a b)"},
        {"a <> b", "(!= a b)"},
        {"a ≠ b", "(!= a b)"},
    };

    (void)state;
    CHECK(FORMULA, cases);
}

static void what_input_methods_type_reads_the_same(void **state)
{
    static const tree_case cases[] = {
        {"＝ｓｕｍ（考核．得分，１２．５）＋２０％",
         "(+ (call sum (. 考核 得分) 12.5) 0.2)"},
        {"=a", "a"},
        {" ＝ a", "a"},
        {"a × b ÷ c − d", "(- (/ (* a b) c) d)"},
        {"得分　≥　９０", "(>= 得分 90)"},
        {"如果 得分 >= 90 那么 “优秀” 否则 ‘良好’",
         "(if (>= 得分 90) \"优秀\" \"良好\")"},
        {"a 且 b 或 非（c）", "(or (and a b) (not c))"},
        {"[1、2，3]", "(list 1 2 3)"},
        {"「月薪-社保」*`1月系数`", "(* 月薪-社保 1月系数)"},
        {"是 或 否", "(or true false)"},
        {"得分 in ［80..90）", "(in 得分 [80..90))"},
    };

    (void)state;
    CHECK(FORMULA, cases);
}

static void excel_habits_are_understood(void **state)
{
    static const tree_case cases[] = {
        {"=IF(得分>=90,\"优秀\",\"良好\")", "(call IF (>= 得分 90) \"优秀\" \"良好\")"},
        {"if(a>1, 2, 3) + 4", "(+ (call IF (> a 1) 2 3) 4)"},
        {"if (a > 1) then 2 else 3", "(if (> a 1) 2 3)"},
        {"if (a) + 1 > 2 then 2 else 3", "(if (> (+ a 1) 2) 2 3)"},
        {"and(a, b)", "(call AND a b)"},
        {"or(a, b) and c", "(and (call OR a b) c)"},
        {"a AND b OR c", "(or (and a b) c)"},
        {"AND(a, b)", "(call AND a b)"},
        {"not(a, b)", "(call not a b)"},
        {"TRUE() and FALSE", "(and true false)"},
        {"ROUND(1,000)", "(call ROUND 1 0)"},
        {"\"a\"\"b\"", "\"a\"b\""},
        {"=+a*2", "(* a 2)"},
        {"VLOOKUP(级, 薪酬矩阵, 2)", "(call VLOOKUP 级 薪酬矩阵 2)"},
    };

    (void)state;
    CHECK(FORMULA, cases);
}

static void paths_filters_and_calls_lean_on_what_stands_before(void **state)
{
    static const tree_case cases[] = {
        {"部门.开发区.得分", "(. (. 部门 开发区) 得分)"},
        {"考核[是否加分].得分", "(. (filter 考核 是否加分) 得分)"},
        {"考核[得分 > 80 and 类 = \"a\"][1]",
         "(filter (filter 考核 (and (> 得分 80) (= 类 \"a\"))) 1)"},
        {"f()", "(call f)"},
        {"f(1)(2)", "(call (call f 1) 2)"},
        {"a.b(c).d", "(. (call (. a b) c) d)"},
        {"分配(池: 开发区.绩效池, 权重: 点数)",
         "(call 分配 池:(. 开发区 绩效池) 权重:点数)"},
        {"f(a, 上限: b)", "(call f a 上限:b)"},
        {"f(grouping separator: \",\")", "(call f grouping separator:\",\")"},
        {"[1, 2][-1]", "(filter (list 1 2) -1)"},
        {"(-5)[1]", "(filter -5 1)"},
        {"(a + b).c", "(. (+ a b) c)"},
        {"考核.「1月得分」", "(. 考核 1月得分)"},
        {"date and time(\"x\").time offset",
         "(. (call date and time \"x\") time offset)"},
        {"years and months duration(a,b)", "(call years and months duration a b)"},
    };

    (void)state;
    CHECK(FORMULA, cases);
}

static void ranges_and_memberships(void **state)
{
    static const tree_case cases[] = {
        {"x between 1 and 2 and y", "(and (between x 1 2) y)"},
        {"x between a + 1 and b * 2", "(between x (+ a 1) (* b 2))"},
        {"x in [80..90)", "(in x [80..90))"},
        {"x in (80..90]", "(in x (80..90])"},
        {"x in ]80..90[", "(in x (80..90))"},
        {"x in [1..10[ and y", "(and (in x [1..10)) y)"},
        {"[1..a[1]]", "[1..(filter a 1)]"},
        {"[1..10) = [1..10[", "(= [1..10) [1..10))"},
        {"(1..10] = ]1..10]", "(= (1..10] (1..10])"},
        {"x in (1, < 5, >= 10)", "(in x 1 (< 5) (>= 10))"},
        {"x in (1)", "(in x 1)"},
        {"x in (1 + 2) * 3", "(in x (* (+ 1 2) 3))"},
        {"x in [1, 2]", "(in x (list 1 2))"},
        {"x in < 5", "(in x (< 5))"},
        {"x in !=10", "(in x (!= 10))"},
        {"x in =10 and y", "(and (in x (= 10)) y)"},
        {"x in ([1..2], [4..5])", "(in x [1..2] [4..5])"},
        {"x in a.b", "(in x (. a b))"},
        {"(< 10) = (null..10)", "(= (< 10) (null..10))"},
        {"[]", "(list)"},
        {"[[1], []]", "(list (list 1) (list))"},
        {"[-1..1]", "[-1..1]"},
        {"]-10..-1[", "(-10..-1)"},
    };

    (void)state;
    CHECK(FORMULA, cases);
}

static void loops_functions_contexts_and_types(void **state)
{
    static const tree_case cases[] = {
        {"for x in a return x * 2", "(for x:a (* x 2))"},
        {"for i in 1..3, j in b return i + j", "(for i:[1..3] j:b (+ i j))"},
        {"some x in a satisfies x > 1", "(some x:a (> x 1))"},
        {"every x in a, y in x.b satisfies y", "(every x:a y:(. x b) y)"},
        {"function() 1", "(fn 1)"},
        {"function(a, b) a + b", "(fn (+ a b) a:null b:null)"},
        {"function(a: number, b) a", "(fn a a:number b:null)"},
        {"(function(a) a)(10)", "(call (fn a a:null) 10)"},
        {"-(function(a) a)(10)", "(neg (call (fn a a:null) 10))"},
        {"{}", "(ctx)"},
        {"{a: 1 + 2, b: {c: a}}", "(ctx a:(+ 1 2) b:(ctx c:a))"},
        {"{\"a b\": 1, foo+bar: 2, foo  bar: 3}", "(ctx a b:1 foo+bar:2 foo bar:3)"},
        {"{ a: 1 }.b", "(. (ctx a:1) b)"},
        {"a instance of number", "(is a number)"},
        {"a instance of list< list<number> >", "(is a list<list<number>>)"},
        {"a instance of date and time and b", "(and (is a date and time) b)"},
        {"a instance of years and months duration", "(is a years and months duration)"},
        {"a instance of context<x: number,y: string>",
         "(is a context<x:number,y:string>)"},
        {"a instance of function<number>->string", "(is a function<number>->string)"},
        {"-1 instance of number", "(neg (is 1 number))"},
        {"@\"2025-01-01\" + @\"P1D\"", "(+ @2025-01-01 @P1D)"},
        {"null", "null"},
        {"a + if b then c else d", "(+ a (if b c d))"},
        {"if a then b else if c then d else e", "(if a b (if c d e))"},
        {"if a then b else c + 1", "(if a b (+ c 1))"},
        {"(if a then b else c) + 1", "(+ (if a b c) 1)"},
        {"1 + // to the end\n 1 /* 1 + */", "(+ 1 1)"},
    };

    (void)state;
    CHECK(FORMULA, cases);
}

static void dmn_models_may_use_their_own_names(void **state)
{
    static const tree_case cases[] = {
        {"\"Hello \" + Full Name", "(+ \"Hello \" Full Name)"},
        {"Rate-2 * 2", "(* Rate-2 2)"},
        {"Rate - 2", "(- Rate 2)"},
        {"{🐎: \"bar\"}", "(ctx 🐎:\"bar\")"},
        {"2025-01-01", "(- (- 2025 1) 1)"},
        {"123()", "(call 123)"},
        {"\"abs\"(-1)", "(call \"abs\" -1)"},
        {"true()", "(call true)"},
        {"? > 5", "(> ? 5)"},
    };

    (void)state;
    CHECK(FEEL, cases);
}

static void unary_tests_of_dmn(void **state)
{
    static const tree_case cases[] = {
        {"-", "any"},
        {"-1", "-1"},
        {">=18", "(>= 18)"},
        {"\"a\",\"b\"", "(in _ \"a\" \"b\")"},
        {"[1..2], > 5", "(in _ [1..2] (> 5))"},
        {"not(\"a\", \"b\")", "(none \"a\" \"b\")"},
        {"not(< 5)", "(none (< 5))"},
        {"Full Name", "Full Name"},
        {"]1..2[", "(1..2)"},
        {"a.b + 1", "(+ (. a b) 1)"},
    };

    (void)state;
    CHECK(FEEL_TESTS, cases);
}

static void spans_point_into_the_whole_cell(void **state)
{
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    kp_str cell = KP_STR("封顶=得分 + ( b )");
    kp_parse_where where = {.text = cell};
    // Only the part behind "封顶=" is the formula; 封顶 takes 6 bytes, 得分 as well.
    kp_str part = kp_str_slice(cell, 7, cell.n);
    kp_ast *tree = kp_parse_expression(arena, &where, part, diags);

    (void)state;
    assert_non_null(tree);
    assert_int_equal(tree->at, 7);
    assert_int_equal(tree->len, cell.n - 7);
    assert_int_equal(tree->arg[0]->at, 7);
    assert_int_equal(tree->arg[0]->len, 6);
    assert_int_equal(tree->arg[1]->at, 18);
    assert_int_equal(tree->arg[1]->len, 1);
    kp_diags_close(diags);
    kp_arena_close(arena);
}

static void trees_borrow_nothing(void **state)
{
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    kp_parse_where where = {.text = KP_STR("another text")};
    kp_buf out;

    (void)state;
    char good[] = "f(x.y, 名: \"文\", 数: 「a」)";
    kp_ast *tree = kp_parse_expression(arena, &where, kp_str_of(good), diags);

    assert_non_null(tree);
    memset(good, '#', sizeof good - 1);
    kp_buf_init(&out, 1000);
    tree_write(tree, &out);
    assert_true(kp_str_is(kp_buf_view(&out), "(call f (. x y) 名:\"文\" 数:a)"));
    kp_buf_free(&out);
    kp_diags_close(diags);
    kp_arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_in_dmn),
        cmocka_unit_test(what_input_methods_type_reads_the_same),
        cmocka_unit_test(excel_habits_are_understood),
        cmocka_unit_test(paths_filters_and_calls_lean_on_what_stands_before),
        cmocka_unit_test(ranges_and_memberships),
        cmocka_unit_test(loops_functions_contexts_and_types),
        cmocka_unit_test(dmn_models_may_use_their_own_names),
        cmocka_unit_test(unary_tests_of_dmn),
        cmocka_unit_test(spans_point_into_the_whole_cell),
        cmocka_unit_test(trees_borrow_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
