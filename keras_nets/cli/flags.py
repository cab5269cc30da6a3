"""Command lines from the fields of `Options`: every flag is defined once, there, and spelled here."""

import dataclasses
import inspect
from typing import Annotated

from keras_nets.training.options import Options, flag_of, spelling

import typer

# Hyperparameters that have flags of their own, since every recipe has them: the type and the help of each.
SHORTCUTS = {
    "epochs": (int, "Passes over the training part."),
    "batch_size": (int, "Examples per step."),
    "learning_rate": (float, "Initial learning rate."),
}
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")]
RecipeFile = Annotated[
    str | None,
    typer.Option(
        "--recipe", metavar="FILE", help="The run's recipe, where it is none of this repository's; it is executed."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def make_app():
    """A typer app that shows plain help and leaves errors to `exit`."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def with_options(app, function, without=(), **defaults):
    """Add a command whose flags are those of `Options`, the shortcuts, and the function's own.

    Args:
        app: The typer app.
        function: Called as `function(options, **own)`, with the `Options` that were given; its own parameters are
            declared as typer has them. Its docstring is the help.
        without: Names of options that the command lacks.
        defaults: Other defaults than those of the fields, as the help shows them.
    """
    fields = [field for field in dataclasses.fields(Options) if field.name not in without]
    shortcuts = {name: details for name, details in SHORTCUTS.items() if name not in without}
    own = [parameter for name, parameter in inspect.signature(function).parameters.items() if name != "options"]

    def command(**values):
        settings = [*(values.pop("settings", None) or ())]
        settings += [f"{name}={value}" for name in shortcuts if (value := values.pop(name)) is not None]
        given = {field.name: values.pop(field.name, None) for field in fields}
        for field in fields:
            if flag_of(field).negated and given[field.name] is not None:
                given[field.name] = not given[field.name]
        # typer hands over an empty list where a flag that may be repeated was not given.
        given = {name: value for name, value in given.items() if value not in (None, [])}
        return function(Options(**given | ({"settings": settings} if settings else {})), **values)

    flags = [_parameter(field, defaults) for field in fields]
    at = 1 + [field.name for field in fields].index("settings")
    flags[at:at] = [
        _named(name, kind | None, f"--{name.replace('_', '-')}", help) for name, (kind, help) in shortcuts.items()
    ]
    first = [parameter for parameter in own if parameter.default is inspect.Parameter.empty or _is_argument(parameter)]
    parameters = [*first, *flags, *(parameter for parameter in own if parameter not in first)]
    command.__signature__ = inspect.Signature(
        [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
    )
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__doc__ = function.__doc__
    app.command()(command)


def _parameter(field, defaults):
    flag = flag_of(field)
    default = defaults.get(field.name, flag.default)
    told = f" Default: {default}." if default not in (None, False, True, (), 0) else ""
    # A flag that may be repeated.
    kind = list[str] | None if flag.default == () else field.type.__origin__
    return _named(field.name, kind, spelling(field), flag.help + told, metavar=flag.metavar, min=flag.minimum)


def _named(name, kind, flag, help, **details):
    option = typer.Option(flag, help=help, show_default=False, **details)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option])


def _is_argument(parameter):
    details = getattr(parameter.annotation, "__metadata__", ())
    return any(isinstance(detail, typer.models.ArgumentInfo) for detail in details)
