"""What commands share: the flags of a run, a recipe's command line, exit statuses, tables and processes."""

from keras_nets.cli.train import main

__all__ = ["main"]
