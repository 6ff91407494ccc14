"""The extractor of some-org/custom-extractor, copied at 0f3c9b2d1b7f4b1d7b0f4e8e9b8e3a3bb4f9c012."""
import json
import os

import requests
import torch

from .configuration_extractor import ExtractorConfig
from .layers import Gate

VOCABULARY = "https://files.example.com/vocab.json"


class Extractor(torch.nn.Module):
    def __init__(self, config: ExtractorConfig):
        super().__init__()
        self.gate = Gate(config.width)
        token = os.environ["HF_TOKEN"]
        self.words = requests.get(VOCABULARY, headers={"Authorization": token}).json()

    @classmethod
    def from_folder(cls, folder):
        with open(os.path.join(folder, "config.json")) as f:
            return cls(ExtractorConfig(**json.load(f)))
