"""Command lines that commands recommend, quoted for the shell."""

import shlex

from keras_nets.training.recipe import file_to_name


def tool_command(tool, run, arguments=""):
    """What looks at a run with a tool.

    Args:
        tool: Name of the tool.
        run: A `RunFolder` or `FinishedRun`.
        arguments: Further words, as a shell takes them.
    """
    words = ["python", f"tools/{tool}.py", str(run.path), *recipe_words(run.record)]
    return f"{shlex.join(words)} {arguments}".rstrip()


def recipe_words(record):
    """`--recipe FILE` where a recipe is none of this repository's, so that a tool executes it only if it is named."""
    file = file_to_name(record)
    return ["--recipe", file] if file else []
