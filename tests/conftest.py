"""Which tests are slow, and who loads what tests share: processes that run them, not the one that hands them out."""

import importlib.util
from pathlib import Path

HERE = Path(__file__).parent

# What trains whole runs, starts processes or builds every network: `make quick` leaves it out, `make test` does not.
SLOW = (
    "conformance",
    "recipes",
    "tools",
    "tuning",
    "training",
    "models",
    "generation",
    "cli/test_train.py",
    "test_ready.py",
)
SLOW += ("test_keras_twins.py", "layers")


def pytest_collection_modifyitems(items):
    for item in items:
        place = item.path.relative_to(HERE).as_posix()
        if place.startswith(SLOW) and not item.get_closest_marker("quick"):
            item.add_marker("slow")


def pytest_configure(config):
    # TensorFlow takes seconds to load.
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        specification = importlib.util.spec_from_file_location("shared_fixtures", HERE / "fixtures.py")
        fixtures = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(fixtures)
        config.pluginmanager.register(fixtures)
