def f(:
  )))
'''
class
  x = (
