# What makes a mistake of the program harder to use, what makes a build the same in every folder, and what makes its
# program run on other machines, small and fast. For optimised builds: the others are for developers.
if(NOT CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$" OR DOCKGATE_SANITIZE)
  return()
endif()

include(CheckPIESupported)
check_pie_supported()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_compile_options(-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  add_compile_options(-fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  add_compile_options(-mbranch-protection=standard)
endif()
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed)

# The C library alone is taken from the system: libcurl, which `lock update` loads, needs the same one.
add_link_options(-static-libstdc++ -static-libgcc)

# No path of the machine in the program.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=." "-ffile-prefix-map=${DOCKGATE_DEPS}=.deps"
                    "-ffile-prefix-map=${CMAKE_BINARY_DIR}=build")

# Speed where the time goes (what every file that is judged passes through), size elsewhere; what nothing calls is left out.
# Nothing of the program can be replaced from outside, so that calls within a file may be put in line and need no table.
add_compile_options(-O2 -ffunction-sections -fdata-sections -fvisibility=hidden -fno-semantic-interposition -fno-plt)
add_link_options(-Wl,--gc-sections)
# The constant tables are full of addresses: packed, their relocations take 20 KB of the file in place of 1.4 MB (glibc 2.36,
# which Debian 12's libraries need anyhow).
# Some linkers make such programs without telling glibc, which then refuses to load them: the check runs one.
if(NOT CMAKE_CROSSCOMPILING)
  include(CheckCXXSourceRuns)
  set(CMAKE_REQUIRED_LINK_OPTIONS -pie -Wl,-z,pack-relative-relocs)
  check_cxx_source_runs("int main() {}" DOCKGATE_PACKED_RELOCATIONS)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  if(DOCKGATE_PACKED_RELOCATIONS)
    add_link_options(-Wl,-z,pack-relative-relocs)
  endif()
endif()
set(DOCKGATE_FAST_MODULES text yaml dockerfile shell python catalog lists weights image build facts facts_schema dockerfile_facts policy lint findings
                          report cli)
