"""The lessons' extension of JupyterLab: written by hand, found by JupyterLab without a build."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from iamsim import lab


def test_jupyterlab_with_our_settings_finds_the_extension_and_its_script(monkeypatch: pytest.MonkeyPatch) -> None:
    config = pytest.importorskip("jupyterlab_server.config")
    monkeypatch.setenv("JUPYTER_PATH", "/somebody/elses")
    monkeypatch.setenv("JUPYTER_PATH", lab.settings()["JUPYTER_PATH"])
    folders = config.LabConfig().labextensions_path
    assert "/somebody/elses/labextensions" in folders
    package = config.get_federated_extensions(folders)["iamsim"]
    script = Path(package["ext_path"]) / package["jupyterlab"]["_build"]["load"]
    assert "window._JUPYTERLAB" in script.read_text(encoding="utf-8")


def test_its_script_gives_a_plugin_that_starts_by_itself_once_jupyterlab_has_shared_its_modules() -> None:
    node = shutil.which("node") or pytest.skip("no node to run the extension's script in")
    [script] = (Path(lab.__file__).parent / "jupyter" / "labextensions").glob("*/static/*.js")
    ask = """
        globalThis.window = globalThis;
        window._JUPYTERLAB = { another: 1 };
        require(process.argv[1]);
        const { iamsim } = window._JUPYTERLAB;
        iamsim.init({});
        iamsim.get('./extension').then((factory) => {
            const { default: plugin } = factory();
            console.log(JSON.stringify([Object.keys(window._JUPYTERLAB), plugin.id, plugin.autoStart]));
        });"""
    done = subprocess.run([node, "-e", ask, str(script)], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [["another", "iamsim"], "iamsim:lessons", True]
