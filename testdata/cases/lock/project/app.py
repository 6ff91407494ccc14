from datasets import load_dataset
from transformers import AutoModel, AutoTokenizer

model = AutoModel.from_pretrained("some-org/model", revision="main")
tokenizer = AutoTokenizer.from_pretrained(
    "some-org/tokenizer", revision="1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b"
)
rows = load_dataset("some-org/rows", revision="0123456789abcdef0123456789abcdef01234567")
