"""Inspection of trained networks, of any `keras.Model`: saliency maps, ideal inputs, prototypes."""

from keras_nets._lazy import lazy

# tf-keras-vis takes a second to import, and few recipes need it.
__all__, __getattr__ = lazy(
    __name__,
    {
        "activation": "activation_maximization with_image_input",
        "attention": "attention_map",
        "categories": "category_grid category_measures class_agreement",
        "drawing": "draw_trace",
        "explanations": "explanation_grid feature_bars ideal_inputs",
        "sequence_explanations": "step_maps token_maps",
        "gradient_memory": "fading_factor gradient_curves gradient_norms gradient_pictures",
        "latent_space": "interpolations sample_grid",
        "logits": "linear_model",
        "maps": "class_map codebook_grid distance_map hit_map",
        "memories": "capacity_curve recall_errors",
        "penultimate": "last_features",
        "prototypes": "filter_grid latent_plane reconstructions",
        "receptive_fields": "contribution_grid contributions receptive_field",
        "saliency": "grad_cam smoothgrad vanilla_saliency",
        "samples": "continuation_pictures continuations gibbs_chains machine_pictures sample_rows",
        "tracing": "joins_by_size trace",
    },
)
