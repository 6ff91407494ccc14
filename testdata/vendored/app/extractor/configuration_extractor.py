class ExtractorConfig:
    def __init__(self, width=64):
        self.width = width
