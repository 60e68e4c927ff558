/* tables_rules.h - shared by the two files that read 规则表, and nobody else. */
#ifndef KP_RULES_TABLES_RULES_H
#define KP_RULES_TABLES_RULES_H

#include "rules/tables/tables_parts.h"

typedef enum kp__role {
    KP__ROLE_OTHER,  // remarks, and columns that every table may have
    KP__ROLE_CONDITION,
    KP__ROLE_RESULT,
    KP__ROLE_DEFAULT,
} kp__role;

typedef struct kp__rule_column {
    kp__role role;
    uint32_t j;
    kp_str name;
    kp_op op;      // comparison in the heading, or KP_OP_CONCAT
    size_t index;  // of its input or output
} kp__rule_column;

typedef struct kp__rules_reader {
    kp__table_reader *r;
    kp__rule_column *column;
    size_t ncolumns, ninputs, noutputs;
    kp__column_type *type;  // inputs, then outputs
    kp_str **listed;        // allowed texts of each, in order; NULL: any
    size_t *nlisted;
    uint32_t default_row;  // 0: none
} kp__rules_reader;

/* A row whose 序号 says so, or which says 是 under 缺省. */
bool kp__says_default(const kp__rules_reader *t, uint32_t i);
/* Row three when it holds types, else what the cells show. */
bool kp__read_types(kp__rules_reader *t);
bool kp__read_policy(kp__rules_reader *t);
/* The option 未命中. */
bool kp__read_fallback(kp__rules_reader *t);
/* What the policy asks of results. */
bool kp__check_policy(const kp__rules_reader *t);
/* Texts of a condition, or of a result, against the allowed ones. */
bool kp__check_allowed(const kp__rules_reader *t, const kp__rule_column *column,
                       uint32_t i, const kp_accept *accept);
bool kp__check_listed(const kp__rules_reader *t, const kp__rule_column *column,
                      uint32_t i, kp_value value);

#endif
