// Where this browser is too old, it says so and nothing else runs.
(function () {
  if (!window.able) {
    var said = document.getElementById("state");
    said.className = "stop";
    said.innerHTML = "这个浏览器版本太低，不能检查。请改用 Edge 或 Chrome 97 以上、火狐 114 以上，" +
      "或把 360、QQ 等浏览器切换到“极速模式”（内核 97 以上），再打开本网页。都没有的，" +
      "请看填报表里的“校验”页，文字部分由收表单位检查。";
    document.getElementById("drop").style.display = "none";
    document.getElementById("progress").style.display = "none";
  }
})();
