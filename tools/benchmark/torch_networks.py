"""Networks of keras_nets in PyTorch, each with a batch and a training step that `tools/benchmark.py` measures.

    loss = torch_networks.training_step("resnet50", channels_last=True)()

They are those of `networks.py`. PyTorch comes with the extra `benchmark`.
"""

import sys
from functools import partial

import torch
import torch.nn.functional as F
from networks import CASES, VOCABULARY, batch
from torch import nn

# What PyTorch's optimizers import for graphics cards crashes in a process that has TensorFlow.
sys.modules["triton"] = None


def convolution(inputs, outputs, side, strides=1, *, padding="symmetric", groups=1, activation=nn.ReLU, epsilon=1e-5):
    """A convolution without bias, batch normalization and an activation that works in place; None for none.

    The padding `"same"` is TensorFlow's on maps of even sides: a stride of 2 has it at the bottom and right alone.
    """
    layers, border = [], (side - 1) // 2
    if padding == "same" and strides == 2:
        layers, border = [nn.ZeroPad2d((0, 1, 0, 1))], 0
    layers.append(nn.Conv2d(inputs, outputs, side, strides, border, groups=groups, bias=False))
    layers.append(nn.BatchNorm2d(outputs, epsilon, momentum=0.1))
    if activation is not None:
        layers.append(activation(inplace=True))
    return nn.Sequential(*layers)


def classifier_head(maps, classes):
    """The means of the maps and the logits of the classes."""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(maps, classes))


class Residual(nn.Module):
    """`activation(body(x) + shortcut(x))`; None for an identity."""

    def __init__(self, body, shortcut=None, activation=None):
        super().__init__()
        self.body = body
        self.shortcut = shortcut or nn.Identity()
        self.activation = activation or nn.Identity()

    def forward(self, x):
        return self.activation(self.body(x).add_(self.shortcut(x)))


class ParameterFreeShortcut(nn.Module):
    """Every second pixel, with channels of zeros after its own."""

    def __init__(self, extra):
        super().__init__()
        self.extra = extra

    def forward(self, x):
        return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, self.extra))


def resnet50():
    """Bottleneck blocks whose first convolution has the stride."""
    blocks, inputs = [], 64
    for stage, depth in enumerate((3, 4, 6, 3)):
        filters = 64 * 2**stage
        for number in range(depth):
            blocks.append(_bottleneck_block(inputs, filters, strides=2 if stage and not number else 1))
            inputs = 4 * filters
    stem = convolution(3, 64, 7, 2)
    return nn.Sequential(stem, nn.MaxPool2d(3, 2, padding=1), *blocks, classifier_head(inputs, 1000))


def _bottleneck_block(inputs, filters, strides):
    outputs = 4 * filters
    body = nn.Sequential(
        convolution(inputs, filters, 1, strides),
        convolution(filters, filters, 3),
        convolution(filters, outputs, 1, activation=None),
    )
    projection = convolution(inputs, outputs, 1, strides, activation=None) if inputs != outputs else None
    return Residual(body, projection, nn.ReLU(inplace=True))


def resnet20():
    """Basic blocks whose shortcuts have no weights."""
    blocks, inputs = [], 16
    for filters in (16, 32, 64):
        for _ in range(3):
            blocks.append(_basic_block(inputs, filters))
            inputs = filters
    return nn.Sequential(convolution(3, 16, 3), *blocks, classifier_head(inputs, 10))


def _basic_block(inputs, filters):
    strides, shortcut = (1, None) if inputs == filters else (2, ParameterFreeShortcut(filters - inputs))
    body = nn.Sequential(convolution(inputs, filters, 3, strides), convolution(filters, filters, 3, activation=None))
    return Residual(body, shortcut, nn.ReLU(inplace=True))


def mobilenet_v2():
    """Inverted residual blocks, padded as the authors' code does."""
    # Expansion, maps, blocks and first stride of a stage.
    stages = (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)
    layers, inputs = [_mobile_convolution(3, 32, 3, 2)], 32
    for expansion, maps, blocks, first_strides in stages:
        for number in range(blocks):
            layers.append(_inverted_residual(inputs, maps, 1 if number else first_strides, expansion))
            inputs = maps
    return nn.Sequential(*layers, _mobile_convolution(inputs, 1280, 1), classifier_head(1280, 1000))


_mobile_convolution = partial(convolution, padding="same", activation=nn.ReLU6, epsilon=1e-3)


def _inverted_residual(inputs, outputs, strides, expansion):
    wide = expansion * inputs
    expand = [_mobile_convolution(inputs, wide, 1)] if expansion > 1 else []
    depthwise = _mobile_convolution(wide, wide, 3, strides, groups=wide)
    body = nn.Sequential(*expand, depthwise, _mobile_convolution(wide, outputs, 1, activation=None))
    return Residual(body) if strides == 1 and inputs == outputs else body


