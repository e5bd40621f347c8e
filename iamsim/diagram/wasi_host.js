// The least that graphviz.wasm asks of its surroundings, where the surroundings are a browser.
//
// Evaluates to a function: bytes of graphviz.wasm → (DOT text, layout engine → SVG text). It throws an Error with Graphviz's
// own message. There are no files, no arguments, no environment, and time stands still: a picture depends on
// its DOT text alone. Names and numbers are those of WASI snapshot preview 1.
(bytes) => {
  const SUCCESS = 0, BAD_DESCRIPTOR = 8, NOT_SEEKABLE = 70;
  const CHARACTER_DEVICE = 2, STANDARD_ERROR = 2;
  const program = new WebAssembly.Module(bytes);

  const start = () => {
    let memory;
    let said = "";
    const view = () => new DataView(memory.buffer);
    const slice = (from, length) => new Uint8Array(memory.buffer, from, length);
    const decode = (from, length) => new TextDecoder().decode(slice(from, length).slice());

    const answers = {
      environ_sizes_get(count, size) {
        view().setUint32(count, 0, true);
        view().setUint32(size, 0, true);
        return SUCCESS;
      },
      environ_get: () => SUCCESS,
      clock_time_get(clock, precision, time) {
        view().setBigUint64(time, 0n, true);
        return SUCCESS;
      },
      random_get(from, length) {
        slice(from, length).fill(0);
        return SUCCESS;
      },
      fd_fdstat_get(descriptor, stat) {
        if (descriptor > STANDARD_ERROR) return BAD_DESCRIPTOR;
        slice(stat, 24).fill(0);
        view().setUint8(stat, CHARACTER_DEVICE);
        view().setBigUint64(stat + 8, 0xffffffffffffffffn, true); // every right
        return SUCCESS;
      },
      fd_write(descriptor, vectors, count, written) {
        let total = 0;
        for (let at = vectors; at < vectors + 8 * count; at += 8) {
          const length = view().getUint32(at + 4, true);
          if (descriptor === STANDARD_ERROR) said += decode(view().getUint32(at, true), length);
          total += length;
        }
        view().setUint32(written, total, true);
        return SUCCESS;
      },
      fd_seek: () => NOT_SEEKABLE,
      fd_close: () => SUCCESS,
      proc_exit(status) {
        throw new Error(`Graphviz gave up with status ${status}. ${said}`);
      },
    };

    const imports = {};
    for (const { module, name } of WebAssembly.Module.imports(program)) {
      imports[module] ??= {};
      imports[module][name] = answers[name] ?? (() => BAD_DESCRIPTOR); // files: there are none
    }
    const graphviz = new WebAssembly.Instance(program, imports).exports;
    memory = graphviz.memory;

    const give = (text) => {
      const encoded = new TextEncoder().encode(text + "\0");
      const address = graphviz.malloc(encoded.length);
      slice(address, encoded.length).set(encoded);
      return address;
    };
    const lastError = () => {
      const from = graphviz.graphviz_last_error();
      const rest = slice(from, memory.buffer.byteLength - from);
      return from ? decode(from, rest.indexOf(0)) : "";
    };
    return { graphviz, view, decode, give, reason: () => `${lastError()} ${said}`.trim() };
  };

  return (dot, engine) => {
    const { graphviz, view, decode, give, reason } = start(); // anew, and thrown away: nothing to free
    const length = graphviz.malloc(4);
    const picture = graphviz.graphviz_render(give(dot), give("svg"), give(engine), length);
    if (!picture) throw new Error(reason());
    return decode(picture, view().getUint32(length, true));
  };
};
