"""Command lines that commands recommend, quoted for the shell."""

import shlex

from keras_nets._places import REPOSITORY, from_here
from keras_nets.training.recipe import file_to_name


def tool_path(name):
    """The file of a tool, as a command that is typed here names it."""
    return from_here(REPOSITORY / "tools" / f"{name}.py")


def tool_command(task, run):
    """What looks at a run with the tool of its task, on an example of its data where the tool needs one.

    Args:
        task: The `Task`, which has a tool.
        run: A `RunFolder` or `FinishedRun`.
    """
    tool = tool_path(task.tool_for(run.record))
    words = ["python", tool, str(run.path), *run.record.get("example", []), *recipe_words(run.record)]
    return shlex.join(words)


def recipe_words(record):
    """`--recipe FILE` where a recipe is none of this repository's, so that a tool executes it only if it is named."""
    file = file_to_name(record)
    return ["--recipe", file] if file else []
