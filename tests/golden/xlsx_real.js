// xlsx_real.js exceljs|xlsx FOLDER COUNT - varied workbooks of a real writer, the same every time.
//
// For xlsx_real.py: shared and inline strings, runs, dates of both systems, formats, booleans,
// errors, formulas with results, hidden rows and sheets, merged cells, rows far apart.
const [writer, folder, count] = process.argv.slice(2);
const library = require(writer);
let state = 7;
const dice = n => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 65521 % n;
const pick = list => list[dice(list.length)];
const TEXTS = ['工号', '张　三', ' 前后 ', '第一行\n第二行', '<&>"\'', '𠮷䶮㛃', '007', '=1+1', '8,500.00', '#N/A', '😀'];
const NUMBERS = ['General', '0.00', '#,##0.00', '0%', '0.00%', '@', '0.00E+00', '[Red]-#,##0.00;[Blue]0', '000000',
    '"￥"#,##0.00_);[Red]\\("￥"#,##0.00\\)', '0.0"万元"', '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '];
const DAYS = ['yyyy"年"m"月"', 'yyyy"年"m"月"d"日"', 'yyyy-mm-dd', '[$-804]yyyy"年"m"月"d"日";@', 'yyyy/m/d;@'];
const number = () => pick([dice(60000), dice(60000) / 100, 0.1 + 0.2, 8271.139999999999, 123456789012345, -dice(999) / 7]);
const day = () => new Date(Date.UTC(1990 + dice(60), dice(12), 1 + dice(28), dice(2) * dice(24), dice(60)));

async function exceljs(file, n) {
    const book = new library.Workbook();
    book.properties.date1904 = n % 3 === 0;
    for (let k = 0; k <= dice(3); k++) {
        const sheet = book.addWorksheet(`表${k}`, {state: pick(['visible', 'hidden', 'veryHidden'])});
        for (let r = 0; r < 150; r++) {
            const cell = sheet.getCell(1 + dice(60), 1 + dice(14));
            const [value, format] = pick([
                () => [pick(TEXTS)], () => [number(), pick(NUMBERS)], () => [day(), pick(DAYS)], () => [dice(2) === 1],
                () => [{error: pick(['#N/A', '#REF!', '#DIV/0!'])}], () => [{richText: [{text: pick(TEXTS)}, {text: ' 尾'}]}],
                () => [{formula: 'SUM(A1:A9)', result: number()}, pick(NUMBERS)]])();
            cell.value = value;
            if (format) cell.numFmt = format;
        }
        sheet.getRow(3).hidden = true;
        sheet.mergeCells(70, 2, 72, 4);
        sheet.getCell(70, 2).value = '合并';
    }
    await book.xlsx.writeFile(file, {useSharedStrings: n % 2 === 0, useStyles: true});
}

function sheetjs(file, n) {
    const book = library.utils.book_new(), sheet = {'!ref': 'A1:Z99', '!rows': []};
    for (let r = 0; r < 200; r++) {
        const place = library.utils.encode_cell({r: dice(80), c: dice(12)});
        sheet[place] = pick([
            () => ({t: 's', v: pick(TEXTS)}), () => ({t: 'n', v: number(), z: pick(NUMBERS)}), () => ({t: 'b', v: dice(2) === 1}),
            () => ({t: 'e', v: pick([0x2a, 0x17, 0x07])}), () => ({t: 'd', v: day(), z: pick(DAYS)}),
            () => ({t: 'n', v: number(), f: 'SUM(A1:A3)'})])();
    }
    sheet['!rows'][5] = {hidden: true};
    library.utils.book_append_sheet(book, sheet, '数据');
    book.Workbook = {WBProps: {date1904: n % 4 === 0}};
    library.writeFile(book, file, {bookSST: n % 2 === 0, compression: n % 3 !== 0, cellDates: n % 5 === 0});
}

(async () => {
    for (let n = 0; n < +count; n++)
        await (writer === 'exceljs' ? exceljs : sheetjs)(`${folder}/${writer}-${n}.xlsx`, n);
})();
