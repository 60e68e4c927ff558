/* data_guide.c - the sheet 填表说明: every column to fill in, and the long lists. */
#include <string.h>

#include "io/cli/form/data_form.h"

enum {
    HEAD = KP_DATA_HEAD_ROW,  // lists stand as low as rows to fill in
    FIRST = HEAD + 1,
    COLUMNS = 7,
    LISTS = 9,  // column of the first list
};

kp_str kp_data_wanted(kp_data_form *form, const kp_field *field)
{
    static const char *const missing[][2] = {
        [KP_MISSING_ERROR] = {"必填", "required"},
        [KP_MISSING_ZERO] = {"空着是 0", "blank: 0"},
        [KP_MISSING_ABSENT] = {"空着是不适用", "blank: does not take part"},
        [KP_MISSING_CARRY] = {"空着用上期的", "blank: as in the month before"},
        [KP_MISSING_BLANK] = {"可空", "may be blank"},
    };
    const kp_scheme *scheme = form->scheme;
    const char *kind = "";
    kp_str target = KP_NONE;

    switch (field->kind) {
    case KP_NUM:
        kind = field->unit == KP_UNIT_MONEY
                   ? kp_data_say(form, "金额，单位元", "money, in 元")
               : field->unit == KP_UNIT_PERCENT
                   ? kp_data_say(form, "百分比，如 40%", "a percentage, 40%")
               : field->unit == KP_UNIT_COUNT
                   ? kp_data_say(form, "整数", "a whole number")
                   : kp_data_say(form, "数", "a number");
        break;
    case KP_TEXT:
        kind = field->noptions ? kp_data_say(form, "从下拉里选", "from the list")
                               : kp_data_say(form, "文本", "a text");
        break;
    case KP_DATE:
        kind = kp_data_say(form, "日期，如 2025-01-31", "a date, 2025-01-31");
        break;
    case KP_BOOL:
        kind = kp_data_say(form, "是 或 否", "是 (yes) or 否 (no)");
        break;
    case KP_LINK:
        kind = kp_data_say(form, "选一个", "one of: ");
        target = scheme->entity[field->link_entity]->name;
        break;
    }
    const char *comma = kp_data_say(form, "，", ", ");
    if (field->is_key)
        return kp_data_text(
            form, "%s%.*s%s%s", kind, KP_FMT(target), comma,
            kp_data_say(form, "必填，认行用，不能重复", "required, tells rows apart"));
    return kp_data_text(form, "%s%.*s%s%s", kind, KP_FMT(target), comma,
                        missing[field->missing][form->cli->lang == KP_LANG_EN]);
}

static void put_line(kp_data_form *form, kp_sheet *cells, uint32_t i,
                     const kp_data_sheet *sheet, const kp_field *field)
{
    kp_book *book = &form->book;

    kp_draft_text(book, cells, i, 0, sheet->name);
    kp_draft_text(book, cells, i, 1, field->name);
    kp_draft_text(book, cells, i, 2, kp_data_wanted(form, field));
    kp_draft_text(book, cells, i, 3, kp_data_is_needed(field) ? KP_STR("是") : KP_NONE);
    if (field->decimals >= 0)
        kp_draft_text(book, cells, i, 4,
                      kp_cli_count(form->cli, (uint64_t)field->decimals));
    kp_draft_text(book, cells, i, 5, field->note);
    kp_draft_text(book, cells, i, 6, field->clause);
}

static uint32_t put_lines(kp_data_form *form, kp_sheet *cells)
{
    uint32_t i = FIRST;

    for (size_t k = 0; k < form->nsheets; k++)
        for (size_t f = 0; f < form->sheet[k].nfields; f++)
            put_line(form, cells, i++, &form->sheet[k], form->sheet[k].field[f]);
    return i;
}

static void put_head(kp_data_form *form, kp_sheet *cells)
{
    static const char *const headings[COLUMNS] = {"工作表", "列",   "填什么", "必填",
                                                  "小数位", "说明", "依据"};
    kp_book *book = &form->book;

    kp_draft_text(book, cells, 0, 0, form->source->title);
    kp_draft_text(
        book, cells, 1, 0,
        kp_str_of(kp_data_say(
            form,
            "每个工作表从第 5 "
            "行起填，一行一个；灰色斜体的是例子，不参与计算。黄底标题必填。"
            "编号、账号、身份证号都是文本格式，照原样填。",
            "Fill in from row 5 on, one a row; grey examples do not count.  Yellow "
            "headings are required.  Ids and accounts are texts.")));
    kp_draft_text(
        book, cells, 2, 0,
        kp_str_of(kp_data_say(
            form,
            "变红：一定有错（重复、缺编号、不在名单里）；变橙：数填成了文本；变黄：必填"
            "的还空着。"
            "标题有锁，不设密码，需要时可撤销保护。填好后用 kpay check 检查。",
            "Red: wrong; orange: a number that is text; yellow: still missing.  "
            "Headings are locked without password.  Then run kpay check.")));
    for (uint32_t j = 0; j < COLUMNS; j++)
        kp_draft_text(book, cells, HEAD, j, kp_str_of(headings[j]));
}

static void put_lists(kp_data_form *form, kp_sheet *cells)
{
    for (size_t k = 0; k < form->nlists; k++) {
        const kp_data_list *list = &form->list[k];
        uint32_t j = LISTS + (uint32_t)k;

        kp_draft_text(&form->book, cells, HEAD, j, list->title);
        for (size_t n = 0; n < list->n; n++)
            kp_draft_text(&form->book, cells, FIRST + (uint32_t)n, j, list->item[n]);
    }
}

static kp_form_style look(kp_form_look as)
{
    return (kp_form_style){.look = (uint8_t)as, .decimals = -1};
}

static void dress(kp_data_form *form, kp_draft *draft, uint32_t bottom)
{
    kp_draft_area(draft, 0, 0, 1, 1, look(KP_FORM_TITLE));
    kp_draft_area(draft, 1, 0, 3, 1, look(KP_FORM_NOTE));
    kp_draft_area(draft, HEAD, 0, FIRST, COLUMNS, look(KP_FORM_HEADING));
    kp_draft_area(draft, FIRST, 0, bottom, COLUMNS, look(KP_FORM_BODY));
    kp_draft_area(draft, FIRST, 0, bottom, 1, look(KP_FORM_LINK));
    kp_draft_widths(draft, HEAD);
    for (size_t k = 0; k < form->nlists; k++) {
        uint32_t j = LISTS + (uint32_t)k;

        kp_draft_area(draft, HEAD, j, FIRST, j + 1, look(KP_FORM_HEADING));
        kp_draft_area(draft, FIRST, j, FIRST + (uint32_t)form->list[k].n, j + 1,
                      look(KP_FORM_NOTE));
    }
    draft->sheet.frozen_rows = FIRST;
    draft->sheet.protect = draft->sheet.landscape = true;
}

kp_draft *kp_data_make_guide(kp_data_form *form)
{
    kp_str name = KP_STR(KP_GUIDE_SHEET);
    kp_sheet *cells = kp_book_add_sheet(&form->book, name, name, false);
    kp_draft *draft = KP_NEW(form->cli->arena, kp_draft);

    put_head(form, cells);
    uint32_t bottom = put_lines(form, cells);
    put_lists(form, cells);
    kp_draft_open(draft, form->cli->arena, cells);
    dress(form, draft, bottom);
    return draft;
}
