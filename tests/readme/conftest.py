"""What walk.py, which runs as a program too, imports stands beside it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
