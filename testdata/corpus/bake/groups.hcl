variable "BASE" {
  default = "python:3.12"
}
group "default" {
  targets = ["serve", "tools"]
}
target "_common" {
  context = "."
  args = { BASE = BASE }
}
target "serve" {
  inherits   = ["_common"]
  dockerfile = "server/Dockerfile"
}
target "tools" {
  dockerfile-inline = <<EOT
FROM alpine:3.20
USER 1000
EOT
}
