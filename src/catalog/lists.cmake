# Maintainers of images and the looks of secrets: their own small tables, apart from the catalogue of APIs.
dockgate_module(lists_reader SOURCES lists_file.cpp DEPENDS text yaml)

add_executable(dockgate_embed_lists embed_lists_main.cpp)
target_link_libraries(dockgate_embed_lists PRIVATE dockgate_lists_reader dockgate_flags)

set(lists_files "${CMAKE_SOURCE_DIR}/policies/catalog/maintainers.yaml"
                "${CMAKE_SOURCE_DIR}/policies/catalog/secrets.yaml")
set(lists_tables "${CMAKE_CURRENT_BINARY_DIR}/builtin_lists.cpp")
add_custom_command(
  OUTPUT "${lists_tables}"
  COMMAND dockgate_embed_lists "${lists_tables}" ${lists_files}
  DEPENDS dockgate_embed_lists ${lists_files}
  COMMENT "Checking and embedding the lists of policies/catalog"
  VERBATIM)

dockgate_module(lists SOURCES maintainers.cpp secrets.cpp "${lists_tables}" DEPENDS text)
