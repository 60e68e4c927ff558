// zone.mjs - the workload of the peer engine as a scheme and data of kpay, and what each
// person is paid by the workload's own plain reference, in exact fractions where the
// reference rounds a binary number.
//   node zone.mjs WORKLOAD.mjs PEOPLE FOLDER
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [workload, people, folder] = process.argv.slice(2);
const { SCORE, GRADE, MATRIX, employees } = await import(pathToFileURL(path.resolve(workload)));

const band = (r) => (r.lo === null ? `<${r.hi}` : r.hi === null ? `>=${r.lo}` : `"[${r.lo},${r.hi})"`);
const lines = [
  '实体,一', '实体,主键', '员工,工号', '',
  '字段,一', '实体,字段,类型,小数位,缺失,公式',
  '员工,工号,文本,,,', '员工,工种,文本,,,', '员工,完成率,数值,3,,', '员工,职级,文本,,,', '员工,地区,文本,,,',
  '员工,天数,计数,,,', '员工,得分,数值,,,"评分表(工种, 完成率)"', '员工,等级,文本,,,等级表(得分).等级',
  '员工,系数,数值,,,等级表(得分).系数', '员工,底数,数值,,,"工资表(等级, 职级, 地区)"',
  '员工,实发,金额,2,,底数 * 系数 * 天数 / 21.75', '',
  '规则表,评分表,F', '序号,条件 工种,条件 完成率,结果 得分',
  ...SCORE.map((r, i) => `${i + 1},${r.job},${band(r)},=${r.expr.replaceAll('rate', '完成率')}`), '',
  '规则表,等级表,F', '序号,条件 得分,结果 等级,结果 系数', ...GRADE.map((r, i) => `${i + 1},${band(r)},${r.g},${r.c}`), '',
  '规则表,工资表,F', '序号,条件 等级,条件 职级,条件 地区,结果 底数',
  ...MATRIX.map((r, i) => `${i + 1},${r.g},${r.l},${r.r},${r.base}`), '',
];
const staff = employees(Number(people));

// Everything in whole thousandths and hundredths: no binary number decides about a cent.
const whole = (x, places) => BigInt(Math.round(x * 10 ** places));
const score = (e) => {
  const rule = SCORE.find((r) => r.job === e.job && (r.lo === null || e.rate >= r.lo) && (r.hi === null || e.rate < r.hi));
  const [, base, low, slope] = /^(?:(\d+) \+ \(rate - ([\d.]+)\) \* )?(?:rate \* )?([\d.]+)$/.exec(rule.expr);
  return (base ? BigInt(base) * 100000n : 0n) + (whole(e.rate, 3) - whole(Number(low ?? 0), 3)) * whole(Number(slope), 2);
};
const pay = (e) => {
  const s = score(e);
  const grade = GRADE.find((r) => (r.lo === null || s >= BigInt(r.lo) * 100000n) && (r.hi === null || s < BigInt(r.hi) * 100000n));
  const base = MATRIX.find((r) => r.g === grade.g && r.l === e.level && r.r === e.region).base;
  // base · coef · days / 21.75, rounded half up to cents
  const top = BigInt(base) * whole(grade.c, 1) * BigInt(e.days) * 1000n, bottom = 2175n;
  const cents = (2n * top + bottom) / (2n * bottom);
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
};

fs.mkdirSync(path.join(folder, 'scheme'), { recursive: true });
fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
fs.writeFileSync(path.join(folder, 'scheme', 'rules.csv'), lines.join('\n'));
fs.writeFileSync(path.join(folder, 'data', '员工.csv'), ['工号,工种,完成率,职级,地区,天数',
  ...staff.map((e) => `${String(e.id).padStart(7, '0')},${e.job},${e.rate},${e.level},${e.region},${e.days}`), ''].join('\n'));
fs.writeFileSync(path.join(folder, 'expected'), [...staff.map((e) => `${String(e.id).padStart(7, '0')},${pay(e)}`), ''].join('\n'));
