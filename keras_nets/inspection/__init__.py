"""Looks inside trained networks: saliency maps, ideal inputs, prototypes. Acts on any keras.Model."""

import importlib

_HOMES = {
    "activation_maximization": "activation",
    "class_map": "prototypes",
    "codebook_grid": "prototypes",
    "distance_map": "prototypes",
    "draw_trace": "drawing",
    "explanation_grid": "explanations",
    "feature_bars": "explanations",
    "filter_grid": "prototypes",
    "grad_cam": "saliency",
    "ideal_inputs": "explanations",
    "joins_by_size": "tracing",
    "latent_plane": "prototypes",
    "linear_model": "logits",
    "reconstructions": "prototypes",
    "smoothgrad": "saliency",
    "trace": "tracing",
    "vanilla_saliency": "saliency",
}
__all__ = list(_HOMES)


def __getattr__(name):
    # tf-keras-vis takes a second to import, and recipes that only draw prototypes need none of it.
    if name in _HOMES:
        return getattr(importlib.import_module(f"keras_nets.inspection.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'keras_nets.inspection' has no attribute {name!r}; it has {', '.join(_HOMES)}")
