// Copies the add-in into the user's own jsaddons and names it in publish.xml (install), or takes
// both away again (remove). For the JScript of every Windows, run by cscript: no administrator.
// Its exit code is 10 where all is done, 11 where it told why not.
var NAME = "@NAME@", FOLDER = "@FOLDER@", ENTRY = '@ENTRY@';
var SAID = @SAID@;
var DONE = 10, TOLD = 11;
var BINARY = 1, TEXT = 2, OVER = 2;

var files = new ActiveXObject("Scripting.FileSystemObject");
var shell = new ActiveXObject("WScript.Shell");
var here = files.GetParentFolderName(WScript.ScriptFullName);
var source = files.BuildPath(files.GetParentFolderName(here), FOLDER);
var addons = shell.ExpandEnvironmentStrings("%APPDATA%") + "\\kingsoft\\wps\\jsaddons";
var list = files.BuildPath(addons, "publish.xml");
var written = files.BuildPath(addons, ".xltools-publish.tmp");

function Refused(code, about) {
  this.said = SAID[code] + (about || "");
}

// ------------------------------------------------------------------ the list of add-ins

var WORD = "[A-Za-z_:][A-Za-z0-9_.:-]*";
var PAIR = "[ \\t\\r\\n]+" + WORD + "[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:\"[^\"<]*\"|'[^'<]*')";
var TAG = new RegExp("^(?:<" + WORD + "(?:" + PAIR + ")*[ \\t\\r\\n]*/?>|</" + WORD + "[ \\t\\r\\n]*>)");
var OURS = new RegExp("[ \\t\\r\\n]name[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:\"" + NAME + "\"|'" + NAME + "')");
var BLANK = /^[ \t\r\n]*$/;

// The length of the markup that a text begins with, 0 where there is none.
function span(rest) {
  var end;
  if (rest.substr(0, 4) === "<!--") { end = rest.indexOf("-->", 4); return end < 0 ? 0 : end + 3; }
  if (rest.substr(0, 2) === "<?") { end = rest.indexOf("?>"); return end < 0 ? 0 : end + 2; }
  end = TAG.exec(rest);
  return end ? end[0].length : 0;
}

function lineEnd(rest) {
  return rest.substr(0, 2) === "\r\n" ? 2 : rest.charAt(0) === "\n" ? 1 : 0;
}

// What the list is to consist of: [from, to] of its bytes, and texts of ours; null where it is not
// a list that we understand. A character of the text is a byte.
function pieces(text, action) {
  var made = [], open = [], roots = 0, kept = 0, at = text.substr(0, 3) === "\xEF\xBB\xBF" ? 3 : 0;
  var dropped = -1, start, long, markup, called, closes, alone;
  function cut(to, from) {
    if (to > kept) made.push([kept, to]);
    kept = from;
  }
  while ((start = text.indexOf("<", at)) >= 0) {
    if (!BLANK.test(text.substring(at, start))) return null;
    long = span(text.substr(start));
    if (!long) return null;
    markup = text.substr(start, long);
    at = start + long;
    if (/^<[!?]/.test(markup)) continue;
    closes = markup.charAt(1) === "/";
    alone = /\/>$/.test(markup);
    called = /^<\/?([^ \t\r\n\/>]+)/.exec(markup)[1];
    if (closes) {
      if (!open.length || open.pop() !== called) return null;
    } else {
      if (!open.length && (roots++ || called !== "jsplugins")) return null;
      if (open.length === 1 && dropped < 0 && OURS.test(markup)) dropped = start;
      if (!alone) open.push(called);
    }
    if (dropped >= 0 && open.length === 1 && (closes || alone)) {
      at += lineEnd(text.substr(at));
      cut(dropped, at);
      dropped = -1;
    }
    if (!open.length && action === "install") {
      if (alone) {
        cut(start + markup.search(/[ \t\r\n]*\/>$/), at);
        made.push(">\n" + ENTRY + "\n</jsplugins>");
      } else {
        cut(start, start);
        made.push(ENTRY + "\n");
      }
    }
  }
  if (open.length || !roots || !BLANK.test(text.substr(at))) return null;
  cut(text.length, text.length);
  return made;
}

// ------------------------------------------------------------------ bytes

function stream(type, charset) {
  var made = new ActiveXObject("ADODB.Stream");
  made.Type = type;
  if (charset) made.Charset = charset;
  made.Open();
  return made;
}

function loaded(path) {
  var made = stream(BINARY);
  made.LoadFromFile(path);
  return made;
}

// What a stream of bytes holds as a text, a character a byte.
function textOf(bytes) {
  var copy = stream(BINARY);
  bytes.Position = 0;
  bytes.CopyTo(copy);
  copy.Position = 0;
  copy.Type = TEXT;
  copy.Charset = "iso-8859-1";
  return copy.ReadText();
}

function append(target, text) {
  var ascii = stream(TEXT, "us-ascii");
  ascii.WriteText(text);
  ascii.Position = 0;
  ascii.Type = BINARY;
  ascii.CopyTo(target);
}

// Writes the list anew, in one step; it is gone where only an empty one of ours would be left.
function change(action) {
  var empty = loaded(files.BuildPath(here, "publish-empty.xml")), after = stream(BINARY), i;
  var before = files.FileExists(list) ? loaded(list) : empty, made = pieces(textOf(before), action);
  if (!made) throw new Refused("broken", list);
  for (i = 0; i < made.length; i++) {
    if (typeof made[i] === "string") {
      append(after, made[i]);
    } else {
      before.Position = made[i][0];
      before.CopyTo(after, made[i][1] - made[i][0]);
    }
  }
  if (action === "remove" && textOf(after) === textOf(empty)) {
    files.DeleteFile(list);
    return;
  }
  after.SaveToFile(written, OVER);
  files.CopyFile(written, list, true);
  files.DeleteFile(written);
}

// ------------------------------------------------------------------ folders

function make(folder) {
  if (files.FolderExists(folder)) return;
  make(files.GetParentFolderName(folder));
  files.CreateFolder(folder);
}

function removeCopies() {
  var found = new Enumerator(files.GetFolder(addons).SubFolders), old = [], i;
  for (; !found.atEnd(); found.moveNext()) {
    if (new RegExp("^" + NAME + "_[0-9]").test(found.item().Name)) old.push(found.item().Path);
  }
  for (i = 0; i < old.length; i++) files.DeleteFolder(old[i], true);
}

function install() {
  if (!files.FileExists(files.BuildPath(source, "main.js"))) throw new Refused("incomplete");
  make(addons);
  if (files.FileExists(list)) check();
  removeCopies();
  files.CopyFolder(source, files.BuildPath(addons, FOLDER), true);
  change("install");
  return "installed";
}

// That the list is one that we understand, before anything is copied.
function check() {
  if (!pieces(textOf(loaded(list)), "install")) throw new Refused("broken", list);
}

function remove() {
  var copied = files.FolderExists(files.BuildPath(addons, FOLDER));
  if (!copied && !(files.FileExists(list) && textOf(loaded(list)).indexOf(NAME) >= 0)) return "nothing";
  if (files.FileExists(list)) change("remove");
  if (files.FolderExists(addons)) removeCopies();
  return "removed";
}

(function () {
  var code = DONE;
  try {
    WScript.Echo(SAID[WScript.Arguments(0) === "install" ? install() : remove()]);
  } catch (error) {
    code = TOLD;
    WScript.Echo(error instanceof Refused ? error.said : SAID.failed + addons);
  }
  WScript.Quit(code);
})();
