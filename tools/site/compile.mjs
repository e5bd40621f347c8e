// Compile the library in Pyodide's python_stdlib.zip, and our first words, by Pyodide: node compile.mjs PYODIDE FIRST TARGET
import { readFileSync, writeFileSync } from 'node:fs';

const COMPILE = `
import io, py_compile, tempfile, zipfile
from pathlib import Path

def compiled(name, source):
    one.write_bytes(source)
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH  # there is no source to compare it with
    return Path(py_compile.compile(str(one), dfile=name, doraise=True, invalidation_mode=mode)).read_bytes()

one, out = Path(tempfile.mkdtemp()) / "one.py", io.BytesIO()
with zipfile.ZipFile(io.BytesIO(library.to_bytes())) as whole:
    files = {item.filename: whole.read(item) for item in whole.infolist()} | {"sitecustomize.py": first.encode()}
with zipfile.ZipFile(out, "w") as target:
    for name, content in files.items():
        code = name.endswith(".py")
        item = zipfile.ZipInfo(name + "c" if code else name)  # with no date: the same bytes each time
        target.writestr(item, compiled(name, content) if code else content, zipfile.ZIP_DEFLATED)
out.getvalue()
`;

async function main(pyodide, first, target) {
  const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`);
  const python = await loadPyodide();
  python.globals.set('library', new Uint8Array(readFileSync(`${pyodide}/python_stdlib.zip`)));
  python.globals.set('first', readFileSync(first, 'utf8'));
  writeFileSync(target, python.runPython(COMPILE).toJs());
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error.message); // without the source of Pyodide around it
  process.exitCode = 1;
});
