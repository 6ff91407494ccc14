"""The extractor's architecture, as its authors publish it."""

import os

import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel


class ExtractorConfig(PretrainedConfig):
    model_type = "extractor"

    def __init__(self, hidden_size=4, **kwargs):
        self.hidden_size = hidden_size
        super().__init__(**kwargs)


class ExtractorModel(PreTrainedModel):
    config_class = ExtractorConfig

    def __init__(self, config):
        super().__init__(config)
        self.score = nn.Linear(config.hidden_size, 1)
        self.debug = os.environ.get("EXTRACTOR_DEBUG") == "1"

    def forward(self, inputs):
        return torch.sigmoid(self.score(inputs))
