import os

from transformers import AutoModel

model = AutoModel.from_pretrained("some-org/custom-extractor", revision=os.environ["MODEL_REVISION"])
