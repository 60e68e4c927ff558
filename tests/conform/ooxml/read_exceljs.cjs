// read_exceljs.cjs FILE.xlsx... - does exceljs read every sheet, value and format?
const ExcelJS = require("exceljs");

async function main() {
  for (const path of process.argv.slice(2)) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    let cells = 0;
    book.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => {
      if (cell.value === undefined) throw new Error(`${path} ${sheet.name} ${cell.address}: no value`);
      if (!cell.style) throw new Error(`${path} ${sheet.name} ${cell.address}: no style`);
      cells++;
    })));
    if (!book.worksheets.length || !cells) throw new Error(`${path}: nothing was read`);
    console.log(`${path.split("/").pop()}: ${book.worksheets.length} sheets, ${cells} cells`);
  }
}
main().catch((error) => { console.error(error); process.exit(1); });
