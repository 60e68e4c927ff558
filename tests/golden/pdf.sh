#!/bin/sh
# Slips as PDF: everybody's own page, the same bytes, and what happens without a font.
# Amounts are those of samples/yancheng/expected.  Needs pdftotext (poppler-utils).
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/yancheng
run()
{
    kpay_exits 0 run "$SAMPLE/scheme" --data "$SAMPLE/data/2025-03" --month 2025-03 --out "$1"
}

run first
[ -f first/out/工资条-单页.pdf ] || fail 'no slips'
CASE='the same bytes in another locale, zone and number of threads'
mkdir tz && (cd tz && TZ=Asia/Shanghai LC_ALL=C.UTF-8 "$KPAY" run "$SAMPLE/scheme" \
    --data "$SAMPLE/data/2025-03" --month 2025-03 --out second --threads 1 >/dev/null 2>&1)
same_folder first tz/second
kpay_exits 0 verify first

# ---- a machine without fonts: everything else is there, and it says what to install

cat >fonts.conf <<'CONF'
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/nowhere</dir></fontconfig>
CONF
FONTCONFIG_FILE=$WORK/fonts.conf run bare
err_has 'KP6634'
err_has 'fonts-wqy-microhei'
absent bare/out/工资条-单页.pdf
cmp first/out/银行代发.txt bare/out/银行代发.txt || fail 'the bank file differs'
cmp first/run.skel bare/run.skel || fail 'the log depends on fonts'
kpay_exits 0 verify first
FONTCONFIG_FILE=$WORK/fonts.conf kpay_exits 0 verify first
kpay_exits 0 verify bare

# ---- what stands on the pages

if ! command -v pdftotext >/dev/null; then
    echo 'skipped: pdftotext is not here (apt-get install poppler-utils)'
    finish
    exit
fi
for form in 单页 裁条; do pdftotext -layout "first/out/工资条-$form.pdf" "$form.txt"; done
python3 - "$SAMPLE/expected/2025-03/员工-工资.csv" <<'END_OF_PYTHON' || fail 'the pages'
import csv, sys
pay = {r['工号']: r for r in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig')) if r['工号'][0] == 'E'}
pages = open('单页.txt', encoding='utf-8').read().split('\f')[:-1]
assert len(pages) == len(pay)
for page in pages:
    mine = [key for key in pay if key in page.split()]
    assert len(mine) == 1, page  # nobody else's data
    for item in ('基础薪酬', '绩效薪酬', '应发合计', '个人所得税', '扣款合计', '实发合计'):
        assert f"{float(pay[mine[0]][item]):,.2f}" in page.split(), (mine, item, page)
strips = open('裁条.txt', encoding='utf-8').read()
for row in pay.values():
    assert f"{float(row['实发合计']):,.2f}" in strips
END_OF_PYTHON

# ---- many items and large sums: strips in bands, nothing too small to read

CASE='thirty items and hundreds of millions'
mkdir wide data
python3 - <<'END_OF_PYTHON'
names = [f'项目{n:02d}' for n in range(1, 31)]
with open('wide/1.csv', 'w', encoding='utf-8') as out:
    out.write('实体,实体\n实体,主键\n人,号\n\n字段,字段\n实体,字段,类型\n人,号,文本\n')
    out.writelines(f'人,{name},金额\n' for name in names)
    out.write('\n报表,裁条,实体 人,样式 工资条PDF,版式 裁条,文件 裁条.pdf,纸张 A4,方向 横向\n列,上级表头,内容\n号,,号\n')
    out.writelines(f'{name},{"甲乙丙"[n // 10]},{name}\n' for n, name in enumerate(names))
with open('data/人.csv', 'w', encoding='utf-8') as out:
    out.write(','.join(['号'] + names) + '\n')
    out.write(','.join(['01'] + [f'{n}.5' for n in range(30)]) + '\n')
    out.write(','.join(['02'] + [f'-{123456789 + n}.01' for n in range(30)]) + '\n')
END_OF_PYTHON
kpay_exits 0 run wide --data data --month 2025-03 --out bands
pdftotext -bbox bands/out/裁条.pdf bands.html
python3 - <<'END_OF_PYTHON' || fail 'the strips'
import re
words = [(text, float(bottom) - float(top), float(left), float(right), float(top)) for left, top, right, bottom, text in
         re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<',
                    open('bands.html', encoding='utf-8').read())]
def where(text):
    (word,) = [w for w in words if w[0] == text]
    return word
for n in range(30):
    assert where(f'{n}.50') and where(f'-{123456789 + n:,}.01'), n
    assert len([w for w in words if w[0] == f'项目{n + 1:02d}']) == 2, n
assert where('29.50')[4] - where('0.50')[4] > 30  # in bands below each other
small = [w for w in words if w[1] < 0.72 * where('0.50')[1]]  # whatever the font
assert not small, small
assert all(0 < w[2] and w[3] < 842 for w in words)
END_OF_PYTHON

finish
