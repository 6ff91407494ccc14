from b import load, REV
import os
load('org/m', revision=REV)
load('org/n', **{'revision': os.getenv('R', 'main')})
import transformers
REV = 'main'
def load(name, **kw):
    return transformers.AutoModel.from_pretrained(name, **kw)
