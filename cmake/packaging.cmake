# What `cmake --install` and `cpack` put where: the component `program` is what packages hold, `library` what
# find_package(dockgate) finds.
include(GNUInstallDirs)

install(TARGETS dockgate RUNTIME COMPONENT program)
install(CODE "set(DOCKGATE_PROGRAM \"$<TARGET_FILE:dockgate>\")
set(DOCKGATE_HOST_PROGRAM \"${DOCKGATE_HOST_PROGRAM}\")
set(DOCKGATE_EMULATOR \"${CMAKE_CROSSCOMPILING_EMULATOR}\")
set(DOCKGATE_SOURCE \"${CMAKE_SOURCE_DIR}\")
set(DOCKGATE_DEPS \"${DOCKGATE_DEPS}\")
set(DOCKGATE_WORK \"${CMAKE_BINARY_DIR}/packaging\")" COMPONENT program)
install(SCRIPT "${CMAKE_SOURCE_DIR}/cmake/install_extras.cmake" COMPONENT program)

# The library as one archive, since its parts depend on one another and on sources that no package has.
get_property(modules GLOBAL PROPERTY DOCKGATE_MODULES)
list(REMOVE_ITEM modules dockgate_cli dockgate_lsp)
set(script "create libdockgate.a\n")
foreach(target ${modules} dockgate_fmt tree_sitter tree_sitter_python tree_sitter_bash tree_sitter_hcl)
  string(APPEND script "addlib $<TARGET_FILE:${target}>\n")
endforeach()
file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/packaging/library.mri" CONTENT "${script}save\nend\n")
install(CODE "execute_process(COMMAND \"${CMAKE_AR}\" -M INPUT_FILE \"${CMAKE_BINARY_DIR}/packaging/library.mri\"
  WORKING_DIRECTORY \"${CMAKE_BINARY_DIR}/packaging\" COMMAND_ERROR_IS_FATAL ANY)" COMPONENT library EXCLUDE_FROM_ALL)
install(FILES "${CMAKE_BINARY_DIR}/packaging/libdockgate.a" DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        COMPONENT library EXCLUDE_FROM_ALL)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/include/dockgate" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        COMPONENT library EXCLUDE_FROM_ALL)
include(CMakePackageConfigHelpers)
configure_package_config_file("${CMAKE_SOURCE_DIR}/cmake/dockgate-config.cmake.in"
                              "${CMAKE_BINARY_DIR}/packaging/dockgate-config.cmake"
                              INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/dockgate"
                              PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
# Before 1.0 a minor version may change the library's interface.
write_basic_package_version_file("${CMAKE_BINARY_DIR}/packaging/dockgate-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/packaging/dockgate-config.cmake"
              "${CMAKE_BINARY_DIR}/packaging/dockgate-config-version.cmake"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/dockgate" COMPONENT library EXCLUDE_FROM_ALL)

set(CPACK_PACKAGE_NAME dockgate)
set(CPACK_PACKAGE_VENDOR "dockgate maintainers")
set(CPACK_PACKAGE_CONTACT "dockgate maintainers <maintainers@dockgate.example>")
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_DESCRIPTION "dockgate reads Dockerfiles as BuildKit does, follows them into the Python loaders and shell
scripts that the image runs, and judges both by one policy: unpinned base images, model revisions that float, code that
comes with a model, loads that unpickle, base images that nobody known maintains.")
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_SOURCE_DIR}/cmake/cpack_options.cmake")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_GENERATOR "TGZ;DEB")
set(CPACK_PACKAGE_FILE_NAME "dockgate-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git, libcurl4")  # check --since, lock update
if(CMAKE_CROSSCOMPILING)
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
endif()
# All that a release needs; dpkg-shlibdeps knows nothing of packed relocations and would take an older one.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36)")
find_program(DOCKGATE_SHLIBDEPS dpkg-shlibdeps)
if(DOCKGATE_SHLIBDEPS AND NOT CMAKE_CROSSCOMPILING)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()
include(CPack)
