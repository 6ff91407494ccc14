# What programs on a command line mean: a table of its own, made from policies/catalog/commands.yaml.
dockgate_module(command_reader SOURCES read_commands.cpp DEPENDS text yaml)

add_executable(dockgate_embed_commands embed_commands_main.cpp)
target_link_libraries(dockgate_embed_commands PRIVATE dockgate_command_reader dockgate_flags)

set(command_file "${CMAKE_SOURCE_DIR}/policies/catalog/commands.yaml")
set(command_table "${CMAKE_CURRENT_BINARY_DIR}/builtin_commands.cpp")
add_custom_command(
  OUTPUT "${command_table}"
  COMMAND dockgate_embed_commands "${command_table}" "${command_file}"
  DEPENDS dockgate_embed_commands "${command_file}"
  COMMENT "Checking and embedding policies/catalog/commands.yaml"
  VERBATIM)

dockgate_module(commands SOURCES "${command_table}" DEPENDS text)
