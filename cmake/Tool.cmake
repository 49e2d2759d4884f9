# A folder is a library, and a program when it has a main.cpp.
#
# eventstore_library(<name> LINK <target>... [WITHOUT <folder>...])
#   eventstore::<name> from every .cpp of the current folder and below, main.cpp excepted, and what
#   is in the <folder>s, which are added as libraries of their own.
# eventstore_tool(<program> LIBRARY <name> [MAIN <file>])
#   <program> from main.cpp and eventstore::<name>, installed, with tests of --help and --version.
#   The target `tools` is all of them.

add_custom_target(tools)

function(eventstore_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK;WITHOUT")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  foreach(folder IN LISTS arg_WITHOUT)
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${folder}/")
    add_subdirectory(${folder})
  endforeach()
  add_library(${name}_library STATIC ${sources})
  add_library(eventstore::${name} ALIAS ${name}_library)
  target_include_directories(${name}_library PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_library PUBLIC ${arg_LINK} PRIVATE eventstore::build)
endfunction()

function(eventstore_tool program)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LIBRARY;MAIN" "")
  if(NOT arg_MAIN)
    set(arg_MAIN main.cpp)
  endif()
  add_executable(${program} ${arg_MAIN})
  target_link_libraries(${program} PRIVATE eventstore::${arg_LIBRARY} eventstore::build)
  install(TARGETS ${program})
  add_dependencies(tools ${program})
  if(BUILD_TESTING)
    add_test(NAME ${program}.help COMMAND ${program} --help)
    add_test(NAME ${program}.version COMMAND ${program} --version)
    # Words of the library that reads the options; core/tool/help_text.hpp has ours.
    set_tests_properties(${program}.help PROPERTIES
      FAIL_REGULAR_EXPRESSION "Excludes|REQUIRED|Option Group|INT|FLOAT|TEXT|ENUM")
    set_tests_properties(${program}.version PROPERTIES
      PASS_REGULAR_EXPRESSION "^${program} ${PROJECT_VERSION}")
    set_tests_properties(${program}.help ${program}.version PROPERTIES LABELS unit)
  endif()
endfunction()