class Level(nn.Module):
    """A level of a U-Net: its way down, what is below it, and its way up."""

    def __init__(self, down, below, upsampling, up):
        super().__init__()
        self.down, self.below, self.upsampling, self.up = down, below, upsampling, up

    def forward(self, x):
        x = self.down(x)
        below = self.upsampling(self.below(F.max_pool2d(x, 2)))
        return self.up(torch.cat([x, below], dim=1))


def unet():
    """Three levels and the bottom."""
    level2 = _level(16, 32, _level(32, 64, _two_convolutions(64, 128)))
    return nn.Sequential(_level(3, 16, level2), nn.Conv2d(16, 2, 1))


def _level(inputs, maps, below):
    upsampling = nn.ConvTranspose2d(2 * maps, maps, 2, 2)
    return Level(_two_convolutions(inputs, maps), below, upsampling, _two_convolutions(2 * maps, maps))


def _two_convolutions(inputs, maps):
    return nn.Sequential(convolution(inputs, maps, 3), convolution(maps, maps, 3))


class CausalSelfAttention(nn.Module):
    """Attention to a position and those before it."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.projections = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        heads = self.projections(x).unflatten(-1, (3, self.heads, -1))
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        x = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.output(x.transpose(1, 2).flatten(2))


class TransformerDecoder(nn.Module):
    """A language model with learned positions, pre-normalization and the embedding's matrix at the output."""

    def __init__(self, depth=4, width=128, heads=4, hidden_units=512, max_length=64):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, width)
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.positions = nn.Parameter(0.02 * torch.randn(max_length, width))
        sublayers = []
        for _ in range(depth):
            attention = CausalSelfAttention(width, heads)
            feed_forward = nn.Linear(width, hidden_units), nn.GELU(), nn.Linear(hidden_units, width)
            for layers in ((attention,), feed_forward):
                sublayers.append(Residual(nn.Sequential(nn.LayerNorm(width), *layers)))
        self.blocks = nn.Sequential(*sublayers)
        self.normalization = nn.LayerNorm(width)

    def forward(self, tokens):
        x = self.embedding(tokens) + self.positions[: tokens.shape[1]]
        x = self.normalization(self.blocks(x))
        return F.linear(x, self.embedding.weight)


class LSTM(nn.Module):
    """A language model; its layer of memory cells has a second bias vector beside Keras's one."""

    def __init__(self, units=512, embedding_dim=128):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, embedding_dim)
        self.recurrent = nn.LSTM(embedding_dim, units, batch_first=True)
        self.predictions = nn.Linear(units, VOCABULARY)

    def forward(self, tokens):
        x, _ = self.recurrent(self.embedding(tokens))
        return self.predictions(x)


def lenet5_modern():
    """LeNet-5 with ReLU and max pooling."""
    c1, c3, c5 = (nn.Sequential(nn.Conv2d(*maps, 5), nn.ReLU(inplace=True)) for maps in ((1, 6), (6, 16), (16, 120)))
    f6 = nn.Linear(120, 84), nn.ReLU(inplace=True)
    return nn.Sequential(c1, nn.MaxPool2d(2), c3, nn.MaxPool2d(2), c5, nn.Flatten(), *f6, nn.Linear(84, 10))


def mlp():
    """Two hidden layers of 1,200 sigmoid units."""
    return nn.Sequential(nn.Linear(784, 1200), nn.Sigmoid(), nn.Linear(1200, 1200), nn.Sigmoid(), nn.Linear(1200, 10))


NETWORKS = {
    "resnet50": resnet50,
    "mobilenet_v2": mobilenet_v2,
    "unet": unet,
    "resnet20": resnet20,
    "transformer_decoder": TransformerDecoder,
    "lstm": LSTM,
    "lenet5_modern": lenet5_modern,
    "mlp": mlp,
}


def training_step(name, channels_last):
    """A function that takes one step of Adam on the network's batch, the same every time, and returns the loss.

    Args:
        name: name of the network.
        channels_last: whether images and kernels lie in memory with their channels last.
    """
    torch.manual_seed(0)
    model, x, y = NETWORKS[name](), *map(torch.from_numpy, batch(name))
    y = y.long()
    if x.ndim == 4:
        memory_format = torch.channels_last if channels_last else torch.contiguous_format
        x = x.permute(0, 3, 1, 2).contiguous(memory_format=memory_format)
        model.to(memory_format=memory_format)
    optimizer = torch.optim.Adam(model.parameters(), fused=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        logits = model(x)
        loss = F.cross_entropy(logits.transpose(1, 2) if CASES[name].length else logits, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step
