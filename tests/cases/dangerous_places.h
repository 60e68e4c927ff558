/* dangerous_places.h - one typed cell in every place of a scheme where it could stand,
 * and what comes of it as a text: what it turned out to mean, or the code that refuses
 * it.
 *
 *   number condition   which of these values it accepts: 59.99 60 74.99 75 89.99 90 …
 *
 *   text condition     which of these texts: 优秀 良好 合格 招商局 …; other rules speak
 *                      of 优秀 良好 合格, too
 *
 *   date condition     which of these days
 *
 *   values             (results, parameters, data cells) the value itself; blank,
 * absent
 *
 *   formulas           the value of the formula in a row where 得分 = 90, 等次 = 优秀,
 *                      月薪 = 5000, 社保 = 400, 「月薪-社保」 = 7, 「1月奖金」 = 8
 *
 *   option lists       the options, joined by |
 *
 *   headings           which field the column became; of a rule table, what 90 accepts
 *
 * A refusal is "KP3061" and, behind a blank, the remedy that the clerk reads.
 */
#ifndef KP_TESTS_CASES_DANGEROUS_PLACES_H
#define KP_TESTS_CASES_DANGEROUS_PLACES_H

#include "engine/base/text.h"

typedef enum place {
    NUMBER_CONDITION,   // column of type 数值
    GUESSED_CONDITION,  // a condition column whose other cells are plain numbers
    HEADED_CONDITION,   // the same below 条件 得分 ≥
    TEXT_CONDITION,     // of a field without options
    GUESSED_TEXT,       // the same, whose type the other cells tell
    OPTION_CONDITION,   // of a field with the options 优秀、良好、合格
    DATE_CONDITION,
    NUMBER_RESULT,
    TEXT_RESULT,
    NUMBER_PARAMETER,
    PERCENT_PARAMETER,
    MONEY_PARAMETER,
    DATE_PARAMETER,
    TEXT_PARAMETER,
    NUMBER_DATA,
    MONEY_DATA,
    PERCENT_DATA,
    COUNT_DATA,
    TEXT_DATA,
    OPTION_DATA,
    DATE_DATA,
    BOOL_DATA,
    FORMULA,
    OPTION_LIST,
    DATA_HEADING,
    BAND_BOUND,   // between two bands of 1% and 2%: what 20000 earns
    BAND_RATE,    // of the part above 50: what 150 earns
    CROSS_VALUE,  // where a cross table's keys meet
    RULE_FROM,    // the first day of a row that gives 7; without it 8
    PLACES,
    TABLE_HEADING = PLACES,  // of a rule table; other cells make no sense there
    ALL_PLACES
} place;

/* The outcome of the cell, in `out`. */
void outcome_of(place where, const char *cell, kp_buf *out);

#endif
