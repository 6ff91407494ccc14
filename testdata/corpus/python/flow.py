x = None
for i, (a, b) in enumerate(zip('ab', ['c', 'd'])):
    if a == 'a':
        x = f'{a}-{b}'
    elif b in ('c',):
        x += '%s' % b
    else:
        del x
    try:
        y = {**{'k': x}, 'l': [*x]}
    except (E, F) as e:
        y = e
    with open(y['k']) as f, g() as (h, i):
        use(f, h)
while (n := len(x)) > 1:
    x = x[1:] or x[::-1]
match x:
    case [a, *b]: use(a)
    case {'k': v}: use(v)
    case _: pass
