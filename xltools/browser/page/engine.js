"use strict";
// The parts that Python is made of, and Python in a thread of its own: what every page here has.

function unzipped(stream) {
  return new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

function unpacked(base64) {
  const text = atob(base64);
  const data = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) data[at] = text.charCodeAt(at);
  return unzipped(new Blob([data]).stream());
}

// Those that a script brought along, which are let go of.
async function unpackedParts() {
  const packed = Object.entries(window.packed);
  delete window.packed;
  return Object.fromEntries(await Promise.all(packed.map(async ([name, text]) => [name, await unpacked(text)])));
}

class Lost extends Error {}  // Python died, or took too long: the message is why

// One call after another; a call that kills Python, or hangs, is lost and Python starts anew.
const engineOf = (source, allParts, stepped) => ({
  turn: Promise.resolve(),
  patience: 60000,
  start: 300000,
  ask(call, ...args) {
    const answer = this.turn.then(() => this.asked(call, args));
    this.turn = answer.catch(() => {});
    return answer;
  },
  async asked(call, args) {
    this.parts ??= await allParts();
    if (!this.worker) {
      this.worker = new Worker(this.address ??= URL.createObjectURL(new Blob([source])));
      await this.post("start", [this.parts]);
    }
    return this.post(call, args);
  },
  post(call, args) {
    return new Promise((done, failed) => {
      const lose = why => {
        this.worker.terminate();
        this.worker = null;
        failed(new Lost(why));
      };
      const patience = setTimeout(() => lose("timed_out"), this[call] ?? this.patience);
      this.worker.onerror = () => { clearTimeout(patience); lose("died"); };
      this.worker.onmessage = ({ data }) => {
        if (data.step) { stepped(data.step); return; }
        clearTimeout(patience);
        if ("error" in data) { this.said = data.error; lose("died"); } else done(data.result);
      };
      this.worker.postMessage({ call, args });
    });
  },
});
