
// ------------------------------------------------------------------ what a button does in WPS

xltools.engine = engineOf(@WORKER@, unpackedParts, () => {});

xltools.press = async (app, book, button) => {
  const { said, engine } = xltools;
  try {
    if (button === "self_check") {
      const told = await engine.ask("self_check", JSON.stringify(facts(app, book)));
      xltools.status("");
      xltools.say(told);
      return "";
    }
    if (["report", "draft"].includes(button)) offerToSave(app, book);
    const place = { name: book.Name, folder: book.Path, read_only: !!book.ReadOnly, selected: selected(app) };
    const copy = new File([saved(app, book)], "copy.xlsx");
    const [told, files] = await engine.ask("press", button, copy, JSON.stringify(place));
    const answer = JSON.parse(told);
    if (files.length) await report(app, place.folder, answer, files);
    else carryOut(app, book, answer);
  } catch (error) {
    if (error instanceof Lost) return said.no_engine;
    xltools.status("");
    xltools.say(error instanceof NotWritten ? said.not_written + error.message : said.refused);
  }
  return "";
};

class NotWritten extends Error {}

const bytesOf = text => Uint8Array.from(text, char => char.charCodeAt(0));

function textOf(data) {
  let text = "";
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
  return text;
}

function joined(folder, name) {
  const between = folder.includes("\\") ? "\\" : "/";
  return /[\\/]$/.test(folder) ? folder + name : folder + between + name;
}

// The workbook as it is now, saved or not; the copy is gone again before anything is done with it.
function saved(app, book) {
  const files = app.FileSystem;
  const path = joined(app.Env.GetTempPath(), `xltools-${Date.now()}-${Math.random().toString(36).slice(2)}.xlsx`);
  app.Calculate();
  try {
    book.SaveCopyAs(path);
    return bytesOf(files.readAsBinaryString(path));
  } finally {
    if (files.Exists(path)) files.Remove(path);
  }
}

// What is reported shall be what lies in the file.
function offerToSave(app, book) {
  if (book.ReadOnly || (book.Path && book.Saved) || !confirm(xltools.said.offer_save)) return;
  if (book.Path) {
    book.Save();
    return;
  }
  const picker = app.FileDialog(2);  // where to save
  picker.InitialFileName = book.Name;
  if (picker.Show() === -1) book.SaveAs(picker.SelectedItems.Item(1), 51);  // as .xlsx
}

// What the self-check tells of.
function facts(app, book) {
  const files = app.FileSystem;
  let temp = "", usable = false;
  try {
    temp = app.Env.GetTempPath();
    const path = joined(temp, `xltools-${Date.now()}.txt`);
    files.writeAsBinaryString(path, "1");
    usable = files.readAsBinaryString(path) === "1";
    files.Remove(path);
  } catch { /* it is told */ }
  const [, browser] = /Chrom\w*\/([\d.]+)/.exec(navigator.userAgent) ?? ["", ""];
  return { browser, temp, usable, book: book ? book.Name : "" };
}

function selected(app) {
  try {
    const { Row, Column } = app.Selection;
    return Row && Column ? [app.ActiveSheet.Name, Row, Column] : null;
  } catch {
    return null;  // a picture, perhaps
  }
}

function carryOut(app, book, { tell, writes = [], go, empty = [] }) {
  const cells = (sheet, address) => book.Sheets.Item(sheet).Range(address);
  if (empty.some(place => String(cells(...place).Value2 ?? "").trim())) {  // somebody has typed meanwhile
    xltools.status("");
    xltools.say(xltools.said.typed);
    return;
  }
  for (const [sheet, address, value] of writes) {
    if (value === null) cells(sheet, address).ClearContents();
    else cells(sheet, address).Value2 = value;
  }
  if (writes.length) app.Calculate();
  if (go) app.Goto(cells(...go));
  xltools.status("");
  xltools.say(tell);
}

// ------------------------------------------------------------------ 生成报告

async function report(app, beside, { ask, where, spare }, files) {
  if (ask && !confirm(ask)) return;
  const folder = where ? chosen(app, where) : beside;
  if (!folder) return;
  const written = [], kept = [];
  for (const [name, data] of files) {
    const earlier = put(app.FileSystem, folder, name, textOf(data), spare[name]);
    written.push(joined(folder, name));
    if (earlier) kept.push(joined(folder, earlier));
  }
  const told = await xltools.engine.ask("written", JSON.stringify([written, kept]));
  xltools.status("");
  xltools.say(told);
  app.OAAssist.ShellExecute(written[0]);
}

function chosen(app, title) {
  const picker = app.FileDialog(4);  // a folder
  picker.Title = title;
  return picker.Show() === -1 ? picker.SelectedItems.Item(1) : "";
}

// Writes a file and reads it back; the name that another one of its name is kept under, if there was one.
function put(disk, folder, name, text, spare) {
  const path = joined(folder, name);
  try {
    let earlier = "";
    if (disk.Exists(path)) {
      if (disk.readAsBinaryString(path) === text) return "";
      earlier = spare.find(other => !disk.Exists(joined(folder, other)));
      disk.copyFileSync(path, joined(folder, earlier));
    }
    disk.writeAsBinaryString(path, text);
    if (disk.readAsBinaryString(path) !== text) throw new Error("another text");
    return earlier;
  } catch {
    throw new NotWritten(path);
  }
}
