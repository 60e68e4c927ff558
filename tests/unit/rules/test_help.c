/* test_help.c - the help of every heading: all there, and true. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/fold.h"
#include "rules/sheets/help.h"

/* Headings as docs/language.md lists them, by kind of block. */
static const struct {
    kp_block_kind kind;
    const char *headings;
} documented[] = {
    {KP_BLOCK_NOTE, "项目,内容"},
    {KP_BLOCK_USE, "名称,依据"},
    {KP_BLOCK_PARAM, "名称,值,单位,生效,失效,依据"},
    {KP_BLOCK_ENTITY, "实体,主键,来源,条件"},
    {KP_BLOCK_FIELD, "实体,字段,类型,小数位,取舍,来源,公式,缺失,选项,依据,说明"},
    {KP_BLOCK_FUNCTION, "名称,参数,公式,小数位,取舍,依据"},
    {KP_BLOCK_CHECK, "名称,实体,条件,级别,提示,依据"},
    {KP_BLOCK_ALIAS, "实体,字段,别名"},
    {KP_BLOCK_GATHER, "实体,字段,取自,仅限"},
    {KP_BLOCK_CORRECTION, "列,内容"},
    {KP_BLOCK_REPORT, "列,上级表头,内容,格式,小数位,宽度,合计"},
    {KP_BLOCK_TIER,
     "下限,超过,大于,不低于,上限,不超过,不满,低于,率,税率,比例,速算扣除数,基数"},
};

static void every_documented_heading_is_explained(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof documented / sizeof *documented; k++) {
        kp_str rest = kp_str_of(documented[k].headings);

        while (rest.n) {
            kp_str heading = kp_str_cut(&rest, ',');
            const kp_heading_help *help =
                kp_heading_help_of(documented[k].kind, heading);

            if (!help || !*help->zh || !*help->en)
                fail_msg("no help: %.*s", KP_FMT(heading));
        }
    }
}

static void every_kind_of_block_is_explained(void **state)
{
    (void)state;
    for (int kind = 0; kind < KP_BLOCK_KINDS; kind++)
        assert_non_null(kp_block_help((kp_block_kind)kind));
}

static void what_is_no_heading_has_no_help(void **state)
{
    (void)state;
    assert_null(kp_heading_help_of(KP_BLOCK_FIELD, KP_STR("小数为")));
    assert_null(kp_heading_help_of(KP_BLOCK_ENTITY, KP_STR("公式")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_documented_heading_is_explained),
        cmocka_unit_test(every_kind_of_block_is_explained),
        cmocka_unit_test(what_is_no_heading_has_no_help),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
