# One static library a source folder, so that the link line follows the layers of docs/architecture.md.

add_library(dockgate_flags INTERFACE)
target_compile_options(
  dockgate_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wconversion -Wshadow>
  # When optimising, g++ 12 warns wrongly inside std::string's operator+ (GCC bug 105651) and about the unused
  # storage of empty optionals and variants.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict;-Wno-maybe-uninitialized>
  # What one file calls by a name may be another's global where both are compiled together.
  $<$<BOOL:${DOCKGATE_UNITY}>:-Wno-shadow;-Wno-subobject-linkage>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  # Bytes compare as on x86-64, where all tests run.
  target_compile_options(dockgate_flags INTERFACE -fsigned-char)
endif()
if(DOCKGATE_SANITIZE)
  # -g1 keeps line numbers in reports; the grammars of Boost.Spirit need far too much memory with more.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(DOCKGATE_SANITIZE)
endif()
if(DOCKGATE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# dockgate_module(NAME SOURCES file… [DEPENDS module…] [PRIVATE library…])
# DEPENDS names other folders under src/; PRIVATE names third-party targets that stay in .cpp files.
# With DOCKGATE_UNITY a folder's sources are compiled several at a time, which takes a third of the time from nothing; tables
# that the build makes stay alone. Without it each file is compiled by itself, which is better while one works on them.
function(dockgate_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;PRIVATE")
  add_library(dockgate_${name} STATIC ${arg_SOURCES})
  set_target_properties(dockgate_${name} PROPERTIES UNITY_BUILD ${DOCKGATE_UNITY} UNITY_BUILD_BATCH_SIZE 12)
  foreach(source ${arg_SOURCES})
    if(IS_ABSOLUTE "${source}")
      set_source_files_properties("${source}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
  target_include_directories(dockgate_${name} PUBLIC "${CMAKE_SOURCE_DIR}/include" "${CMAKE_SOURCE_DIR}/src")
  if(DOCKGATE_PRECOMPILED)
    target_precompile_headers(dockgate_${name} REUSE_FROM dockgate_precompiled)
  endif()
  set_property(GLOBAL APPEND PROPERTY DOCKGATE_MODULES dockgate_${name})
  if(DEFINED DOCKGATE_FAST_MODULES AND NOT name IN_LIST DOCKGATE_FAST_MODULES)
    target_compile_options(dockgate_${name} PRIVATE -Os)
  endif()
  list(TRANSFORM arg_DEPENDS PREPEND dockgate_)
  target_link_libraries(dockgate_${name} PUBLIC ${arg_DEPENDS} PRIVATE dockgate_flags ${arg_PRIVATE})
endfunction()

# dockgate_test(NAME SOURCES file… DEPENDS module… [PRIVATE library…]): one GoogleTest program and CTest entry.
function(dockgate_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;PRIVATE")
  add_executable(${name}_test ${arg_SOURCES})
  list(TRANSFORM arg_DEPENDS PREPEND dockgate_)
  target_link_libraries(${name}_test PRIVATE ${arg_DEPENDS} ${arg_PRIVATE} dockgate_flags GTest::gtest_main)
  target_include_directories(${name}_test PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  target_compile_definitions(
    ${name}_test PRIVATE DOCKGATE_TESTDATA="${CMAKE_SOURCE_DIR}/testdata" DOCKGATE_SOURCE="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name}_test)
endfunction()

# dockgate_fuzz(NAME SOURCE file DEPENDS module… CORPUS folder): a libFuzzer program under the fuzz preset;
# under every other preset the same source replays its corpus as an ordinary test.
function(dockgate_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SOURCE;CORPUS" "DEPENDS")
  list(TRANSFORM arg_DEPENDS PREPEND dockgate_)
  if(DOCKGATE_FUZZ)
    add_executable(${name}_fuzz ${arg_SOURCE})
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name}_fuzz ${arg_SOURCE} "${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cpp")
    add_test(NAME fuzz.${name} COMMAND ${name}_fuzz "${CMAKE_SOURCE_DIR}/testdata/corpus/${arg_CORPUS}")
  endif()
  target_link_libraries(${name}_fuzz PRIVATE ${arg_DEPENDS} dockgate_flags)
endfunction()
