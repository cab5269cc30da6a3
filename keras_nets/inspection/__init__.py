"""Looks inside trained networks: saliency maps, ideal inputs, prototypes. Acts on any keras.Model."""

import importlib

_HOMES = {
    "activation_maximization": "activation",
    "anomaly_measures": "anomalies",
    "anomaly_timeline": "anomalies",
    "attention_map": "attention",
    "capacity_curve": "memories",
    "category_grid": "categories",
    "category_measures": "categories",
    "class_agreement": "categories",
    "class_map": "maps",
    "codebook_grid": "maps",
    "confusion_measures": "segmentation",
    "continuations": "samples",
    "contribution_grid": "receptive_fields",
    "contributions": "receptive_fields",
    "distance_map": "maps",
    "draw_trace": "drawing",
    "explanation_grid": "explanations",
    "fading_factor": "gradient_memory",
    "feature_bars": "explanations",
    "filter_grid": "prototypes",
    "foreground_map": "segmentation_pictures",
    "foreground_overlay": "segmentation_pictures",
    "forecast_errors": "anomalies",
    "gibbs_chains": "samples",
    "grad_cam": "saliency",
    "gradient_curves": "gradient_memory",
    "gradient_norms": "gradient_memory",
    "hit_map": "maps",
    "ideal_inputs": "explanations",
    "interpolations": "latent_space",
    "joins_by_size": "tracing",
    "latent_plane": "prototypes",
    "linear_model": "logits",
    "nab_score": "anomalies",
    "pixel_measures": "segmentation",
    "receptive_field": "receptive_fields",
    "reconstructions": "prototypes",
    "sample_grid": "latent_space",
    "sample_rows": "samples",
    "smoothgrad": "saliency",
    "threshold_curves": "segmentation_pictures",
    "trace": "tracing",
    "vanilla_saliency": "saliency",
    "translation_attention": "attention",
    "window_rows": "anomalies",
}
__all__ = list(_HOMES)


def __getattr__(name):
    # tf-keras-vis takes a second to import, and recipes that only draw prototypes need none of it.
    if name in _HOMES:
        return getattr(importlib.import_module(f"keras_nets.inspection.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'keras_nets.inspection' has no attribute {name!r}; it has {', '.join(_HOMES)}")
