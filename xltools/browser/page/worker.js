"use strict";
// Python in a thread of its own. From a disk only a classic worker made of a blob is allowed;
// Pyodide refuses to start where importScripts works, and asks for two files by address.
self.importScripts = () => { throw new TypeError("not here"); };

const PLACE = "https://inside.invalid/";
const KINDS = { "pyodide.asm.wasm": "application/wasm", "python_stdlib.zip": "application/zip" };
let python, judge;

function offer(parts) {
  self.fetch = async address => {
    const name = String(address.url ?? address).split("/").pop();
    if (!(name in KINDS)) throw new TypeError("no connection is made");
    return new Response(parts[name], { headers: { "content-type": KINDS[name] } });
  };
}

function module(data) {
  return import(URL.createObjectURL(new Blob([data], { type: "text/javascript" })));
}

async function start(parts) {
  offer(parts);
  const { loadPyodide } = await module(parts["pyodide.mjs"]);
  const createPyodideModule = (await module(parts["pyodide.asm.mjs"])).default;
  const info = { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" };
  python = await loadPyodide({
    indexURL: PLACE, stdLibURL: PLACE + "python_stdlib.zip", createPyodideModule,
    lockFileContents: { info, packages: {} },
  });
  self.postMessage({ step: 3 });
  python.unpackArchive(parts["site.zip"], "zip", { extractDir: "/site" });
  python.runPython("import sys; sys.path.insert(0, '/site')");
  judge = python.pyimport("xltools.browser.judge");
  self.postMessage({ step: 4 });
}

const calls = {
  start,
  hello: () => true,
  check: (key, file) => JSON.parse(mounted(key, file, path => judge.check(key, path))),
  lost: (name, why) => JSON.parse(judge.lost(name, why)),
  reports: (key, file) => { held(key, file); return taken(judge.reports(key)); },
  marked: (key, file) => { held(key, file); return taken(judge.marked(key)); },
  forget: key => judge.forget(key),
  prepare: () => judge.prepare(),
  press: (button, file, host) => mounted("open", file, path => taken(ribbon().press(button, path, host))),
  self_check: facts => ribbon().self_check(facts),
  written: paths => ribbon().written(paths),
};

const ribbon = () => python.pyimport("xltools.browser.pressed");

// The file under a place of its own while it is read.
function mounted(key, file, read) {
  const place = `/in/${key}`;
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.WORKERFS, { blobs: [{ name: file.name, data: file }] }, place);
  try {
    return read(`${place}/${file.name}`);
  } finally {
    python.FS.unmount(place);
    python.FS.rmdir(place);
  }
}

// Another file may have ended the Python that had examined this one.
function held(key, file) {
  if (!judge.holds(key)) calls.check(key, file);
}

function taken(proxy) {
  const value = proxy.toJs();
  proxy.destroy();
  return value;
}

self.onmessage = async ({ data: { call, args } }) => {
  try {
    self.postMessage({ result: await calls[call](...args) });
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error) });
  }
};
