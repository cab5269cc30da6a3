"""Transformers: for translation, classification, language and images."""

from row import Row

TINY = dict(depth=2, width=8, heads=2, feed_forward_units=12)
IMAGENET = dict(input_shape=(224, 224, 3), classes=1000)
# 18,944,000 numbers of 37,000 tokens, and 3,150,336 and 4,199,936 weights in a block of encoder and decoder.
WORDS = 37_000

ROWS = (
    Row(
        "transformer",
        paper=dict(source_vocabulary=WORDS, target_vocabulary=WORDS),
        parameters=63_045_632,
        tiny=dict(source_vocabulary=9, target_vocabulary=9, **TINY),
        vocabulary=9,
    ),
    Row(
        "transformer",
        case="separate",
        paper=dict(source_vocabulary=WORDS, target_vocabulary=WORDS, shared_embeddings=False, tied_output=False),
        parameters=63_045_632 + 2 * 18_944_000,
        tiny=dict(
            source_vocabulary=9,
            target_vocabulary=11,
            shared_embeddings=False,
            tied_output=False,
            positions="learned",
            max_length=6,
            pre_normalization=True,
            **TINY,
        ),
        vocabulary=9,
    ),
    Row(
        "transformer_encoder",
        paper=dict(input_shape=(None,), classes=2, vocabulary_size=WORDS),
        parameters=37_847_042,
        tiny=dict(input_shape=(None,), classes=3, vocabulary_size=9, pooling="class_token", **TINY),
        vocabulary=9,
    ),
    Row(
        "transformer_encoder",
        case="numbers",
        # A projection of 9 numbers and an output for each of 6 classes.
        paper=dict(input_shape=(100, 9), classes=6),
        parameters=18_902_016 + 9 * 512 + 512 + 512 * 6 + 6,
        tiny=dict(input_shape=(None, 4), classes=3, positions="learned", max_length=7, **TINY),
    ),
    Row(
        "transformer_decoder",
        paper=dict(vocabulary_size=50_257),
        parameters=124_439_808,
        tiny=dict(vocabulary_size=9, max_length=6, **TINY),
        vocabulary=9,
    ),
    Row(
        "transformer_decoder",
        case="gpt",
        # The first GPT.
        paper=dict(vocabulary_size=40_478, max_length=512, pre_normalization=False),
        parameters=116_534_784,
        tiny=dict(vocabulary_size=9, positions="sinusoidal", pre_normalization=False, tied_output=False, **TINY),
        vocabulary=9,
    ),
    Row(
        "vision_transformer",
        paper=IMAGENET,
        parameters=86_567_656,
        tiny=dict(input_shape=(8, 8, 1), classes=3, patch_size=4, **TINY),
    ),
    Row("vit_b16", paper=IMAGENET, parameters=86_567_656),
    Row("vit_b32", paper=IMAGENET, parameters=88_224_232),
    Row("vit_l16", paper=IMAGENET, parameters=304_326_632),
)
