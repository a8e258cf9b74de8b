"""Importing the package is cheap, and serving needs no torch."""

HEAVY = (
    "torch faiss onnxruntime tantivy transformers sentence_transformers sklearn scipy"
    " tokenizers snowballstemmer flask sqlalchemy"
)
LOADED = f"print([name for name in '{HEAVY}'.split() if name in sys.modules])"


def test_importing_the_package_brings_no_heavy_library(run_python):
    modules = "rcp_search, rcp_search.models.preparing, rcp_search.models.calibration"
    assert run_python(f"import sys, {modules}; {LOADED}") == "[]\n"


def test_importing_the_package_leaves_the_environment_alone(run_python):
    code = "import os; before = dict(os.environ); import rcp_search; print(before == os.environ)"
    assert run_python(code) == "True\n"
