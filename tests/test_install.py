"""An editable install as pip makes it: the package is found from every folder, new files in it too."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = "from setuptools import build_meta; print(build_meta.build_editable('.'))"


def python(*words, folder):
    ended = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, env={})
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip().splitlines()[-1]


def test_an_editable_install_is_found_from_the_folder_above_the_clone(tmp_path):
    clone, site = tmp_path / "keras_nets", tmp_path / "site"
    package = clone / "keras_nets"
    package.mkdir(parents=True)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, clone)
    (package / "__init__.py").write_text('__version__ = "1"')
    wheel = python("-c", BUILD, folder=clone)
    with zipfile.ZipFile(clone / wheel) as archive:
        archive.extractall(site)
    (package / "later.py").write_text("")
    code = f"import site; site.addsitedir({str(site)!r}); import keras_nets.later; print(keras_nets.__file__)"
    for folder in (tmp_path, clone, site):
        # Without -S, the environment of these tests would find the project's own clone.
        assert python("-S", "-c", code, folder=folder) == str(package / "__init__.py")
