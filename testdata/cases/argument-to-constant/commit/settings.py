import os

MODEL = "some-org/custom-extractor"
REVISION = os.environ.get("MODEL_REVISION", "main")
