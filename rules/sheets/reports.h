/* reports.h - what the readers of 报表 share (private to rules/sheets). */
#ifndef KP_RULES_SHEETS_REPORTS_H
#define KP_RULES_SHEETS_REPORTS_H

#include "engine/report.h"
#include "rules/sheets/sheets.h"

/* {年份} and {月份}; {月份 2} has two digits. */
kp_str kp__fill_in_month(kp_build *b, kp_str text);

/* 首行 or 尾行; no option: no line. */
void kp__read_report_line(kp_build *b, const kp_block *block, const kp_option *option,
                          const kp_report *report, kp_report_line *out);

/* 图 and what belongs to it, of a layout whose columns are read; no option: no chart. */
void kp__read_report_chart(kp_build *b, const kp_block *block, kp_report *report);

#endif
