"""The scripts of this folder find each other by their plain names, and so do the tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
