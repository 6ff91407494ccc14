import os

from transformers import AutoModel

model = AutoModel.from_pretrained("some-org/encoder", revision=os.environ["MODEL_REVISION"])
