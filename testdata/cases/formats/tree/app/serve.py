import os

from transformers import AutoModel

model = AutoModel.from_pretrained("some-org/extractor", trust_remote_code=True)
other = AutoModel.from_pretrained(os.environ["MODEL"], revision="0123456789012345678901234567890123456789")
