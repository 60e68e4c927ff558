/* capitals.c - amounts in Chinese capitals; see capitals.h. */
#include "engine/capitals.h"

enum {
    YUAN_DIGITS = 16,  // up to 千万亿
};

static const char *const DIGIT[] = {"零", "壹", "贰", "叁", "肆",
                                    "伍", "陆", "柒", "捌", "玖"};
static const char *const PLACE[] = {"", "拾", "佰", "仟"};

static unsigned digit_at(uint64_t yuan, int place)
{
    return (unsigned)(yuan / (uint64_t)kp_pow10_i64[place] % 10);
}

/* 万 behind its four digits, 亿 behind everything above: 12345 亿 is
 * 壹万贰仟叁佰肆拾伍亿. */
static const char *unit_behind(uint64_t yuan, int place)
{
    uint64_t four = yuan / (uint64_t)kp_pow10_i64[place] % 10000;

    if (place == 8 && yuan / 100000000 > 0)
        return "亿";
    if ((place == 4 || place == 12) && four > 0)
        return "万";
    return "";
}

static void write_yuan(uint64_t yuan, kp_buf *out)
{
    bool begun = false, skipped = false;

    for (int place = YUAN_DIGITS - 1; place >= 0; place--) {
        unsigned digit = digit_at(yuan, place);

        if (digit == 0) {
            skipped = begun;
        } else {
            kp_buf_z(out, skipped ? "零" : "");
            kp_buf_z(out, DIGIT[digit]);
            kp_buf_z(out, PLACE[place % 4]);
            begun = true;
            skipped = false;
        }
        if (place % 4 != 0)
            continue;
        kp_buf_z(out, unit_behind(yuan, place));
        // A zero that 万 or 亿 closes off is not read before 仟; four zeros are.
        if (place > 0 && yuan / (uint64_t)kp_pow10_i64[place] % 10000 > 0)
            skipped = false;
    }
}

static void write_fen(uint64_t yuan, unsigned fen, kp_buf *out)
{
    bool gap = yuan > 0 && (yuan % 10 == 0 || fen < 10);

    if (fen == 0) {
        kp_buf_z(out, "整");
        return;
    }
    kp_buf_z(out, gap ? "零" : "");
    if (fen >= 10) {
        kp_buf_z(out, DIGIT[fen / 10]);
        kp_buf_z(out, "角");
    }
    if (fen % 10 > 0) {
        kp_buf_z(out, DIGIT[fen % 10]);
        kp_buf_z(out, "分");
    }
}

bool kp_capitals(kp_decimal amount, kp_buf *out)
{
    int64_t signed_fen;

    if (!kp_dec_to_i64(amount, 2, &signed_fen))
        return false;
    uint64_t fen = signed_fen < 0 ? 0 - (uint64_t)signed_fen : (uint64_t)signed_fen;
    uint64_t yuan = fen / 100;
    if (yuan >= (uint64_t)kp_pow10_i64[YUAN_DIGITS])
        return false;
    if (signed_fen < 0)
        kp_buf_z(out, "负");
    write_yuan(yuan, out);
    if (yuan > 0)
        kp_buf_z(out, "元");
    else if (fen == 0)
        kp_buf_z(out, "零元");
    write_fen(yuan, (unsigned)(fen % 100), out);
    return true;
}
