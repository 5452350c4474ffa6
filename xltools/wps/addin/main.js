// What WPS calls: OnAddinLoad, GetImage, OnAction. Written for browsers of any age, for some WPS bring
// an old one; what needs a newer one is in press.js, which is loaded with the first press.
var xltools = {
  buttons: @BUTTONS@,
  names: @NAMES@,
  said: @SAID@,
  scripts: ["@PARTS@", "press.js"],
  busy: false,

  host: function () {
    return window.Application || window.wps.EtApplication();
  },

  // Where a file beside this page lies, as the system writes it: on a drive, a server, or without either.
  place: function (page, name) {
    var path = decodeURIComponent(page.pathname).replace(/[^\/]*$/, name);
    if (page.host) path = "//" + page.host + path;
    else if (/^\/[A-Za-z]:/.test(path)) path = path.substr(1);
    else return path;
    return path.replace(/\//g, "\\");
  },

  // A file of this folder, opened as a double click would.
  open: function (name) {
    xltools.host().OAAssist.ShellExecute(xltools.place(location, name));
  },

  say: function (text) {
    if (text) alert(text);
  },

  // What the workbook's own formulas say of it, with the checks before the user's eyes.
  state: function (book) {
    var app = xltools.host();
    try {
      app.Calculate();
      app.Goto(book.Names.Item(xltools.names.checks).RefersToRange, true);
      return xltools.said.state_is + book.Names.Item(xltools.names.state).RefersToRange.Value2;
    } catch (error) {
      return xltools.said.not_ours;
    }
  },

  // Where Python does not run, the button still does what the workbook can do by itself.
  without: function (button, book, trouble) {
    xltools.say((button === "validate" ? xltools.state(book) + "\n\n" : "") + trouble);
    xltools.open(xltools.names.page);
  },

  load: function (done) {
    var next = xltools.scripts.shift();
    if (!next) {
      done(!!xltools.press);
      return;
    }
    var script = document.createElement("script");
    script.src = next;
    script.onload = function () { xltools.load(done); };
    script.onerror = function () { xltools.scripts.unshift(next); done(false); };
    document.head.appendChild(script);
  },

  status: function (text) {
    try {
      xltools.host().StatusBar = text || false;
    } catch (error) { /* only a hint */ }
  },

  pressed: function (button) {
    var book;
    if (button === "manual") {
      xltools.open(xltools.names.manual);
      return;
    }
    book = xltools.host().ActiveWorkbook;
    if (!book && button !== "self_check") xltools.say(xltools.said.no_workbook);
    else if (!window.able) xltools.without(button, book, xltools.said.too_old);
    else if (xltools.busy) xltools.say(xltools.said.busy);
    else xltools.start(button, book);
  },

  start: function (button, book) {
    function end(trouble) {
      xltools.busy = false;
      xltools.status("");
      if (trouble) xltools.without(button, book, trouble);
    }
    xltools.busy = true;
    xltools.status(xltools.said.running);
    xltools.load(function (loaded) {
      if (!loaded) end(xltools.said.no_engine);
      else xltools.press(xltools.host(), book, button).then(end);
    });
  }
};

function OnAddinLoad() {
  return true;
}

function GetImage(control) {
  return "images/" + xltools.buttons[control.Id] + ".svg";
}

function OnAction(control) {
  xltools.pressed(xltools.buttons[control.Id]);
  return true;
}
