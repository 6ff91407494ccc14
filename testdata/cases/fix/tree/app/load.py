import torch
from transformers import AutoModel, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained('some-org/custom-extractor', revision='main')
model = AutoModel.from_pretrained(
    "some-org/custom-extractor",
    trust_remote_code=True,  # the demo had it
)
state = torch.load("/srv/model/head.pt", weights_only=False)
