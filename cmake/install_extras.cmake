# Manual, completions and licences, made when something is installed. What the program itself prints comes from the
# program; one for another machine needs an emulator, or -DDOCKGATE_HOST_PROGRAM=… that runs on this one.
set(program ${DOCKGATE_EMULATOR} "${DOCKGATE_PROGRAM}")
if(DOCKGATE_HOST_PROGRAM)
  set(program "${DOCKGATE_HOST_PROGRAM}")
endif()
file(MAKE_DIRECTORY "${DOCKGATE_WORK}")

function(installed_output folder name)
  execute_process(COMMAND ${program} ${ARGN} OUTPUT_FILE "${DOCKGATE_WORK}/${name}" COMMAND_ERROR_IS_FATAL ANY)
  file(INSTALL "${DOCKGATE_WORK}/${name}" DESTINATION "${CMAKE_INSTALL_PREFIX}/share/${folder}")
endfunction()
installed_output(bash-completion/completions dockgate completions bash)
installed_output(zsh/vendor-completions _dockgate completions zsh)
installed_output(fish/vendor_completions.d dockgate.fish completions fish)

execute_process(COMMAND ${program} man OUTPUT_FILE "${DOCKGATE_WORK}/dockgate.1" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND gzip -9nf "${DOCKGATE_WORK}/dockgate.1" COMMAND_ERROR_IS_FATAL ANY)
file(INSTALL "${DOCKGATE_WORK}/dockgate.1.gz" DESTINATION "${CMAKE_INSTALL_PREFIX}/share/man/man1")

set(doc "${CMAKE_INSTALL_PREFIX}/share/doc/dockgate")
file(INSTALL "${DOCKGATE_SOURCE}/LICENSE" DESTINATION "${doc}" RENAME copyright)
file(INSTALL "${DOCKGATE_SOURCE}/CHANGELOG.md" DESTINATION "${doc}")
# The licences of what is linked into the program.
foreach(package libboost1.74-dev libyaml-cpp-dev libfmt-dev libre2-dev nlohmann-json3-dev libcli11-dev libssl-dev
                zlib1g-dev libbz2-dev liblzma-dev liblz4-dev libjemalloc-dev)
  if(EXISTS "/usr/share/doc/${package}/copyright")
    file(INSTALL "/usr/share/doc/${package}/copyright" DESTINATION "${doc}/licences" RENAME "${package}"
         FOLLOW_SYMLINK_CHAIN)
  endif()
endforeach()
foreach(source tree-sitter tree-sitter-python tree-sitter-bash tree-sitter-hcl)
  if(EXISTS "${DOCKGATE_DEPS}/${source}/LICENSE")
    file(INSTALL "${DOCKGATE_DEPS}/${source}/LICENSE" DESTINATION "${doc}/licences" RENAME "${source}")
  endif()
endforeach()
