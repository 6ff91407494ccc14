from app.extractor.modeling_extractor import Extractor

model = Extractor.from_folder("/srv/weights")
