"""Inspection of trained networks, of any `keras.Model`: saliency maps, ideal inputs, prototypes."""

import importlib

_HOMES = {
    "activation_maximization": "activation",
    "attention_map": "attention",
    "capacity_curve": "memories",
    "category_grid": "categories",
    "category_measures": "categories",
    "class_agreement": "categories",
    "class_map": "maps",
    "codebook_grid": "maps",
    "continuation_pictures": "samples",
    "continuations": "samples",
    "contribution_grid": "receptive_fields",
    "contributions": "receptive_fields",
    "distance_map": "maps",
    "draw_trace": "drawing",
    "explanation_grid": "explanations",
    "fading_factor": "gradient_memory",
    "feature_bars": "explanations",
    "filter_grid": "prototypes",
    "gibbs_chains": "samples",
    "grad_cam": "saliency",
    "gradient_curves": "gradient_memory",
    "gradient_norms": "gradient_memory",
    "gradient_pictures": "gradient_memory",
    "hit_map": "maps",
    "ideal_inputs": "explanations",
    "interpolations": "latent_space",
    "joins_by_size": "tracing",
    "latent_plane": "prototypes",
    "linear_model": "logits",
    "machine_pictures": "samples",
    "recall_errors": "memories",
    "receptive_field": "receptive_fields",
    "reconstructions": "prototypes",
    "sample_grid": "latent_space",
    "sample_rows": "samples",
    "smoothgrad": "saliency",
    "trace": "tracing",
    "vanilla_saliency": "saliency",
}
__all__ = list(_HOMES)


def __getattr__(name):
    # Imported lazily, because tf-keras-vis takes a second to import and few recipes need it.
    if name in _HOMES:
        return getattr(importlib.import_module(f"keras_nets.inspection.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'keras_nets.inspection' has no attribute {name!r}; it has {', '.join(_HOMES)}")
