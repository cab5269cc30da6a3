"""Write with a trained network: go on with a text, or translate one."""

import json as json_format
from typing import Annotated

from keras_nets._wording import printable_lines
from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import Json, RecipeFile, make_app
from keras_nets.cli.tables import check_tool

import typer

NAME = "tools/write.py"
MOST_TOKENS = 400
app = make_app()

Temperature = Annotated[float | None, typer.Option(min=0, help="Sampling temperature; 0 is greedy.")]


@app.command()
def write(
    run: Annotated[str, typer.Argument(help="Folder of a finished run of a language model or a translator.")],
    texts: Annotated[list[str], typer.Argument(help="Beginnings to go on from, or what is to be translated.")],
    length: Annotated[int | None, typer.Option(min=1, help="Most tokens of a text, its beginning among them.")] = None,
    temperature: Temperature = None,
    top_k: Annotated[int | None, typer.Option(help="Draw among so many tokens, the most probable ones.")] = None,
    beams: Annotated[int | None, typer.Option(help="Follow so many beginnings at once instead of drawing.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the draws.")] = 0,
    json: Json = False,
    recipe: RecipeFile = None,
):
    """Go on with texts, or translate them. Language models draw at temperature 0.8, translators take the best."""
    with user_mistakes():
        from keras_nets.acceleration.side_by_side import one_processor_an_operation
        from keras_nets.training import open_run

        # One token after another is little to compute; processors would wait for each other.
        one_processor_an_operation()
        finished = open_run(run, recipe)
        source, target = _vocabularies(finished)
        numbers = [_numbers(text, source) for text in texts]
        if beams is not None and (temperature is not None or top_k is not None):
            raise ValueError("--beams draws nothing; leave --temperature and --top-k out, or --beams")
        most = getattr(finished.model, "max_length", None) or MOST_TOKENS
        longest = length or max(min(MOST_TOKENS, most), *map(len, numbers))
        if beams is not None:
            written = _best(finished.model, numbers, longest, beams)
        else:
            written = _drawn(finished.model, numbers, longest, temperature, top_k, seed)
        pairs = zip(texts, map(target.decode, written), strict=True)
        answers = [{"text": text, "written": answer} for text, answer in pairs]
    if json:
        print(json_format.dumps(answers, indent=2, ensure_ascii=False))
        return
    for answer in answers:
        told = f"{answer['text']} -> {answer['written']}" if source is not target else answer["written"]
        print(printable_lines(told))


def _vocabularies(run):
    """What the network reads and what it writes in, as the run recorded them: the data need not be there."""
    from keras_nets.datasets import Vocabulary
    from keras_nets.datasets.forms import form_of

    check_tool(run, "write")
    known = list(map(Vocabulary.from_plain, form_of(run.record["dataset"]).vocabularies.values()))
    return known[0], known[-1]


def _numbers(text, vocabulary):
    numbers = vocabulary.encode(text, strict=True)
    if not len(numbers):
        raise ValueError(f"the text {text!r} is empty; give at least one of the {vocabulary.unit} to go on from")
    return numbers


def _drawn(model, numbers, length, temperature, top_k, seed):
    from keras_nets.datasets.sequences.tokens import END, UNKNOWN, pad
    from keras_nets.generation import Sampler

    translates = isinstance(model.input, dict)
    if temperature is None:
        temperature = 0.0 if translates else 0.8
    sampler = Sampler(model, length, temperature=temperature, top_k=top_k, end=END, excluded=[UNKNOWN])
    return sampler.texts(seed=seed, **{"source" if translates else "prompt": pad(numbers)})


def _best(model, numbers, length, beams):
    """Texts that were found one after the other, since beams need beginnings of one length."""
    from keras_nets.datasets.sequences.tokens import UNKNOWN
    from keras_nets.generation import BeamSearch

    search = BeamSearch(model, length, beams=beams, excluded=[UNKNOWN])
    side = "source" if isinstance(model.input, dict) else "prompt"
    return [search.texts(**{side: text[None]})[0][0, 0] for text in numbers]


if __name__ == "__main__":
    run_app(app, NAME)
