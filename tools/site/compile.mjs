// Compile the library in Pyodide's python_stdlib.zip, by Pyodide itself: node compile.mjs PYODIDE TARGET
import { readFileSync, writeFileSync } from 'node:fs';

const COMPILE = `
import io, py_compile, tempfile, zipfile
from pathlib import Path

whole, out = zipfile.ZipFile(io.BytesIO(library.to_bytes())), io.BytesIO()
one, compiled = Path(tempfile.mkdtemp()) / "one.py", None
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
    for item in whole.infolist():
        content = whole.read(item)
        if item.filename.endswith(".py"):
            one.write_bytes(content)
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH  # there is no source to compare it with
            code = py_compile.compile(str(one), dfile=item.filename, doraise=True, invalidation_mode=mode)
            item, content = zipfile.ZipInfo(item.filename + "c", (2000, 1, 1, 0, 0, 0)), Path(code).read_bytes()
            item.compress_type = zipfile.ZIP_DEFLATED
        target.writestr(item, content)
out.getvalue()
`;

async function main(pyodide, target) {
  const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`);
  const python = await loadPyodide();
  python.globals.set('library', new Uint8Array(readFileSync(`${pyodide}/python_stdlib.zip`)));
  writeFileSync(target, python.runPython(COMPILE).toJs());
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error.message); // without the source of Pyodide around it
  process.exitCode = 1;
});
