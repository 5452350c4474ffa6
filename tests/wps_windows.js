// The parts of Windows that installer.js stands on, over this computer's files: node wps_windows.js
// SCRIPT ACTION. An address written with backslashes is one of this computer's.
const fs = require("fs"), path = require("path"), vm = require("vm");
const [, , script, action] = process.argv;
const local = address => address.replaceAll("\\", "/");

class Stream {
  constructor() { this.data = Buffer.alloc(0); this.at = 0; this.kind = 2; this.opened = false; }
  get Position() { return this.at; }
  set Position(at) { if (at < 0 || at > this.data.length) throw new Error("position"); this.at = at; }
  get Type() { return this.kind; }
  set Type(kind) { if (this.at) throw new Error("type at a position"); this.kind = kind; }
  get Charset() { return this.set; }
  set Charset(set) { if (this.at || !["us-ascii", "iso-8859-1"].includes(set)) throw new Error("charset"); this.set = set; }
  Open() { this.opened = true; }
  LoadFromFile(file) { this.needs(1); this.data = fs.readFileSync(local(file)); this.at = 0; }
  SaveToFile(file, mode) { this.needs(1); fs.writeFileSync(local(file), this.data, { flag: mode === 2 ? "w" : "wx" }); }
  ReadText() { this.needs(2); const text = this.data.toString("latin1", this.at); this.at = this.data.length; return text; }
  WriteText(text) { this.needs(2); this.put(Buffer.from(text, "ascii")); }
  CopyTo(other, count = -1) {
    other.needs(this.kind);
    const end = count < 0 ? this.data.length : Math.min(this.at + count, this.data.length);
    other.put(this.data.subarray(this.at, end));
    this.at = end;
  }
  put(bytes) { this.data = Buffer.concat([this.data.subarray(0, this.at), bytes]); this.at = this.data.length; }
  needs(kind) { if (!this.opened || this.kind !== kind) throw new Error("stream"); }
}

const is = (file, kind) => fs.existsSync(local(file)) && fs.statSync(local(file))[kind]();
const disk = {
  GetParentFolderName: file => path.dirname(local(file)),
  BuildPath: (folder, name) => path.join(local(folder), name),
  FileExists: file => is(file, "isFile"),
  FolderExists: file => is(file, "isDirectory"),
  CreateFolder: folder => fs.mkdirSync(local(folder)),
  CopyFile: (from, to, over) => fs.copyFileSync(local(from), local(to), over ? 0 : fs.constants.COPYFILE_EXCL),
  CopyFolder: (from, to, force) => fs.cpSync(local(from), local(to), { recursive: true, force }),
  DeleteFile: file => fs.unlinkSync(local(file)),
  DeleteFolder: folder => fs.rmSync(local(folder), { recursive: true }),
  GetFolder: folder => ({
    SubFolders: fs.readdirSync(local(folder), { withFileTypes: true }).filter(one => one.isDirectory())
      .map(one => ({ Name: one.name, Path: path.join(local(folder), one.name) })),
  }),
};

class Enumerator {
  constructor(all) { this.all = all; this.at = 0; }
  atEnd() { return this.at >= this.all.length; }
  item() { return this.all[this.at]; }
  moveNext() { this.at++; }
}

function ActiveXObject(name) {
  if (name === "Scripting.FileSystemObject") return disk;
  if (name === "ADODB.Stream") return new Stream();
  if (name === "WScript.Shell") return { ExpandEnvironmentStrings: text => text.replace(/%(\w+)%/g, (_, one) => process.env[one]) };
  throw new Error(name);
}

const Arguments = number => [action][number];
const WScript = { ScriptFullName: script, Arguments, Echo: console.log, Quit: code => { process.exitCode = code; } };
vm.runInNewContext(fs.readFileSync(script, "utf8"), { ActiveXObject, WScript, Enumerator });
