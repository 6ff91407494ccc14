target "base" { dockerfile = "b" }
target "app" {
  contexts = { base = "target:base", img = "docker-image://alpine:3", lib = "../lib", git = "https://example.com/x.git", e = "" }
  args = { V = target.base.dockerfile, W = target["app"].args.V }
  platforms = ["linux/arm64/v8"]
}
target "app" { inherits = ["base"] args = { V = null } }
