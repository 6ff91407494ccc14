# With DOCKGATE_PRECOMPILED: headers of the libraries that many files include, read once for all of them, which takes a third off a
# build from nothing. Headers of ours are not among them: they are read fast enough, and would have all compiled again when one changes.
if(NOT DOCKGATE_PRECOMPILED)
  return()
endif()
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled.cpp" CONTENT "")
add_library(dockgate_precompiled STATIC "${CMAKE_BINARY_DIR}/precompiled.cpp")
target_link_libraries(dockgate_precompiled PRIVATE dockgate_fmt dockgate_flags nlohmann_json::nlohmann_json)
# What the headers need of their templates is made there too, where the compiler can (clang).
set_target_properties(dockgate_precompiled PROPERTIES PCH_INSTANTIATE_TEMPLATES ON)
target_precompile_headers(
  dockgate_precompiled
  PRIVATE <algorithm> <array> <atomic> <charconv> <chrono> <deque> <filesystem> <fstream> <functional> <map> <memory> <mutex> <numeric>
          <optional> <set> <span> <sstream> <string> <string_view> <thread> <tuple> <unordered_map> <unordered_set> <variant> <vector>
          <fmt/format.h> <nlohmann/json.hpp>)
