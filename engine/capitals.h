/* capitals.h - amounts in Chinese capitals (大写金额), as cheques and payrolls want
 * them.
 *
 * The wording is the first one given by 《正确填写票据和结算凭证的基本规定》 wherever
 * it allows two: 1409.50   壹仟肆佰零玖元伍角          整 only when nothing follows 元
 *   1680.32   壹仟陆佰捌拾元零叁角贰分    零 also for an empty 元
 *   107000.53 壹拾万柒仟元零伍角叁分      none for an empty 万 before 仟
 *   -0.05     负伍分
 * Threads: a pure function.
 */
#ifndef KP_ENGINE_CAPITALS_H
#define KP_ENGINE_CAPITALS_H

#include "engine/base/decimal.h"

/* False, and nothing written, for fractions of a 分 and from 10^16 元 upward. */
bool kp_capitals(kp_decimal amount, kp_buf *out);

#endif
