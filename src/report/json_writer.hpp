#pragma once
// JSON in the order in which it is written.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dockgate::report {

/// Writes one JSON document, indented by two blanks. Bytes that are not UTF-8 become U+FFFD. The caller keeps
/// objects and arrays balanced and gives each member of an object a key.
class JsonWriter {
 public:
  /// `compact`: everything in one line.
  explicit JsonWriter(bool compact = false) : compact_(compact) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  template <std::same_as<bool> B>
  JsonWriter& value(B flag) {
    return raw(flag ? "true" : "false");
  }
  template <std::integral N>
  requires(!std::same_as<N, bool>) JsonWriter& value(N number) { return raw(std::to_string(number)); }
  JsonWriter& null() { return raw("null"); }
  template <typename T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  JsonWriter& members(std::string_view name, const std::vector<std::string>& texts);

  /// The document, with a line end.
  std::string take() { return std::move(out_.append("\n")); }

 private:
  JsonWriter& raw(std::string_view text);
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void line();

  bool compact_;
  std::string out_;
  std::size_t depth_ = 0;
  bool first_ = true;  // nothing stands in the innermost object or array yet
  bool after_key_ = false;
};

}  // namespace dockgate::report
