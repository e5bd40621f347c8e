// Run AWS's rules as data (tests/conformance) on the site's own iamsim in the site's own Python, without a browser.
import { readFileSync } from 'node:fs';

const RULES = `
import json, sys, iamsim
count = 0
for case in map(json.loads, lines.splitlines()):
    asked = case["request"]
    principal = case.get("principal", "arn:aws:iam::123456789012:user/alice")
    request = iamsim.Request(principal, asked["action"], asked["resource"], asked["context"])
    more = {name: case[name] for name in ("boundary", "scps", "resource_policy") if name in case}
    result = iamsim.evaluate(request, case["policies"], **more)
    assert result.decision == case["decision"], case["title"]
    count += 1
f"{count} cases hold in Python {sys.version.split()[0]} on {sys.platform}"
`;

async function main(pyodide, site, cases) {
  const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`);
  const python = await loadPyodide();
  const lock = JSON.parse(readFileSync(`${site}/pyodide-lock.json`, 'utf8'));
  python.unpackArchive(new Uint8Array(readFileSync(`${site}/${lock.packages.iamsim.file_name}`)), 'wheel');
  python.globals.set('lines', readFileSync(cases, 'utf8'));
  return python.runPython(RULES);
}

main(...process.argv.slice(2)).then(console.log, (error) => {
  console.error(error.message); // without the source of Pyodide around it
  process.exitCode = 1;
});
