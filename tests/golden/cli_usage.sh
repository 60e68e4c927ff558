#!/bin/sh
# The command line: help, near misses, wrong options, missing things; exact texts.
. "${0%/*}/lib.sh"

# ---- help

kpay_exits 0 --help
err_is_empty
out_is <<'END'
kpay：用表格写办法，算绩效和工资，一分不差

用法：kpay 命令 [选项]

  new      从模板新建一个方案
  check    检查方案，列出全部问题
  test     运行方案里的测试
  run      计算一个月，生成工资表和日志
  whatif   改了参数或表，谁的钱会变多少
  group    一次计算许多方案，并汇总比较
  fair     检查一次计算公平不公平
  correct  重算已结的月份，差额写成更正单
  explain  说明一个数是怎样算出来的
  verify   核验结果文件夹，并重算比较
  recheck  用独立的程序逐步复算日志
  diff     比较两次计算或两个方案，哪里变了
  convert  CSV 文件和 Excel 工作簿互相转换
  dmn      DMN 模型：计算、导入、导出、一致性测试
  help     显示帮助

从这里开始：
  kpay new 绩效方案

每个命令的说明：kpay help 命令。英文提示：--lang en，或设 KPAY_LANG=en。
退出码：0 完成，1 有问题要改，2 用法不对，3 文件读写失败，4 程序自身的错误。
END

# Without a command the same is shown, but it is not what was wanted.
cp .out overview
kpay_exits 2
cmp -s overview .out || fail 'differs from --help'

kpay_exits 0 help new --lang en
err_is_empty
out_is <<'END'
kpay new: start a scheme from a template

Usage: kpay new DIR [OPTIONS]

Makes DIR with the rules in scheme/, sample data in data/ and a README.md.

--xlsx makes workbooks to fill in; with --scheme one for the data of any scheme, its
columns, lists and checks taken from there.

Example:
  kpay new my-zone
  kpay new --xlsx my-zone
  kpay new --xlsx 2025-04 --scheme my-zone/scheme --data 2025-03

Options:
  --xlsx           as Excel workbooks with lists, hints and checks by colour
  --scheme SCHEME  with --xlsx: the workbook in which this scheme's data are filled in
  --data DIR       with --scheme: data that are known already
  --month YYYY-MM  with --scheme: the month whose rules are taken
  --template NAME  the template; only start for now
  --lang zh|en     language of messages, Chinese by default; also KPAY_LANG
  --help           show this help
END

# Every command has help with an example, in both languages, by both roads.
for command in new check test run whatif correct explain verify recheck diff convert help; do
    kpay_exits 0 help "$command"
    out_has "kpay $command"
    out_has '例：'
    cp .out by_help
    kpay_exits 0 "$command" --help
    cmp -s by_help .out || fail 'differs from kpay help'
    kpay_exits 0 --lang en "$command" --help
    out_has 'Example:'
    kpay_exits 0 --lang=en help "$command"
    out_has 'Usage: kpay'
done

CASE=KPAY_LANG
KPAY_LANG=en "$KPAY" help | grep -qF 'Usage: kpay COMMAND' || fail 'English expected'
kpay_exits 0 --version
out_has 'kpay '

# ---- near misses

while read -r typed meant; do
    kpay_exits 2 "$typed"
    err_is <<END
错误 KP6502: 不认识的命令“$typed”，是不是“$meant”？
  修改建议: kpay help $meant 说明它的用法
END
done <<'END'
rnu run
ru run
chek check
veri verify
explian explain
dif diff
recheek recheck
END

kpay_exits 2 工资
err_is <<'END'
错误 KP6501: 不认识的命令“工资”
  修改建议: kpay help 列出全部命令
END
kpay_exits 2 help rnu
err_has '是不是“run”'

kpay_exits 2 run scheme --moth 2025-03
err_is <<'END'
错误 KP6504: 不认识的选项“--moth”，是不是“--month”？
  修改建议: kpay help run 列出全部选项
END
kpay_exits 2 run scheme --moth=2025-03 --lang en
err_is <<'END'
error KP6504: unknown option --moth; is it --month?
  hint: kpay help run lists all options
END
kpay_exits 2 run scheme -z
err_has 'KP6503'

# ---- what is missing or too much

kpay_exits 2 run
err_has '缺少 SCHEME'
kpay_exits 2 run scheme
err_is <<'END'
错误 KP6508: 缺少选项 --data
  修改建议: 用法见 kpay help run
错误 KP6508: 缺少选项 --month
  修改建议: 用法见 kpay help run
错误 KP6508: 缺少选项 --out
  修改建议: 用法见 kpay help run
END
kpay_exits 2 run scheme --data
err_has '选项“--data”后面缺少值'
kpay_exits 2 explain RUN E05
err_has '缺少 FIELD'
kpay_exits 2 diff RUN
err_has '缺少 B'
kpay_exits 2 verify RUN again
err_has '多余的参数“again”'
kpay_exits 2 run scheme --data d --out o --month 三月
err_has '选项 --month 的值“三月”不对'
kpay_exits 2 run scheme --data d --out o --month 2025-13
err_has 'KP6509'
kpay_exits 2 run scheme --data d --out o --month 2025-03 --threads 0
err_has '选项 --threads 的值“0”不对'
kpay_exits 2 new there --lang fr
err_has '选项 --lang 的值“fr”不对'
kpay_exits 2 new there --template none
err_has 'KP6509'
absent there

# ---- the world

kpay_exits 3 check nowhere
err_is <<'END'
错误 KP6001: 找不到方案文件夹或工作簿“nowhere”
  修改建议: 请核对路径；新建方案用 kpay new
END
mkdir empty
kpay_exits 1 check empty
err_has '文件夹“empty”里没有表格文件'
kpay_exits 3 run nowhere --data neither --month 2025-03 --out out
err_has 'KP6001'
err_has 'KP6002'
err_has '没有生成任何可发放的文件'
absent out
for command in 'verify empty' 'recheck empty' 'explain empty E05 实发'; do
    # shellcheck disable=SC2086
    kpay_exits 3 $command
done
# Two folders that are no run folders are taken for schemes.
kpay_exits 1 diff empty empty
err_has 'KP6003'

CASE='a full disk behind stdout'
if [ -w /dev/full ]; then
    code=0
    "$KPAY" --help >/dev/full 2>/dev/null || code=$?
    [ "$code" -eq 3 ] || fail "exit code $code, expected 3"
fi

finish
