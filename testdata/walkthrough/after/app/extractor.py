"""The extractor's model: weights and code that ship with the image, and nothing from the hub."""

from models.extractor.modeling_extractor import ExtractorModel

FOLDER = "/srv/models/extractor"


def load():
    return ExtractorModel.from_pretrained(
        FOLDER,
        local_files_only=True,
        use_safetensors=True,
    )
