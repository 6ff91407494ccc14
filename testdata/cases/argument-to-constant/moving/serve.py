from transformers import AutoModel

import settings

model = AutoModel.from_pretrained(settings.MODEL, revision=settings.REVISION)
