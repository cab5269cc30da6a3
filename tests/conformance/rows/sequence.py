"""Recurrent networks, and others that read sequences."""

from row import Row

NUMBERS = dict(input_shape=(None, 10), classes=1, units=20)
TINY = dict(input_shape=(4, 3), classes=3, units=4)
TOKENS = dict(input_shape=(None,), vocabulary_size=7, embedding_dim=3, units=4)
LANGUAGE_MODEL = TOKENS | dict(classes=7, depth=2, return_sequences=True)

# Sums are the recurrent layer and the output.
ROWS = (
    Row("simple_rnn", paper=NUMBERS, parameters=620 + 21, tiny=TINY | dict(depth=2, dropout=0.2)),
    Row(
        "simple_rnn",
        case="language_model",
        # The vectors of tokens, the recurrent layer, the output.
        paper=TOKENS | dict(vocabulary_size=5, embedding_dim=5, units=20, classes=5, return_sequences=True),
        parameters=25 + 20 * (5 + 20 + 1) + 105,
        tiny=LANGUAGE_MODEL,
        vocabulary=7,
    ),
    Row("lstm", paper=NUMBERS, parameters=2_480 + 21, tiny=TINY | dict(depth=2, dropout=0.2)),
    Row(
        "lstm",
        case="language_model",
        # 4 h (x + h + 1) weights a layer; the medium network of Zaremba et al., but for the bias of their gates.
        paper=dict(
            input_shape=(None,),
            classes=10_000,
            vocabulary_size=10_000,
            embedding_dim=650,
            units=650,
            depth=2,
            return_sequences=True,
        ),
        parameters=10_000 * 650 + 2 * 4 * 650 * 1_301 + 651 * 10_000,
        tiny=LANGUAGE_MODEL | dict(dropout=0.2),
        vocabulary=7,
    ),
    Row(
        "lstm",
        case="regression",
        paper=NUMBERS | dict(depth=2, classifier_activation="linear"),
        parameters=2_480 + 4 * 20 * 41 + 21,
        tiny=TINY | dict(classes=1, classifier_activation="linear", mask_value=-1.0),
        data="values",
        loss="mean_squared_error",
    ),
    Row("gru", paper=NUMBERS, parameters=1_920 + 21, tiny=TINY | dict(depth=2, dropout=0.2)),
    Row(
        "gru",
        case="language_model",
        paper=LANGUAGE_MODEL | dict(depth=1),
        parameters=21 + 3 * 4 * (3 + 4 + 2) + 35,
        tiny=LANGUAGE_MODEL,
        vocabulary=7,
    ),
    Row(
        "bidirectional_rnn",
        # Of Graves et al. CTC-3l-250h, 3.8 million weights: 123 features, 61 phonemes and the blank.
        paper=dict(input_shape=(None, 123), classes=62, return_sequences=True),
        parameters=2 * 4 * 250 * (123 + 251) + 2 * 2 * 4 * 250 * (500 + 251) + 501 * 62,
        tiny=TINY | dict(depth=2, return_sequences=True),
    ),
    Row(
        "bidirectional_rnn",
        case="five_layers",
        # Their CTC-5l-250h has 6.8 million.
        paper=dict(input_shape=(None, 123), classes=62, depth=5, return_sequences=True),
        parameters=6_787_062,
        tiny=TOKENS | dict(classes=3, depth=2, cell="gru", dropout=0.2),
        vocabulary=7,
    ),
    Row(
        "text_cnn",
        # Of Kim's movie reviews: 18,765 words, and padding.
        paper=dict(vocabulary_size=18_766, classes=2),
        parameters=18_766 * 300 + 100 * (3 + 4 + 5) * 300 + 300 + 602,
        tiny=dict(vocabulary_size=7, classes=3, embedding_dim=3, kernel_sizes=(2, 3), filters=5, dropout=0.1),
        vocabulary=7,
    ),
    Row(
        "sequence_to_sequence",
        # Vocabularies of 30,000 words, vectors of 620 numbers, 1,000 units; from the encoder to the attention, the
        # decoder and the outputs.
        paper=dict(source_vocabulary=30_000, target_vocabulary=30_000),
        parameters=2 * 30_000 * 620
        + 2 * 3 * 1_000 * (620 + 1_000 + 2)
        + 1_001_000
        + 1_000 * (1_000 + 2_000 + 1)
        + 3 * 1_000 * (620 + 2_000 + 1_000 + 2)
        + 2 * 500 * (620 + 2_000 + 1_000 + 1)
        + 501 * 30_000,
        tiny=dict(source_vocabulary=7, target_vocabulary=7, embedding_dim=3, units=4, depth=2, dropout=0.1),
        vocabulary=7,
    ),
)
