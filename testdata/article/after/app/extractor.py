"""The extractor's model: one reviewed revision, no code of the model's repository."""

from transformers import AutoModel

MODEL = "some-org/custom-extractor"
REVISION = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334"


def load():
    return AutoModel.from_pretrained(
        MODEL,
        revision=REVISION,
        trust_remote_code=False,
    )
