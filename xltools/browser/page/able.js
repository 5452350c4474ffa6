// Written for browsers of any age: whether this one can run Python.
window.able = (function () {
  var exceptions = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0,
    10, 8, 1, 6, 0, 6, 64, 25, 11, 11];
  try {
    return typeof Worker === "function" && typeof DecompressionStream === "function" &&
      WebAssembly.validate(new Uint8Array(exceptions));
  } catch (error) {
    return false;
  }
})();
