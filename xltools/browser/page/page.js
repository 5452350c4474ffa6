if (window.able) (() => {
  const by = id => document.getElementById(id);
  const made = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const say = text => { by("state").textContent = text; };

  // ---------------------------------------------------------------- parts

  async function bytes(element) {
    const address = element.dataset.href;
    if (address) return unzipped((await fetch(address)).body);
    const text = element.textContent;
    element.textContent = "";
    return unpacked(text);
  }

  async function allParts() {
    if (window.packed) return unpackedParts();
    const elements = [...document.querySelectorAll("[data-part]")];
    const read = await Promise.all(elements.map(bytes));
    return Object.fromEntries(elements.map((element, at) => [element.dataset.part, read[at]]));
  }

  const engine = engineOf(by("worker").textContent, allParts, step => { by("progress").value = step; });

  // ---------------------------------------------------------------- one file

  let count = 0;

  async function checked(file) {
    const key = String(++count);
    say(`正在检查：${file.name}`);
    try {
      return { key, source: file, ...await engine.ask("check", key, file) };
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      return { key, source: file, ...await engine.ask("lost", file.name, error.message) };
    }
  }

  function card(result) {
    const found = made("div", { className: "found" });
    const root = found.attachShadow({ mode: "open" });
    const shown = new DOMParser().parseFromString(result.page, "text/html");
    shown.querySelector("h1").remove();
    root.append(...shown.querySelectorAll("style"), ...shown.body.children);
    const news = made("div", { className: "made" });
    news.setAttribute("role", "status");
    const actions = made("div", { className: "actions" }, ...buttons(result, root, news));
    const summary = made("summary", {}, result.file, made("span", { textContent: result.label }));
    const element = made("details", {}, summary, made("div", { className: "card" }, actions, news, found));
    element.result = result;
    element.classList.toggle("passed", result.passed);
    return element;
  }

  function buttons(result, root, news) {
    const all = [];
    const add = (text, act, first) => {
      const button = made("button", { type: "button", textContent: text, className: first ? "first" : "" });
      button.onclick = async () => {
        button.disabled = true;
        try { await act(); } catch (error) { news.textContent = trouble(error); }
        button.disabled = false;
      };
      all.push(button);
    };
    if (result.read) {
      add(result.passed ? "生成报告" : "生成草稿", () => reports(result, news), result.passed);
      add("下载标出问题的填报表", () => marked(result, news), !result.passed);
    }
    if (root.querySelector("table")) add("复制为表格", () => copy(root.querySelector("table"), news));
    add("保存检查结果", () => save(`${result.file}-检查结果.html`, result.page));
    return all;
  }

  const trouble = error => error instanceof Lost
    ? "没有生成：程序中断，已重新启动。请把文件重新放进来再试；仍不行的，把文件交给收表单位处理。"
    : "没有生成：浏览器没有接受操作，请再试一次或换一个浏览器。";

  async function reports(result, news) {
    const files = await engine.ask("reports", result.key, result.source);
    const said = result.passed ? "报告已生成，请点击下载：" :
      "还有错误或没有填完，只能生成草稿，不能代替正式报告。请点击下载：";
    news.replaceChildren(said, ...files.map(([name, data]) => link(name, data)));
    news.querySelector("a").focus();
  }

  async function marked(result, news) {
    const [name, data] = await engine.ask("marked", result.key, result.source);
    const made = link(name, data);
    news.replaceChildren("填报表已写好，今后只用这一份。问题列在“校验”页下方，疑点属实的在那里写情况说明：", made);
    made.click();
    made.focus();
  }

  function link(name, data) {
    const href = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
    return made("a", { className: "button", href, download: name, textContent: `下载 ${name}` });
  }

  function save(name, text) {
    const element = link(name, new TextEncoder().encode(text));
    element.click();
  }

  // What was written is text wherever it is pasted, and never a formula.
  function copy(table, news) {
    const rows = [...table.rows].map(row => [...row.cells].map(cell => cell.textContent));
    const plain = text => text.replace(/\s+/g, " ").trim().replace(/^(?=[=+@-])/, "'");
    const own = table.cloneNode(true);
    for (const cell of own.querySelectorAll("td, th")) cell.setAttribute("style", "mso-number-format:'\\@'");
    const put = event => {
      event.clipboardData.setData("text/plain", rows.map(row => row.map(plain).join("\t")).join("\r\n"));
      event.clipboardData.setData("text/html", own.outerHTML);
      event.preventDefault();
    };
    document.addEventListener("copy", put, { once: true });
    const copied = document.execCommand("copy");
    document.removeEventListener("copy", put);
    news.textContent = copied ? "已复制，可以粘贴到 Excel、Word 或聊天窗口。" : "浏览器不允许复制，请选中表格后自行复制。";
  }

  // ---------------------------------------------------------------- all files

  const unable = () => {
    by("state").className = "stop";
    say("不能检查：浏览器内存不足，或不允许运行本网页的程序。请关闭其他网页后刷新，或换一个浏览器。");
  };

  async function take(files) {
    const list = [...files];
    let open = list.length === 1;
    for (const file of list) {
      const result = await checked(file).catch(unable);
      if (!result) return;
      for (const old of [...by("results").children]) if (old.result.file === result.file) {
        old.remove();
        engine.ask("forget", old.result.key).catch(() => {});
      }
      const element = card(result);
      element.open = open;
      by("results").prepend(element);
      by("help").hidden = true;
    }
    say(list.length > 1 ? `已检查${list.length}份，点开每一份看问题。` : "已检查。改好后请再放进来检查一次。");
  }

  const drop = by("drop");
  by("files").onchange = ({ target }) => { take(target.files); target.value = ""; };
  for (const name of ["dragover", "dragenter"]) addEventListener(name, event => {
    event.preventDefault();
    drop.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) addEventListener(name, () => drop.classList.remove("over"));
  addEventListener("drop", event => { event.preventDefault(); take(event.dataTransfer.files); });

  engine.ask("hello").then(() => {
    by("progress").hidden = true;
    if (!count) say("可以检查了。");
    document.documentElement.dataset.ready = Math.round(performance.now());
    setTimeout(() => engine.ask("prepare").catch(() => {}), 200);
  }, unable);
  window.engine = engine;
})();
