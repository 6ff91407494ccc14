from transformers import AutoModel

model = AutoModel.from_pretrained("some-org/custom-extractor", trust_remote_code=True)
print(model)
