// WPS as the add-in's page sees it, over a workbook model on the other side of a connection: only the
// members that its documents name, and every other is an error.
(() => {
  const ask = (call, ...given) => {
    const asked = new XMLHttpRequest();
    asked.open("POST", "@ADDRESS@", false);
    asked.send(JSON.stringify([call, given]));
    const answer = JSON.parse(asked.responseText);
    if ("error" in answer) throw new Error(answer.error);
    return answer.value;
  };
  const only = members => new Proxy(members, {
    get(all, name) {
      if (typeof name === "symbol" || name in all) return all[name];
      throw new Error(`WPS has no ${name}`);
    },
    set(all, name, value) {
      if (!Object.getOwnPropertyDescriptor(all, name)?.set) throw new Error(`WPS takes no ${name}`);
      all[name] = value;
      return true;
    },
  });
  const places = new WeakMap();
  const range = (sheet, address) => {
    const cells = only({
      get Value2() { return ask("value", sheet, address); },
      set Value2(value) { ask("put", sheet, address, value); },
      ClearContents: () => ask("put", sheet, address, null),
    });
    places.set(cells, [sheet, address]);
    return cells;
  };
  const book = only({
    get Name() { return ask("name"); },
    get Path() { return ask("folder"); },
    get ReadOnly() { return ask("read_only"); },
    get Saved() { return ask("saved"); },
    Save: () => ask("save"),
    SaveAs: (path, format) => ask("save_as", path, format),
    Names: only({ Item: name => only({ get RefersToRange() { return range(...ask("named", name)); } }) }),
    Sheets: only({ Item: sheet => only({ Range: address => range(sheet, address) }) }),
    SaveCopyAs: path => ask("save_copy", path),
  });
  window.Application = only({
    get ActiveWorkbook() { return ask("is_open") ? book : null; },
    get ActiveSheet() { return only({ get Name() { return ask("selected")[0]; } }); },
    get Selection() { return only({ get Row() { return ask("selected")[1]; }, get Column() { return ask("selected")[2]; } }); },
    set StatusBar(text) { ask("status", text); },
    Calculate: () => ask("calculate"),
    Goto: (cells, _scroll) => ask("go_to", ...places.get(cells)),
    FileDialog: kind => only({
      set Title(title) { ask("titled", kind, title); },
      set InitialFileName(name) { ask("named_first", kind, name); },
      Show: () => ask("show"),
      SelectedItems: only({ Item: number => ask("chosen", number) }),
    }),
    FileSystem: only({
      Exists: path => ask("exists", path),
      Remove: path => ask("remove", path),
      copyFileSync: (from, to) => ask("copy", from, to),
      readAsBinaryString: path => ask("load", path),
      writeAsBinaryString: (path, text) => ask("write", path, text),
    }),
    Env: only({ GetTempPath: () => ask("temp_folder") }),
    OAAssist: only({ ShellExecute: path => ask("shell", path) }),
  });
  window.alert = text => ask("tell", text);
  window.confirm = text => ask("asked", text);
})();
