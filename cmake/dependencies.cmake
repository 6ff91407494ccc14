# Third-party libraries, each as an imported (system) target.
find_package(Boost 1.74 REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)

# yaml-cpp's package gives a bare target without system includes; the static library saves start-up time.
find_library(YAML_CPP_STATIC libyaml-cpp.a)
add_library(dockgate_yaml_cpp INTERFACE)
target_link_libraries(dockgate_yaml_cpp INTERFACE $<IF:$<BOOL:${YAML_CPP_STATIC}>,${YAML_CPP_STATIC},yaml-cpp>)
find_library(RE2_STATIC libre2.a)
add_library(dockgate_re2 INTERFACE)
target_link_libraries(dockgate_re2 INTERFACE $<IF:$<BOOL:${RE2_STATIC}>,${RE2_STATIC},PkgConfig::RE2> Threads::Threads)

# Decompression and digests of weight files and image layers. Static where the package has that, since loading shared libraries costs
# start-up time.
add_library(dockgate_unpackers INTERFACE)
foreach(library z bz2 lzma lz4 zstd)
  find_library(DOCKGATE_LIB_${library} NAMES lib${library}.a ${library} REQUIRED)
  target_link_libraries(dockgate_unpackers INTERFACE ${DOCKGATE_LIB_${library}})
endforeach()
find_library(DOCKGATE_LIB_crypto NAMES libcrypto.a crypto REQUIRED)
add_library(dockgate_crypto INTERFACE)
target_link_libraries(dockgate_crypto INTERFACE ${DOCKGATE_LIB_crypto} Threads::Threads ${CMAKE_DL_LIBS})

# The program's allocator: judging takes and gives back thousands of small blocks a file, in several threads. Where the package
# has no static library the C library's is used; sanitizers bring their own.
find_library(DOCKGATE_LIB_jemalloc NAMES libjemalloc_pic.a)
add_library(dockgate_allocator INTERFACE)
if(DOCKGATE_LIB_jemalloc AND NOT DOCKGATE_SANITIZE)
  target_link_libraries(dockgate_allocator INTERFACE ${DOCKGATE_LIB_jemalloc} Threads::Threads m)
  target_sources(dockgate_allocator INTERFACE "${CMAKE_SOURCE_DIR}/cmake/allocator.cpp")
endif()

# libcurl is loaded by the one command that uses it, and not linked: only its headers are needed here.
find_path(DOCKGATE_CURL_INCLUDE curl/curl.h REQUIRED)
add_library(dockgate_curl_headers INTERFACE)
target_include_directories(dockgate_curl_headers SYSTEM INTERFACE "${DOCKGATE_CURL_INCLUDE}")

# fmt compiled once into a static library: Debian ships only the shared one, whose loading costs start-up time.
add_library(dockgate_fmt STATIC "${CMAKE_SOURCE_DIR}/cmake/fmt.cpp")
target_include_directories(dockgate_fmt SYSTEM PUBLIC $<TARGET_PROPERTY:fmt::fmt-header-only,INTERFACE_INCLUDE_DIRECTORIES>)

# tree-sitter's core and grammars are C sources unpacked by script/setup at pinned versions.
if(NOT EXISTS "${DOCKGATE_DEPS}/tree-sitter/vendor/tree-sitter/lib/src/lib.c")
  message(FATAL_ERROR "${DOCKGATE_DEPS} has no tree-sitter sources: run script/setup first")
endif()
add_library(tree_sitter STATIC "${DOCKGATE_DEPS}/tree-sitter/vendor/tree-sitter/lib/src/lib.c")
target_include_directories(tree_sitter SYSTEM PUBLIC "${DOCKGATE_DEPS}/tree-sitter/vendor/tree-sitter/lib/include"
                           PRIVATE "${DOCKGATE_DEPS}/tree-sitter/vendor/tree-sitter/lib/src")
target_compile_options(tree_sitter PRIVATE -w -O3)
foreach(grammar python bash hcl)
  add_library(tree_sitter_${grammar} STATIC "${DOCKGATE_DEPS}/tree-sitter-${grammar}/src/parser.c"
                                            "${DOCKGATE_DEPS}/tree-sitter-${grammar}/src/scanner.c")
  target_include_directories(tree_sitter_${grammar} PRIVATE "${DOCKGATE_DEPS}/tree-sitter-${grammar}/src")
  target_compile_options(tree_sitter_${grammar} PRIVATE -w -O2)
  target_link_libraries(tree_sitter_${grammar} PUBLIC tree_sitter)
endforeach()
