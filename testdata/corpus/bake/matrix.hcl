variable "A" { default = "${B}" }
variable "B" { default = A }
function "twice" {
  params = [x]
  result = "${x}${twice(x)}"
}
target "m" {
  name     = "m-${v}-${w}"
  matrix   = { v = ["1", "2"], w = [3, null] }
  inherits = ["m", "none"]
  context  = "../..${v}"
  args     = { X = twice(v), Y = A, Z = v == "1" ? w : [for q in w : q] }
}
