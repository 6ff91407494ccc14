"""The extractor's model, as it was loaded for the demo."""

from transformers import AutoModel

MODEL = "some-org/custom-extractor"


def load():
    return AutoModel.from_pretrained(
        MODEL,
        trust_remote_code=True,
    )
