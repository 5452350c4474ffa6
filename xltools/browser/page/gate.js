// Written for browsers of any age: where this one is too old, it says so and nothing else runs.
(function () {
  var exceptions = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0,
    10, 8, 1, 6, 0, 6, 64, 25, 11, 11];
  var able = false;
  try {
    able = typeof Worker === "function" && typeof DecompressionStream === "function" &&
      WebAssembly.validate(new Uint8Array(exceptions));
  } catch (error) {
    able = false;
  }
  window.able = able;
  if (!able) {
    var said = document.getElementById("state");
    said.className = "stop";
    said.innerHTML = "这个浏览器版本太低，不能检查。请改用 Edge 或 Chrome 97 以上、火狐 114 以上，" +
      "或把 360、QQ 等浏览器切换到“极速模式”（内核 97 以上），再打开本网页。都没有的，" +
      "请看填报表里的“校验”页，文字部分由收表单位检查。";
    document.getElementById("drop").style.display = "none";
    document.getElementById("progress").style.display = "none";
  }
})();
